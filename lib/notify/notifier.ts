import type { AlertEvent } from '../model/alert.ts'

/** One way to tell people. */
export type Notifier = {
  readonly id: string
  readonly wants: (event: AlertEvent) => boolean
  /** Tells it once. Never rejects for what a server or the network does; a reason holds no secret. */
  readonly send: (event: AlertEvent) => Promise<Sent>
}

/** `refused`: trying again would be the same. `failed`: it may pass. */
export type Sent = { readonly kind: 'sent' } | { readonly kind: 'refused' | 'failed'; readonly reason: string }

export type NotifyPorts = {
  readonly now: () => number
  /** Whether webhooks may lead to loopback and private addresses. */
  readonly allowPrivate: boolean
}
