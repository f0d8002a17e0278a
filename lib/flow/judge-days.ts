import { judgingGroup, subjectOf } from '../judge/closing.ts'
import { type DayClosing, dayStep } from '../judge/day-step.ts'
import { readDrift, stepDrift } from '../judge/drift.ts'
import type { Step } from '../judge/incident-life.ts'
import type { GroupState } from '../judge/incident-state.ts'
import { driftReason } from '../judge/level-words.ts'
import { newShifts, type ShiftTests } from '../judge/shift.ts'
import { stepShift } from '../judge/shift-step.ts'
import { shiftReason } from '../judge/shift-words.ts'
import { measuredPages, type Page, type VantageGroup } from '../model/catalogue.ts'
import { type Config, configAt, locationsFor } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { DEFAULT_POLICY, type Policy, policyOf } from '../model/policy.ts'
import { covers, isInForce, type Window } from '../model/window.ts'
import { getJudgedDay, putJudgedDay } from '../record/judged-day.ts'
import { getLive, type LivePage, putLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { listWindows } from '../record/windows.ts'
import { eachOf } from './each-of.ts'
import { fileIncidents } from './file-incidents.ts'
import { readPageDays } from './page-days.ts'
import { testPage } from './page-shifts.ts'
import { judgeShared } from './shared-shifts.ts'

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
  const tested = new Map<PageKey, ShiftTests>()
  await eachOf(pages, LANES, async (page) => {
    if (stop?.aborted !== true) tested.set(page.key, await judgePage(table, { ...of, page }))
  })
  // What a day's tests say of a page depends on those of all others.
  if (stop?.aborted === true) return
  await stepShifts(table, { ...of, pages, tested })
  await putJudgedDay(table, today)
}

type PageOf = {
  readonly page: Page
  readonly config: Config
  readonly today: Day
  /** Silences that are in force. */
  readonly silent: readonly Window[]
  readonly nowMs: number
}

/** What a page's last days begin with, so many days ago; in the words of its rule. */
type StepFor = (of: { readonly days: number; readonly reasonOf: DayClosing['reasonOf'] }) => Step

/** The last days of a shift begin so many days ago. */
const SHIFT_DAYS = 7

/** Judges what a page's days say by themselves, and tests what they say beside those of all pages. */
async function judgePage(table: Table, of: PageOf): Promise<ShiftTests> {
  const policy = policyOf(DEFAULT_POLICY, portalOf(of))
  let tests: ShiftTests = { readings: [], latest: {} }
  await changePage(table, of, async (state, stepFor, group) => {
    const days = await readPageDays(table, { ...of, group, state, policy })
    tests = await testPage(table, { ...of, group, state, policy, days })
    return stepDrift(state, readDrift(days, policy), stepFor({ days: policy.drift.days, reasonOf: driftReason }))
  })
  return tests
}

async function stepShifts(
  table: Table,
  of: Omit<PageOf, 'page'> & { readonly pages: readonly Page[]; readonly tested: ReadonlyMap<PageKey, ShiftTests> },
): Promise<void> {
  const { tested, today, config } = of
  const policies = new Map(of.pages.map((page) => [page.key, policyOf(DEFAULT_POLICY, portalOf({ ...of, page }))]))
  const policyFor = (page: PageKey): Policy => policies.get(page) ?? DEFAULT_POLICY
  const found = newShifts(tested, { falseShare: DEFAULT_POLICY.shift.falseShare, policyFor })
  const isOurs = await judgeShared(table, { ...of, found })
  const { timezone } = config.catalogue
  await eachOf(of.pages, LANES, async (page) => {
    await changePage(table, { ...of, page }, (state, stepFor) => {
      const day = {
        found: found.get(page.key) ?? null,
        latest: tested.get(page.key)?.latest ?? {},
        isOurs,
        today,
        timezone,
      }
      return stepShift(state, day, stepFor({ days: SHIFT_DAYS, reasonOf: shiftReason }))
    })
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
    const stepFor: StepFor = (asked) => {
      const step = stepOf(of, { group, ...asked })
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

function stepOf(of: PageOf, at: { readonly group: VantageGroup } & Parameters<StepFor>[0]): Step {
  const { page, config, today, nowMs, silent } = of
  const { timezone } = config.catalogue
  return dayStep(
    {
      subject: subjectOf(page, portalOf(of), timezone),
      group: at.group,
      fromMs: startOfDay(addDays(today, -at.days), timezone),
      nowMs,
      silenced: silent.some((window) => covers(window, page)),
      reasonOf: at.reasonOf,
    },
    policyOf(DEFAULT_POLICY, portalOf(of)),
  )
}

function portalOf({ page, config }: Pick<PageOf, 'page' | 'config'>) {
  const portal = config.catalogue.portals.find(({ id }) => id === page.portal)
  if (!portal) throw new Error(`portal ${page.portal} is not in catalogue ${config.version}`)
  return portal
}
