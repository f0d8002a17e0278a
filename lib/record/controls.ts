import type { ControlHour } from '../judge/control-band.ts'
import type { ControlAudit } from '../model/control-audit.ts'
import { DAY_MS } from '../model/duration.ts'
import { controlAuditKey, controlHourKey, sortableMs } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Keeps a load of the control page as a result; the same one again replaces itself. */
export async function putControlAudit(table: Table, control: ControlAudit): Promise<void> {
  const { location, startedAtMs, conditions } = control
  const key = controlAuditKey({ location, startedAtMs, instrument: conditions.instrument })
  await table.put({ ...key, schema: SCHEMA, json: JSON.stringify(control) })
}

/** Loads of a location's control page that started in the UTC month that holds a moment, by time. */
export async function controlAuditsOf(
  table: Table,
  at: { readonly location: string; readonly monthOfMs: number },
): Promise<readonly ControlAudit[]> {
  const { pk } = controlAuditKey({ location: at.location, startedAtMs: at.monthOfMs, instrument: null })
  return (await table.query({ pk })).map((item) => JSON.parse(item.json as string) as ControlAudit)
}

/** What a location remembers of an hour; a later load in the same hour, by the same instrument, replaces it. */
export async function putControlHour(table: Table, hour: ControlHour & { readonly location: string }): Promise<void> {
  await table.put({ ...controlHourKey(hour), schema: SCHEMA, ...hour })
}

/** The hours that begin at `fromMs` or later, by time. */
export async function controlHoursOf(
  table: Table,
  at: { readonly location: string; readonly fromMs: number },
): Promise<readonly ControlHour[]> {
  const { pk } = controlHourKey({ location: at.location, hourMs: 0, instrument: '' })
  const items = await table.query({ pk, from: sortableMs(at.fromMs), to: '\uffff' })
  return items.map(({ hourMs, instrument, tbtMs, lcpMs }) => ({ hourMs, instrument, tbtMs, lcpMs }) as ControlHour)
}

/** Deletes loads of a location's control page of the UTC months that a span touches, and its hours, before the span's end. */
export async function deleteControls(
  table: Table,
  of: { readonly location: string; readonly fromMs: number; readonly toMs: number },
): Promise<number> {
  const { location } = of
  const months = new Set<string>()
  for (let ms = of.fromMs; ms < of.toMs + DAY_MS; ms += DAY_MS)
    months.add(controlAuditKey({ location, startedAtMs: Math.min(ms, of.toMs), instrument: null }).pk)
  const hours = controlHourKey({ location, hourMs: 0, instrument: '' }).pk
  let deleted = 0
  for (const pk of [...months, hours])
    for (const { sk } of await table.query({ pk, from: sortableMs(0), to: sortableMs(of.toMs), fields: ['pk', 'sk'] }))
      if (await table.deleteIf({ pk, sk }, { expression: 'attribute_exists(pk)' })) deleted++
  return deleted
}
