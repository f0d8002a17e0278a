import { judgingGroup, subjectOf } from '../judge/closing.ts'
import { dayStep } from '../judge/day-step.ts'
import { readDrift, stepDrift } from '../judge/drift.ts'
import type { Step } from '../judge/incident-life.ts'
import type { GroupState } from '../judge/incident-state.ts'
import { measuredPages, type Page, type VantageGroup } from '../model/catalogue.ts'
import { type Config, configAt, locationsFor } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { DEFAULT_POLICY, policyOf } from '../model/policy.ts'
import { covers, isInForce, type Window } from '../model/window.ts'
import { getJudgedDay, putJudgedDay } from '../record/judged-day.ts'
import { getLive, type LivePage, putLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { listWindows } from '../record/windows.ts'
import { eachOf } from './each-of.ts'
import { fileIncidents } from './file-incidents.ts'
import { readPageDays } from './page-days.ts'

export type DaysRun = {
  /** In order of effect. */
  readonly configs: readonly Config[]
  /** All slots before it are over, and counted. */
  readonly settledMs: number
  readonly nowMs: number
  readonly stop: AbortSignal | undefined
}

/** Pages under way at once. */
const LANES = 2

/** How often a write is tried anew where somebody else was faster. */
const TRIES = 20

/**
 * Once a day, when yesterday is counted: the rules that look at days, by what the rollups of days hold. A run that breaks
 * off begins again; what it has done stays as it is.
 */
export async function judgeDays(table: Table, run: DaysRun): Promise<void> {
  const { nowMs, stop } = run
  const config = configAt(run.configs, run.settledMs)
  if (config === null) return
  const today = dayOf(run.settledMs, config.catalogue.timezone)
  if ((await getJudgedDay(table)) === today) return
  const silences = await listWindows(table, 'silence')
  const silent = silences.filter((window) => isInForce(window, nowMs))
  const of = { config, today, silent, nowMs }
  const pages = measuredPages(config.catalogue)
  await eachOf(pages, LANES, async (page) => {
    if (stop?.aborted !== true) await judgePage(table, { ...of, page })
  })
  if (stop?.aborted !== true) await putJudgedDay(table, today)
}

type PageOf = {
  readonly page: Page
  readonly config: Config
  readonly today: Day
  /** Silences that are in force. */
  readonly silent: readonly Window[]
  readonly nowMs: number
}

/** What a page's last days begin with, so many days ago. */
type StepFor = (days: number) => Step

async function judgePage(table: Table, of: PageOf): Promise<void> {
  await changePage(table, of, async (state, stepFor, group) => {
    const policy = policyOf(DEFAULT_POLICY, portalOf(of))
    const reading = readDrift(await readPageDays(table, { ...of, group, state, policy }), policy)
    return stepDrift(state, reading, stepFor(policy.drift.days))
  })
}

/** Writes what a rule makes of the state of a page's judging group, with what it has to tell. */
async function changePage(
  table: Table,
  of: PageOf,
  rule: (state: GroupState, stepFor: StepFor, group: VantageGroup) => GroupState | Promise<GroupState>,
): Promise<void> {
  const { page, config, nowMs } = of
  for (let tried = 0; tried < TRIES; tried++) {
    const live = await getLive(table, page.key)
    if (live === null) return
    const locations = locationsFor(config, page)
    const group = judgingGroup(locations, { groups: live.groups, slotMs: nowMs, policy: DEFAULT_POLICY })
    const state = live.groups[group]
    if (!state) return
    const steps: Step[] = []
    const stepFor: StepFor = (days) => {
      const step = stepOf(of, { group, days })
      steps.push(step)
      return step
    }
    const next = await rule(state, stepFor, group)
    if (next === state) return
    const written: LivePage = {
      ...live,
      groups: { ...live.groups, [group]: next },
      outbox: [...live.outbox, ...steps.flatMap(({ events }) => events)],
      unfiled: [...live.unfiled, ...steps.flatMap(({ records }) => records)],
    }
    if (!(await putLive(table, written))) continue
    await fileIncidents(table, written)
    return
  }
  throw new Error(`${page.key}: its days could not be judged, others were faster ${TRIES} times`)
}

function stepOf(of: PageOf, at: { readonly group: VantageGroup; readonly days: number }): Step {
  const { page, config, today, nowMs, silent } = of
  const { timezone } = config.catalogue
  return dayStep(
    {
      subject: subjectOf(page, portalOf(of), timezone),
      group: at.group,
      fromMs: startOfDay(addDays(today, -at.days), timezone),
      nowMs,
      silenced: silent.some((window) => covers(window, page)),
    },
    policyOf(DEFAULT_POLICY, portalOf(of)),
  )
}

function portalOf({ page, config }: PageOf) {
  const portal = config.catalogue.portals.find(({ id }) => id === page.portal)
  if (!portal) throw new Error(`portal ${page.portal} is not in catalogue ${config.version}`)
  return portal
}
