import { type PillarPortal, type PillarState, reducePillars } from '../judge/pillar.ts'
import { type Config, configAt } from '../model/config.ts'
import { addDays, type Day, dayOf } from '../model/day.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { DEFAULT_POLICY, policyOf } from '../model/policy.ts'
import type { RollingDay } from '../model/rolling-score.ts'
import { isInForce } from '../model/window.ts'
import { getArchiveProgress } from '../record/archive-progress.ts'
import type { CellFiles } from '../record/cell-files.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { getLatestRollingDay, putRollingScores, rollingDaysOf } from '../record/rolling-scores.ts'
import type { Table } from '../record/table.ts'
import { getWatch, putWatch, type Watch } from '../record/watch.ts'
import { listWindows } from '../record/windows.ts'
import { findCriteria } from './criteria.ts'
import { fileIncidents } from './file-incidents.ts'
import { rollDay, windowsOf } from './rolling-scores.ts'
import { scoreSource } from './score-source.ts'

export type PillarPorts = {
  readonly table: Table
  readonly store?: Pick<EvidenceStore, 'get'>
  readonly cells: CellFiles
}

export type PillarRun = {
  /** In order of effect. */
  readonly configs: readonly Config[]
  readonly nowMs: number
  /** Whether what is left is to wait for the next run. */
  readonly isOver: () => boolean
}

/** A run is put down after this: what it has counted is kept, so that the next one is soon where it was. */
export const PILLAR_RUN_MS = 2 * MINUTE_MS

/** How often a write is tried anew where somebody else was faster. */
const TRIES = 20

/**
 * Once a day, when all pages of yesterday are sealed: what portals' days come to in points, kept for whoever shows them, and
 * judged. Days that were missed are made up for as far back as an incident needs days to open. Returns the days that were done.
 */
export async function judgePillars(ports: PillarPorts, run: PillarRun): Promise<readonly Day[]> {
  const { table } = ports
  const { nowMs } = run
  const config = configAt(run.configs, nowMs)
  const progress = config && (await getArchiveProgress(table))
  if (!config || !progress) return []
  const { timezone } = config.catalogue
  const last = addDays(dayOf(progress.throughMs, timezone), -1)
  const latest = await getLatestRollingDay(table)
  if (latest !== null && latest.day >= last) return []
  const pack = await findCriteria(table, DEFAULT_POLICY.pillar.criteria)
  if (pack === null) return []
  const source = await scoreSource({ ...ports, nowMs })
  const earliest = addDays(last, 1 - DEFAULT_POLICY.pillar.heldDays)
  const done: Day[] = []
  const paused = new Error('the next run goes on')
  try {
    for (
      let day = latest === null || latest.day < earliest ? earliest : addDays(latest.day, 1);
      day <= last;
      day = addDays(day, 1)
    ) {
      const rolled = await rollDay(source, {
        day,
        criteria: pack.criteria,
        nowMs,
        table,
        onPage: () => {
          if (run.isOver()) throw paused
        },
      })
      await judgeDay(table, { rolled: rolled.day, config, nowMs })
      await putRollingScores(table, rolled)
      done.push(day)
    }
  } catch (error) {
    if (error !== paused) throw error
  }
  return done
}

/** Judged before it is kept: whoever finds it kept need not judge it, and to judge it twice changes nothing. */
async function judgeDay(
  table: Table,
  of: { readonly rolled: RollingDay; readonly config: Config; readonly nowMs: number },
): Promise<void> {
  const { rolled, config, nowMs } = of
  const { catalogue } = config
  const windows = windowsOf(rolled.day)
  const [silences, week, month] = await Promise.all([
    listWindows(table, 'silence'),
    rollingDaysOf(table, { from: windows.before.from, to: rolled.day }),
    rollingDaysOf(table, { from: windows.longAgo.from, to: windows.longAgo.to }),
  ])
  const silent = silences.filter((window) => isInForce(window, nowMs) && window.page === null)
  const portals = new Map(
    catalogue.portals.map(({ id, name, vendor, owner }): [string, PillarPortal] => [
      id,
      { id, name, vendor, owner, silenced: silent.some(({ portal }) => portal === id) },
    ]),
  )
  const policies = new Map(catalogue.portals.map((portal) => [portal.id, policyOf(DEFAULT_POLICY, portal)]))
  const isOneInstrument = {
    week: keepToOne([...week, rolled]),
    month: keepToOne([...month, ...week.filter(({ day }) => day >= windows.month.from), rolled]),
  }
  for (let tried = 0; tried < TRIES; tried++) {
    const before = await getWatch(table)
    const { state, events, records } = reducePillars(
      before.pillars,
      { day: rolled.day, scores: rolled.portals, portals, isOneInstrument },
      {
        nowMs,
        timezone: catalogue.timezone,
        policyFor: (portal) => policies.get(portal) ?? DEFAULT_POLICY,
      },
    )
    if (isSame(before.pillars, state)) return
    const next: Watch = {
      ...before,
      pillars: state,
      outbox: [...before.outbox, ...events],
      unfiled: [...before.unfiled, ...records],
    }
    if (!(await putWatch(table, next))) continue
    await fileIncidents(table, next)
    return
  }
  throw new Error(`the points of ${rolled.day} could not be judged: others were faster ${TRIES} times`)
}

/** Whether no location has had two instruments, as far as is known. */
function keepToOne(days: readonly RollingDay[]): boolean {
  const all = new Set(days.flatMap(({ instruments }) => instruments))
  return new Set([...all].map((one) => one.split(' ')[0])).size === all.size
}

function isSame(before: PillarState, after: PillarState): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}
