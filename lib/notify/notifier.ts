import type { AlertEvent } from '../model/alert.ts'

/** One way to tell people. */
export type Notifier = {
  readonly id: string
  readonly wants: (event: AlertEvent) => boolean
  /**
   * Tells it once, to all; `to`: to those alone who were left when it was told before. Never rejects for what a server or the network
   * does; a reason holds no secret.
   */
  readonly send: (event: AlertEvent, to?: readonly string[]) => Promise<Sent>
}

/** `refused`: trying again would be the same. `failed`: it may pass. `partly`: some have it, or not all fail alike. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string }
  | { readonly kind: 'partly'; readonly failed: Left | null; readonly refused: Left | null }

/** Who has not got it, and why. */
export type Left = { readonly to: readonly string[]; readonly reason: string }

export type NotifyPorts = {
  readonly now: () => number
  /** Whether webhooks may lead to loopback and private addresses. */
  readonly allowPrivate: boolean
}
