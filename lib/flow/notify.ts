import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Queue } from '../record/queue.ts'
import type { Table } from '../record/table.ts'
import { claimTelling, endTelling } from '../record/told.ts'

export type NotifyPorts = {
  readonly table: Table
  readonly clock: Clock
  readonly notifiers: readonly Notifier[]
  /** Where what failed comes again from. */
  readonly again: Queue
  /** Takes what can't be told. */
  readonly giveUp: (of: { readonly body: string; readonly reason: string }) => Promise<void>
  /** Told of what failed, without secrets. */
  readonly onFailed?: (of: { readonly notifier: string; readonly event: string; readonly reason: string }) => void
}

/** What is in the queue: an event as the topic sends it, or one that a notifier is to be tried with again. */
export type NotifyMessage = z.infer<typeof notifyMessageSchema>

/** What is used of an event here; its other fields go on as they are. */
const eventSchema = z.looseObject({
  type: z.literal('alert'),
  id: z.string().min(1).max(500),
  incident: z.string().min(1),
  seq: z.int().positive(),
  event: z.string(),
  kind: z.string(),
  severity: z.string(),
  reason: z.object({ vi: z.string(), en: z.string() }),
  label: z.object({ vi: z.string(), en: z.string() }),
  timezone: z.string(),
})

const retrySchema = z.strictObject({
  type: z.literal('retry'),
  notifier: z.string(),
  /** How often it has failed. */
  tries: z.int().nonnegative(),
  /** Who is left; absent: nobody has it. */
  to: z.array(z.string().min(1)).min(1).optional(),
  event: eventSchema,
})

export const notifyMessageSchema = z.discriminatedUnion('type', [eventSchema, retrySchema])

/** Longer than a notifier takes. */
const CLAIM_MS = 2 * MINUTE_MS

const FIRST_DELAY_SECONDS = 30
/** The most that a queue delays by. */
const MAX_DELAY_SECONDS = 900

/** About a day, at a quarter of an hour each. */
const MAX_TRIES = Math.ceil((24 * HOUR_MS) / (MAX_DELAY_SECONDS * 1_000))

/**
 * Tells an event by every notifier that wants it, at least once. What a notifier has told it doesn't tell again, however
 * often the event comes; where some of its recipients have it, the others alone are told. What fails comes back for that notifier alone, ever later, for a day; what is refused, or fails
 * for so long, is given up. Rejects only where the table or a queue can't be reached.
 */
export async function notify(message: NotifyMessage, ports: NotifyPorts): Promise<void> {
  const isRetry = message.type === 'retry'
  const event = (isRetry ? message.event : message) as unknown as AlertEvent
  const wanted = ports.notifiers.filter((one) => (isRetry ? one.id === message.notifier : one.wants(event)))
  await Promise.all(
    wanted.map((notifier) =>
      tell({ notifier, event, tries: isRetry ? message.tries : 0, to: isRetry ? message.to : undefined }, ports),
    ),
  )
}

async function tell(
  of: {
    readonly notifier: Notifier
    readonly event: AlertEvent
    readonly tries: number
    readonly to: readonly string[] | undefined
  },
  ports: NotifyPorts,
): Promise<void> {
  const { notifier, event, tries, to } = of
  const { table, clock } = ports
  const key = { notifier: to ? `${notifier.id} ${hashOf(to)}` : notifier.id, event: event.id }
  const again = (failed: number, left = to): string =>
    JSON.stringify({ type: 'retry', notifier: notifier.id, tries: failed, ...(left ? { to: left } : {}), event })
  const nowMs = clock.now()
  const claim = await claimTelling(table, { ...key, nowMs, untilMs: nowMs + CLAIM_MS })
  if (claim === 'told') return
  // Whoever is at it may have died: looked at once more when its time is over.
  if (claim === 'busy') return ports.again.send({ body: again(tries), delaySeconds: CLAIM_MS / 1_000 + 1 })
  const fail = async (
    failed: { readonly to: readonly string[] | undefined; readonly reason: string },
    isFinal: boolean,
  ): Promise<void> => {
    const { reason } = failed
    ports.onFailed?.({ notifier: notifier.id, event: event.id, reason })
    if (isFinal || tries + 1 >= MAX_TRIES)
      return ports.giveUp({ body: again(0, failed.to), reason: `${notifier.id}: ${reason}` })
    return ports.again.send({ body: again(tries + 1, failed.to), delaySeconds: delaySeconds(tries) })
  }
  const sent = await notifier.send(event, to)
  if (sent.kind === 'partly') {
    // First: who dies in between tells somebody twice, and nobody never.
    if (sent.failed) await fail(sent.failed, false)
    if (sent.refused) await fail(sent.refused, true)
    return endTelling(table, { ...key, nowMs: clock.now(), isTold: true })
  }
  await endTelling(table, { ...key, nowMs: clock.now(), isTold: sent.kind === 'sent' })
  if (sent.kind === 'sent') return
  return fail({ to, reason: sent.reason }, sent.kind === 'refused')
}

/** Recipients by a name that tells nobody of them. */
function hashOf(to: readonly string[]): string {
  return createHash('sha256').update(to.toSorted().join(' ')).digest('hex').slice(0, 16)
}

/** 30 s, then twice as long each time, a quarter of an hour at most. */
function delaySeconds(tries: number): number {
  return Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(tries, 10))
}
