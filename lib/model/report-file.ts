import { z } from 'zod'
import { utcDayKey } from './day.ts'
import { DAY_MS } from './duration.ts'

export type ReportFileName = keyof typeof REPORT_FILES

export type ReportFileKind = {
  readonly contentType: string
  /** How it is sent to a browser, which then shows what is in it; null: as it is. */
  readonly contentEncoding: 'gzip' | null
  /** Kept and dropped together; `trace` is what the numbers can be recomputed from. */
  readonly set: ReportSet
}

export type ReportSet = 'report' | 'trace'

/**
 * What is kept of an audit's representative run, the most important first: where not all of it fits, the last of this
 * list goes first. The files of `trace` are what `lighthouse --audit-mode` reads, under the names that it looks for.
 */
export const REPORT_FILES = {
  'report.json.gz': { contentType: 'application/json', contentEncoding: 'gzip', set: 'report' },
  'report.html.gz': { contentType: 'text/html; charset=utf-8', contentEncoding: 'gzip', set: 'report' },
  'final.jpg': { contentType: 'image/jpeg', contentEncoding: null, set: 'report' },
  'filmstrip.svg': { contentType: 'image/svg+xml', contentEncoding: null, set: 'report' },
  'config.json': { contentType: 'application/json', contentEncoding: null, set: 'trace' },
  'artifacts.json.gz': { contentType: 'application/gzip', contentEncoding: null, set: 'trace' },
  'devtoolslog.json.gz': { contentType: 'application/gzip', contentEncoding: null, set: 'trace' },
  'trace.json.gz': { contentType: 'application/gzip', contentEncoding: null, set: 'trace' },
} as const satisfies Record<string, ReportFileKind>

export const REPORT_FILE_NAMES = Object.keys(REPORT_FILES) as readonly ReportFileName[]

/** All files of reports, and nothing else, are under this prefix. */
export const REPORTS_PREFIX = 'audits/'

/**
 * How long a set of files is kept after its slot. A report as long as its audit's row; what it can be recomputed from,
 * until the review of the longest usual period is over: a quarter of 92 days, 10 working days, and 90 days more.
 */
export const REPORT_DAYS: Readonly<Record<ReportSet, number>> = { report: 400, trace: 200 }

/**
 * For all files of an audit. A form of 13 requests takes 1.4 MB, and portals that are four times as heavy should fit.
 * 100 pages of three locations, four times a day, then fill 1.4 TB at worst before the first ones go, 300 GB as a rule.
 */
export const REPORT_BYTES = 6_000_000

export const reportFileNameSchema = z.enum(REPORT_FILE_NAMES as [ReportFileName, ...ReportFileName[]])

export const reportFileSchema = z.strictObject({
  name: reportFileNameSchema,
  /** Hexadecimal, of the file as it is kept. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
})

export const droppedFileSchema = z.strictObject({
  name: reportFileNameSchema,
  /** `budget`: it would have taken more room than an audit has; `fault`: it could not be made or written. */
  reason: z.enum(['budget', 'fault']),
  /** What the fault was, for a person. */
  detail: z.string().max(300).optional(),
})

export type ReportFile = Readonly<z.infer<typeof reportFileSchema>>
export type DroppedFile = Readonly<z.infer<typeof droppedFileSchema>>

/** Which audit a report is of. */
export type ReportPlace = { readonly page: string; readonly slotMs: number; readonly location: string }

/** Under which a set of files is, of all audits. */
export function reportPrefix(set: ReportSet): string {
  return `${REPORTS_PREFIX}${set}/`
}

/** The archive's key of a file: by page, day (UTC) and slot. */
export function reportKey(at: ReportPlace, name: ReportFileName): string {
  return `${reportPrefix(REPORT_FILES[name].set)}${at.page}/${utcDayKey(at.slotMs)}/${at.slotMs}-${at.location}/${name}`
}

/** What `reportKey` was made of; null for another key. */
export function placeOfKey(key: string): (ReportPlace & { readonly name: ReportFileName }) | null {
  const [, portal, page, slotMs, location, file] =
    /^audits\/[a-z]+\/([^/]+)\/([^/]+)\/\d{8}\/(\d+)-([^/]+)\/([^/]+)$/.exec(key) ?? []
  const name = reportFileNameSchema.safeParse(file).data
  if (name === undefined || location === undefined) return null
  const place = { page: `${portal}/${page}`, slotMs: Number(slotMs), location }
  return reportKey(place, name) === key ? { ...place, name } : null
}

/** From when on a file is gone, epoch ms. */
export function reportEndMs(slotMs: number, name: ReportFileName): number {
  return slotMs + REPORT_DAYS[REPORT_FILES[name].set] * DAY_MS
}
