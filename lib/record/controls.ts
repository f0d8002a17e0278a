import { type ControlHour } from '../judge/control-band.ts'
import type { ControlAudit } from '../model/control-audit.ts'
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
