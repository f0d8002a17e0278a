import type { Clock } from '../model/clock.ts'
import type { PageKey } from '../model/id.ts'
import {
  type ReportFileName,
  type ReportPlace,
  reportEndMs,
  reportFileNameSchema,
  reportKey,
} from '../model/report-file.ts'
import type { Reports } from '../record/reports.ts'
import { auditsOfSlot } from '../record/results.ts'
import type { Table } from '../record/table.ts'

/** A report's file, or why there is none. */
export type FoundReport =
  | { readonly kind: 'file'; readonly name: ReportFileName; readonly body: Uint8Array }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'missing'; readonly code: MissingCode; readonly detail: string }

export type MissingCode =
  | 'unknown_audit'
  | 'unknown_file'
  | 'report_never_made'
  | 'report_dropped'
  | 'report_expired'
  | 'report_not_here'

/**
 * A file of an audit's report. `hands`: the bytes are wanted here; else a link will do where the files are kept elsewhere.
 */
export async function findReport(
  at: ReportPlace & { readonly page: PageKey; readonly file: string; readonly hands?: boolean },
  ports: { readonly table: Table; readonly clock: Clock; readonly reports: Reports },
): Promise<FoundReport> {
  const name = reportFileNameSchema.safeParse(at.file).data
  if (name === undefined) return missing('unknown_file', `there is no file “${at.file}” in a report`)
  const audits = await auditsOfSlot(ports.table, at.page, at.slotMs)
  const audit = audits.find(({ location }) => location === at.location)
  if (!audit) return missing('unknown_audit', `no audit of ${at.page} by ${at.location} in that slot is known`)
  const dropped = audit.dropped?.find((file) => file.name === name)
  if (dropped) return missing('report_dropped', `${name} was not kept: ${DROPPED[dropped.reason]}`)
  if (audit.files?.some((file) => file.name === name) !== true)
    return missing('report_never_made', `that audit left no ${name}: ${audit.cause ?? 'its location keeps none'}`)
  if (ports.clock.now() >= reportEndMs(at.slotMs, name))
    return missing('report_expired', `${name} of that audit has been removed: its time is over`)
  const key = reportKey(at, name)
  if (ports.reports.link !== null && at.hands !== true) return { kind: 'link', url: await ports.reports.link(key) }
  const body = await ports.reports.get(key)
  if (body !== null) return { kind: 'file', name, body }
  return missing('report_not_here', `${name} is not here: it is still on its way, or gave way to newer ones`)
}

const DROPPED = {
  budget: 'it would have taken more room than an audit has',
  fault: 'it could not be made or written',
} as const

function missing(code: MissingCode, detail: string): FoundReport {
  return { kind: 'missing', code, detail }
}
