import { randomBytes } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt } from '../model/config.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { InputError } from '../model/input-error.ts'
import { recurrenceFault } from '../model/recurrence.ts'
import { isToCome, MAX_MAINTENANCE_MS, type NewMaintenance, type NewSilence, type Window } from '../model/window.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import type { Table } from '../record/table.ts'
import { addWindow, endWindow, listWindows } from '../record/windows.ts'
import { readMoment } from './read-moment.ts'

export type WindowPorts = { readonly table: Table; readonly clock: Clock; readonly by: string }

export type DeclaredWindow = Window & { readonly type: 'window' }

/** Those that are in force or to come first; then the others, latest first. */
export type Windows = {
  readonly type: 'windows'
  readonly windows: readonly (Window & { readonly isOver: boolean })[]
}

/**
 * Switches the alerts of a portal or page off for a while, from now: it is measured, judged and shown as always, and
 * nobody is told of what opens. Rejects with an `InputError` for what no catalogue has.
 */
export async function silence(asked: NewSilence, ports: WindowPorts): Promise<DeclaredWindow> {
  await knownConfig(asked, ports)
  const nowMs = ports.clock.now()
  const span = { fromMs: nowMs, toMs: nowMs + asked.minutes * MINUTE_MS, every: null, untilMs: null }
  return declare({ kind: 'silence', portal: asked.portal, page: asked.page, note: asked.note, ...span }, ports)
}

/**
 * Plans maintenance: while it lasts nothing is judged or due, where it is declared before it begins; from the time that
 * has begun already it only takes the alerts. Rejects with an `InputError` for times that are none.
 */
export async function planMaintenance(asked: NewMaintenance, ports: WindowPorts): Promise<DeclaredWindow> {
  const { timezone } = (await knownConfig(asked, ports)).catalogue
  const fromMs = readMoment(asked.from, { timezone, name: 'from' })
  const toMs = readMoment(asked.to, { timezone, name: 'to' })
  if (toMs <= fromMs) throw new InputError('bad_time', `the maintenance ends at ${asked.to}, not after ${asked.from}`)
  if (toMs - fromMs > MAX_MAINTENANCE_MS)
    throw new InputError('bad_time', 'maintenance of more than 31 days is none: take the page out of the catalogue')
  if (asked.until !== null && asked.every === null)
    throw new InputError('bad_time', '“until” says how long it recurs: say how often with “every”')
  const untilMs = asked.until === null ? null : readMoment(asked.until, { timezone, name: 'until' })
  const { portal, page, every, note } = asked
  const fault = every === null ? null : recurrenceFault({ fromMs, toMs, every, untilMs }, timezone)
  if (fault) throw new InputError('bad_time', `${fault.message}: ${fault.fix}`)
  const goneBy = every === null ? toMs : untilMs
  if (goneBy !== null && goneBy <= ports.clock.now())
    throw new InputError(
      'bad_time',
      `the maintenance is over by ${every === null ? asked.to : asked.until}, which is past, and would do nothing: write times to come`,
    )
  return declare({ kind: 'maintenance', portal, page, note, fromMs, toMs, every, untilMs }, ports)
}

/** Ends one early, from now on. Rejects with an `InputError` where there is none. */
export async function endDeclared(
  of: { readonly kind: Window['kind']; readonly id: string },
  ports: WindowPorts,
): Promise<DeclaredWindow> {
  const nowMs = ports.clock.now()
  const ended = await endWindow(ports.table, { ...of, nowMs })
  if (ended === null)
    throw new InputError('unknown_window', `there is no ${of.kind} “${of.id}”: nhip ${of.kind} list shows all`)
  const act = of.kind === 'silence' ? 'end_silence' : 'end_maintenance'
  await logChange(ports.table, { atMs: nowMs, by: ports.by, act, about: of.id, details: {} })
  return { type: 'window', ...ended }
}

/** Every one that was ever declared. `portals`: of those that may be read; default and null: of all. */
export async function declaredWindows(
  kind: Window['kind'],
  {
    table,
    clock,
    portals = null,
  }: Pick<WindowPorts, 'table' | 'clock'> & { readonly portals?: ReadonlySet<string> | null },
): Promise<Windows> {
  const [configs, all] = await Promise.all([listConfigs(table), listWindows(table, kind)])
  const nowMs = clock.now()
  const timezone = configAt(configs, nowMs)?.catalogue.timezone ?? 'UTC'
  const own = all.filter(({ portal }) => portals === null || portals.has(portal))
  const windows = own.map((window) => ({ ...window, isOver: !isToCome(window, { timezone, nowMs }) }))
  return {
    type: 'windows',
    windows: windows.sort((a, b) => Number(a.isOver) - Number(b.isOver) || b.declaredAtMs - a.declaredAtMs),
  }
}

async function declare(
  window: Omit<Window, 'id' | 'declaredAtMs' | 'by' | 'endedAtMs'>,
  ports: WindowPorts,
): Promise<DeclaredWindow> {
  const { table, clock, by } = ports
  const atMs = clock.now()
  const declared: Window = { ...window, id: randomBytes(4).toString('hex'), declaredAtMs: atMs, by, endedAtMs: null }
  if (!(await addWindow(table, declared))) return declare(window, ports)
  const act = window.kind === 'silence' ? 'silence' : 'plan_maintenance'
  await logChange(table, { atMs, by, act, about: declared.id, details: window })
  return { type: 'window', ...declared }
}

/** The version in force; rejects where it hasn't what a window is about, which would then do nothing unnoticed. */
async function knownConfig(
  of: { readonly portal: string; readonly page: string | null },
  { table, clock }: WindowPorts,
): Promise<Config> {
  const config = configAt(await listConfigs(table), clock.now())
  const portal = config?.catalogue.portals.find(({ id }) => id === of.portal)
  if (!config || !portal) throw new InputError('unknown_portal', `no portal “${of.portal}” is in the catalogue`)
  if (of.page !== null && !portal.pages.some(({ id }) => id === of.page))
    throw new InputError('unknown_page', `no page “${of.portal}/${of.page}” is in the catalogue`)
  return config
}
