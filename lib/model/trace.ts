import { z } from 'zod'
import { CAUSES, type Cause, type Outcome, outcomeOf } from './cause.ts'
import { idSchema, type PageKey, pageKeySchema } from './id.ts'
import { isCalendarDay } from './time-zone.ts'

const daySchema = z.string().refine(isCalendarDay, 'no day such as 2026-02-17')

/** First line of a trace file. */
export const traceHeaderSchema = z.object({
  type: z.literal('trace'),
  cadenceSeconds: z.number().int().min(1).max(86_400),
  timezone: z.string().default('Asia/Ho_Chi_Minh'),
  locations: z
    .array(
      z.object({
        id: idSchema,
        group: z.enum(['domestic', 'abroad']),
        network: z.string().min(1).nullable().default(null),
      }),
    )
    .min(1),
  pages: z.array(pageKeySchema).min(1),
  /** Days in the zone, `YYYY-MM-DD`: what is usual on them differs. */
  calendar: z
    .object({ holidays: z.array(daySchema).default([]), workingDays: z.array(daySchema).default([]) })
    .default({ holidays: [], workingDays: [] }),
  maintenance: z.array(z.object({ page: pageKeySchema, fromMs: z.number().int(), toMs: z.number().int() })).default([]),
})

export type TraceHeader = Readonly<z.infer<typeof traceHeaderSchema>>

/** One result; the line is final. */
export type TraceLine = {
  readonly slotMs: number
  readonly page: PageKey
  readonly location: string
  readonly outcome: Outcome
  readonly cause: Cause | null
  readonly totalMs: number | null
  readonly waitMs: number | null
}

/** The year 2200: beyond it are microseconds. */
const LATEST_MS = Date.UTC(2200, 0)

/** No page takes a day to answer. */
const LONGEST_MS = 86_400_000

/** A month without a line is a gap; years are a clock that is wrong, and each of their slots would be judged. */
const LONGEST_GAP_DAYS = 400

const KNOWN_CAUSES: ReadonlySet<unknown> = new Set(CAUSES)

/** Reads the header; a text says what is wrong with it. */
export function readTraceHeader(value: unknown): TraceHeader | string {
  const parsed = traceHeaderSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return `header ${issue?.path.join('.') || 'line'}: ${issue?.message}`
  }
  const header = parsed.data
  const ids = header.locations.map(({ id }) => id)
  if (new Set(ids).size < ids.length) return 'header locations: the same id twice'
  if (new Set(header.pages).size < header.pages.length) return 'header pages: the same page twice'
  if (86_400 % header.cadenceSeconds !== 0)
    return `header cadenceSeconds: ${header.cadenceSeconds} does not divide a day`
  try {
    new Intl.DateTimeFormat('en', { timeZone: header.timezone })
  } catch {
    return `header timezone: “${header.timezone}” is not a time zone`
  }
  const stray = header.maintenance.find(({ page }) => !header.pages.includes(page))
  if (stray) return `header maintenance: page “${stray.page}” is not in pages`
  return header
}

/**
 * A reader of result lines for one header, in their order; a text says what is wrong with a line: also one that is 400 days or more
 * after all before it. By hand, since a month of a fleet has millions of them.
 */
export function traceLineReader(header: TraceHeader): (value: unknown) => TraceLine | string {
  const pages = new Set(header.pages)
  const locations = new Set(header.locations.map(({ id }) => id))
  const everyMs = header.cadenceSeconds * 1_000
  let latestMs: number | null = null
  return (value) => {
    if (typeof value !== 'object' || value === null) return 'not an object'
    const line = value as Record<string, unknown>
    if (line.type !== 'o') return `type: expected "o", got ${show(line.type)}`
    const { slotMs, page, location, outcome, totalMs = null, waitMs = null } = line
    const cause = line.cause ?? null
    if (typeof slotMs !== 'number' || !Number.isSafeInteger(slotMs) || slotMs < 0)
      return `slotMs: expected epoch ms, got ${show(slotMs)}`
    if (slotMs >= LATEST_MS)
      return `slotMs: ${slotMs} is after the year 2200: give milliseconds since 1970, not microseconds`
    if (slotMs % everyMs !== 0) return `slotMs: ${slotMs} is not a multiple of the cadence, ${header.cadenceSeconds} s`
    if (typeof page !== 'string' || !pages.has(page)) return `page: ${show(page)} is not in the header`
    if (typeof location !== 'string' || !locations.has(location))
      return `location: ${show(location)} is not in the header`
    if (cause !== null && !KNOWN_CAUSES.has(cause)) return `cause: ${show(cause)} is not a cause`
    if (outcome !== outcomeOf(cause as Cause | null))
      return `outcome: ${show(outcome)} does not go with cause ${show(cause)}`
    if (!isMs(totalMs)) return `totalMs: expected ms, a day at most, or null, got ${show(totalMs)}`
    if (!isMs(waitMs)) return `waitMs: expected ms, a day at most, or null, got ${show(waitMs)}`
    const gapDays: number = latestMs === null ? 0 : Math.floor((slotMs - latestMs) / LONGEST_MS)
    if (gapDays >= LONGEST_GAP_DAYS)
      return `slotMs: ${slotMs} is ${gapDays} days after all lines before it: lines are in order of arrival, ${LONGEST_GAP_DAYS} days apart at most`
    latestMs = Math.max(slotMs, latestMs ?? 0)
    return { slotMs, page, location, outcome: outcome as Outcome, cause: cause as Cause | null, totalMs, waitMs }
  }
}

function isMs(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && value >= 0 && value <= LONGEST_MS)
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80)
}
