import { incidentsOf } from '../judge/incident-state.ts'
import type { Audit } from '../model/audit.ts'
import type { BilingualText, Page } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import { segmentFolder } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { getLive } from '../record/live.ts'
import { auditsOf, observationsOf } from '../record/results.ts'
import { segmentsOver } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import { incident, type ShownIncident } from './incidents.ts'

/** All that is known of one incident. */
export type IncidentReport = Omit<ShownIncident, 'state'> & {
  readonly state: ShownIncident['state'] | 'recovering'
  readonly label: BilingualText | null
  /** The page as it is in the catalogue now; null: it is about none, or it has gone. */
  readonly measured: Page | null
  /** The incident that it has joined; null: none. */
  readonly lead: string | null
  /** What was measured as it began, with the slot before, and of late; in order of slot. */
  readonly slots: readonly { readonly slotMs: number; readonly seen: readonly Observation[] }[]
  /** Slots between those of the beginning and those of late are left out. */
  readonly isCut: boolean
  readonly audits: readonly Audit[]
  readonly segments: readonly { readonly folder: string; readonly sha256: string; readonly verifiedAtMs: number }[]
}

const SLOTS_AT_FIRST = 6
const SLOTS_OF_LATE = 4
const AUDITS = 6
/** Audits are hours apart. */
const AROUND_MS = DAY_MS / 4

/** Rejects with an `InputError` where there is none that may be read: `portals` are those that may, null: all. */
export async function incidentReport(
  id: string,
  ports: {
    readonly table: Table
    readonly clock: Clock
    readonly config: Config | null
    readonly portals: ReadonlySet<string> | null
  },
): Promise<IncidentReport> {
  const { table, config } = ports
  const shown = await incident({ id, portals: ports.portals }, { table })
  const measured = config?.catalogue.portals.flatMap(({ pages }) => pages).find(({ key }) => key === shown.page) ?? null
  const own = shown.events.find((event) => event.incident === id)
  const common = {
    ...shown,
    label: own?.label ?? null,
    measured,
    lead: shown.events.find((event) => event.incident !== id)?.incident ?? null,
  }
  if (shown.page === null) return { ...common, slots: [], isCut: false, audits: [], segments: [] }
  const untilMs = shown.resolvedAtMs ?? ports.clock.now()
  const everyMs = measured?.http.everyMs ?? 5 * MINUTE_MS
  const span = { fromMs: shown.sinceMs - everyMs, toMs: untilMs }
  const [live, results, audits, segments] = await Promise.all([
    getLive(table, shown.page),
    resultsOf(table, shown.page, { ...span, everyMs }),
    auditsOf(table, shown.page, { fromMs: shown.sinceMs - AROUND_MS, toMs: untilMs }),
    segmentsOver(table, shown.page, span),
  ])
  const open = Object.values(live?.groups ?? {})
    .flatMap(incidentsOf)
    .find((one) => one.id === id)
  return {
    ...common,
    ...results,
    state: open !== undefined && open.good > 0 ? 'recovering' : shown.state,
    audits: audits.slice(-AUDITS),
    segments: segments.map(({ day, revision, page, sha256, verifiedAtMs }) => ({
      folder: segmentFolder({ page, day, revision }),
      sha256,
      verifiedAtMs,
    })),
  }
}

async function resultsOf(
  table: Table,
  page: PageKey,
  at: { readonly fromMs: number; readonly toMs: number; readonly everyMs: number },
): Promise<Pick<IncidentReport, 'slots' | 'isCut'>> {
  const firstToMs = Math.min(at.fromMs + SLOTS_AT_FIRST * at.everyMs, at.toMs)
  const lateFromMs = Math.max(firstToMs, at.toMs - SLOTS_OF_LATE * at.everyMs)
  const [first, late] = await Promise.all([
    observationsOf(table, page, { fromMs: at.fromMs, toMs: firstToMs }),
    lateFromMs < at.toMs ? observationsOf(table, page, { fromMs: lateFromMs, toMs: at.toMs }) : [],
  ])
  const bySlot = Map.groupBy([...first, ...late], ({ slotMs }) => slotMs)
  return {
    slots: [...bySlot].sort(([one], [other]) => one - other).map(([slotMs, seen]) => ({ slotMs, seen })),
    isCut: lateFromMs > firstToMs,
  }
}
