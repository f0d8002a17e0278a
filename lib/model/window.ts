import { z } from 'zod'
import { DAY_MS, MINUTE_MS } from './duration.ts'
import { idSchema } from './id.ts'
import { personText } from './person-text.ts'
import { localTime, parseTime } from './time-zone.ts'

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
  readonly every: 'day' | 'week' | null
  /** No occurrence begins from then on; null: without end. */
  readonly untilMs: number | null
  readonly note: string | null
  readonly declaredAtMs: number
  /** Who declared it, as in `Acknowledgement`. */
  readonly by: string
  /** It was ended early; null: it was not. */
  readonly endedAtMs: number | null
}

/** Half-open, epoch ms. */
export type Occurrence = { readonly fromMs: number; readonly toMs: number }

const MAX_SILENCE_MINUTES = 30 * (DAY_MS / MINUTE_MS)
export const MAX_MAINTENANCE_MS = 31 * DAY_MS

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
  every: z.enum(['day', 'week']).nullable().default(null),
  until: z.string().nullable().default(null),
  note: note.nullable().default(null),
})

export type NewSilence = Readonly<z.infer<typeof newSilenceSchema>>
export type NewMaintenance = Readonly<z.infer<typeof newMaintenanceSchema>>

/**
 * Its occurrences that begin before `beforeMs`, in order. One whose beginning the clocks of the zone jump over is left
 * out; of a beginning that there is twice, the first counts.
 */
export function occurrences(
  window: Window,
  of: { readonly timezone: string; readonly beforeMs: number },
): readonly Occurrence[] {
  const { fromMs, toMs, every, untilMs, endedAtMs } = window
  const lastMs = Math.min(of.beforeMs, untilMs ?? Number.POSITIVE_INFINITY, endedAtMs ?? Number.POSITIVE_INFINITY)
  const found: Occurrence[] = []
  const add = (beginMs: number): void => {
    const endMs = Math.min(beginMs + (toMs - fromMs), endedAtMs ?? Number.POSITIVE_INFINITY)
    if (beginMs < lastMs) found.push({ fromMs: beginMs, toMs: endMs })
  }
  if (every === null) {
    add(fromMs)
    return found
  }
  const first = localTime(fromMs, of.timezone)
  const stepMs = every === 'day' ? DAY_MS : 7 * DAY_MS
  // A local clock is a day off its UTC reading at most.
  for (let wallMs = Date.parse(`${first}Z`); wallMs - DAY_MS < lastMs; wallMs += stepMs) {
    const time = parseTime(new Date(wallMs).toISOString().slice(0, 19), of.timezone)
    if (time?.kind === 'once') add(time.atMs)
    if (time?.kind === 'twice') add(time.firstMs)
  }
  return found
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
  const later = { timezone: of.timezone, beforeMs: of.nowMs + 8 * DAY_MS }
  if (window.every === null) return (window.endedAtMs ?? window.toMs) > of.nowMs
  return occurrences(window, later).some(({ toMs }) => toMs > of.nowMs)
}
