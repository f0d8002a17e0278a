import { z } from 'zod'
import { DAY_MS, MINUTE_MS } from './duration.ts'
import { idSchema } from './id.ts'
import { personText } from './person-text.ts'
import { type Occurrence, RECURRENCES, type Recurrence, recurringTimes } from './recurrence.ts'

/** A time in which a portal, or one page of it, is not to be told of: planned work, or alerts switched off for a while. */
export type Window = {
  readonly id: string
  /** `maintenance` is not judged, where it was declared before it began; `silence` is judged, and not told. */
  readonly kind: 'maintenance' | 'silence'
  readonly portal: string
  /** Null: every page of the portal. */
  readonly page: string | null
  /** Half-open, epoch ms; of one that recurs the first time. */
  readonly fromMs: number
  readonly toMs: number
  /** How often it recurs, at the same time of day in the catalogue's zone; null: it does not. */
  readonly every: Recurrence | null
  /** No occurrence begins from then on; null: without end. */
  readonly untilMs: number | null
  readonly note: string | null
  readonly declaredAtMs: number
  /** Who declared it, as in `Acknowledgement`. */
  readonly by: string
  /** It was ended early; null: it was not. */
  readonly endedAtMs: number | null
}

const MAX_SILENCE_MINUTES = 30 * (DAY_MS / MINUTE_MS)
export const MAX_MAINTENANCE_MS = 31 * DAY_MS
/** Between two times of what recurs seldom, and some. */
const MOST_BETWEEN_MS = 33 * DAY_MS

const about = { portal: idSchema, page: idSchema.nullable().default(null) }
const note = personText(500)

/** What silences; also the body of `POST /api/silences`. */
export const newSilenceSchema = z.strictObject({
  ...about,
  minutes: z.int().min(1).max(MAX_SILENCE_MINUTES),
  note,
})

/** What plans maintenance; also the body of `POST /api/maintenance`. Times without offset are in the catalogue's zone. */
export const newMaintenanceSchema = z.strictObject({
  ...about,
  from: z.string(),
  to: z.string(),
  every: z.enum(RECURRENCES).nullable().default(null),
  until: z.string().nullable().default(null),
  note: note.nullable().default(null),
})

export type NewSilence = Readonly<z.infer<typeof newSilenceSchema>>
export type NewMaintenance = Readonly<z.infer<typeof newMaintenanceSchema>>

/** Its occurrences that begin before `beforeMs`, and before it was ended, in order. */
export function occurrences(
  window: Window,
  of: { readonly timezone: string; readonly beforeMs: number },
): readonly Occurrence[] {
  const { fromMs, toMs, every, untilMs, endedAtMs } = window
  const endMs = endedAtMs ?? Number.POSITIVE_INFINITY
  const beforeMs = Math.min(of.beforeMs, endMs)
  const all =
    every === null ? [{ fromMs, toMs }] : recurringTimes({ fromMs, toMs, every, untilMs }, { ...of, beforeMs })
  return all
    .filter((one) => one.fromMs < beforeMs)
    .map((one) => ({ fromMs: one.fromMs, toMs: Math.min(one.toMs, endMs) }))
}

/** Whether it is about a page. */
export function covers(
  { portal, page }: Pick<Window, 'portal' | 'page'>,
  of: { readonly portal: string; readonly id: string },
): boolean {
  return portal === of.portal && (page === null || page === of.id)
}

/** Whether one that does not recur is in force at a moment. */
export function isInForce({ fromMs, toMs, endedAtMs }: Window, nowMs: number): boolean {
  return nowMs >= fromMs && nowMs < (endedAtMs ?? toMs)
}

/** Whether it is in force at a moment, or will be. */
export function isToCome(window: Window, of: { readonly timezone: string; readonly nowMs: number }): boolean {
  const later = { timezone: of.timezone, beforeMs: of.nowMs + MOST_BETWEEN_MS }
  if (window.every === null) return (window.endedAtMs ?? window.toMs) > of.nowMs
  return occurrences(window, later).some(({ toMs }) => toMs > of.nowMs)
}
