import { acceptMaintenance } from '../judge/accepted-maintenance.ts'
import { type Timetable, timetables } from '../judge/expected.ts'
import { pageSchedule, plannedWork, type Span } from '../judge/page-schedule.ts'
import { type PageScore, type ScoredPage, scorePage } from '../judge/page-score.ts'
import { type PortalScore, scorePortal } from '../judge/portal-score.ts'
import { portalReservation } from '../judge/portal-standing.ts'
import { type PageFacts, publishPortal } from '../judge/publish-score.ts'
import { rankIntervals } from '../judge/rank-intervals.ts'
import { batchesOf, intervalOf } from '../judge/score-interval.ts'
import { standingOf } from '../judge/score-standing.ts'
import { strataOf } from '../judge/stratum.ts'
import { workingDays } from '../judge/working-days.ts'
import type { Catalogue, Page, PageKind, Portal, VantageGroup } from '../model/catalogue.ts'
import type { Criteria } from '../model/criteria.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import { type Exclusion, excludesPage } from '../model/exclusion.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { InputError } from '../model/input-error.ts'
import { daysOf, type Period, spanOf } from '../model/period.ts'
import type { NoPointsReason, PublishedPortal, Score } from '../model/score.ts'
import { eachOf } from './each-of.ts'
import { type CellsBy, type PageCells, pageCells } from './page-cells.ts'
import type { PageCellsOf } from './page-counting.ts'
import type { ScoreSource } from './score-source.ts'

export type ScoreOptions = {
  readonly period: Period
  /** Default: that which judges. */
  readonly group?: VantageGroup
  /** What isn't due by then doesn't count. */
  readonly nowMs: number
  /** Told after each page. */
  readonly onPage?: (done: { readonly pages: number; readonly of: number }) => void
  /** For those who run the platform: never what is published of a period. */
  readonly operational?: OperationalScore
}

export type OperationalScore = {
  /** Whose results count instead of those that would stand in an evaluation. */
  readonly locations: readonly string[]
  /** Audits count only where the location's control page was inside its band. */
  readonly isCalibrated: boolean
  /** With fewer a page's audits can't tell. */
  readonly fewestAudits: number
}

/** A page that is expected for less of a period is shown, and not scored. */
const VALID_SHARE = 0.8

/** Where more of what was due is excluded, the rest doesn't stand for the period. */
const MOST_EXCLUDED = 0.05

const RANKS_FROM_DAYS = 56

/** As `scores`, by one pack. */
export async function score(
  source: ScoreSource,
  { criteria, ...of }: ScoreOptions & { readonly criteria: Criteria },
): Promise<Score> {
  const [made] = await scores(source, { criteria: [criteria], ...of })
  return made as Score
}

/** Portals under way at once where days are kept: while one waits for the table, another is counted. */
const LANES = 3

/**
 * Scores of a period by each criteria pack, from every result that is kept, for the portals of the catalogue that was in
 * force at its end. Previews: nothing of them is kept. Each page is
 * read day by day, each day once, and pages one after the other, unless most of it is kept.
 * Rejects with an `InputError` where nothing was configured by then.
 */
export async function scores(
  source: ScoreSource,
  of: ScoreOptions & { readonly criteria: readonly Criteria[] },
): Promise<readonly Score[]> {
  const { criteria: packs, period, nowMs } = of
  const catalogue = catalogueAtEnd(source.configs, period)
  const { operational } = of
  const standing = operational
    ? { ...standingOf(catalogue, of.group), kind: 'operational' as const, locations: operational.locations }
    : standingOf(catalogue, of.group)
  const span = spanOf(period, catalogue.timezone)
  const run: Run = {
    packs,
    ...(operational ? { fewestAudits: operational.fewestAudits } : {}),
    period,
    nowMs,
    results: source.results,
    ...(source.kept ? { kept: source.kept } : {}),
    tables: timetables(source.configs),
    spans: source.spans,
    span: { ...span, toMs: Math.min(span.toMs, nowMs) },
    timezone: catalogue.timezone,
    isWorking: workingDays(catalogue),
    exclusions: source.exclusions.filter(({ fromMs, toMs }) => fromMs < span.toMs && toMs > span.fromMs),
    cells: {
      days: spansOfDays(period, catalogue.timezone),
      stratumOf: strataOf(catalogue),
      locations: new Set(standing.locations),
      measured: measuredBy([...(source.kept?.packs ?? []), ...packs]),
      official: operational?.isCalibrated ?? standing.kind === 'official',
      batches: batchesOf(daysOf(period)),
    },
  }
  const pages = catalogue.portals.reduce((sum, portal) => sum + scoredPages(portal).length, 0)
  const made: Made[] = []
  let done = 0
  // Who keeps what is read, as a bundle does, gets it in order.
  const lanes = source.kept ? LANES : 1
  await eachOf([...catalogue.portals.entries()], lanes, async ([index, portal]) => {
    made[index] = await scoreOne(portal, run, () => of.onPage?.({ pages: ++done, of: pages }))
  })
  return packs.map((criteria, index) => {
    const own = made.map(({ portal, by }) => ({ portal, ...(by[index] as MadeBy) }))
    const ranks = ranksOf(own, period)
    return {
      type: 'score',
      criteria: criteria.criteria,
      version: criteria.version,
      reading: criteria.reading,
      period: period.name,
      from: period.from,
      to: period.to,
      timezone: catalogue.timezone,
      ...standing,
      status: 'preview',
      closing: null,
      exclusions: run.exclusions,
      portals: own.map(({ portal, whole, batches, before, facts }) =>
        publishPortal(whole, {
          before,
          facts,
          interval: intervalOfBatches(batches, criteria),
          ranks: ranks.get(portal.id) ?? null,
          reservation: portalReservation(portal, { standing, locations: catalogue.locations, from: period.from }),
        }),
      ),
    }
  })
}

/**
 * The catalogue of the last version in force within the period, or of the first one where all are later. Throws an
 * `InputError` where there is none.
 */
export function catalogueAtEnd(configs: ScoreSource['configs'], period: Period): Catalogue {
  const [first] = configs
  if (!first) throw new InputError('no_catalogue', 'nothing is configured here: there is nothing to score')
  const { toMs } = spanOf(period, first.catalogue.timezone)
  return (configs.findLast(({ effectiveFromMs }) => effectiveFromMs < toMs) ?? first).catalogue
}

/** Default: of pages of each kind. */
function measuredBy(packs: readonly Pick<Criteria, 'rules' | 'profile'>[], kind?: PageKind): PageCellsOf['measured'] {
  return packs.flatMap(({ rules, profile }) =>
    rules.filter(({ page }) => kind === undefined || page === kind).map((rule) => ({ ...rule, profile })),
  )
}

function spansOfDays({ from, to }: Period, timezone: string): PageCellsOf['days'] {
  const days: { day: Day; fromMs: number; toMs: number }[] = []
  for (let day = from, fromMs = startOfDay(from, timezone); day <= to; day = addDays(day, 1)) {
    const toMs = startOfDay(addDays(day, 1), timezone)
    days.push({ day, fromMs, toMs })
    fromMs = toMs
  }
  return days
}

type Run = Pick<ScoreOptions, 'period' | 'nowMs'> & {
  readonly packs: readonly Criteria[]
  readonly fewestAudits?: number
  readonly results: ScoreSource['results']
  readonly kept?: NonNullable<ScoreSource['kept']>
  readonly tables: readonly Timetable[]
  readonly spans: readonly ImportSpan[]
  /** Of the period, as far as it is over. */
  readonly span: Span
  readonly timezone: string
  readonly isWorking: (day: Day) => boolean
  readonly exclusions: readonly Exclusion[]
  readonly cells: Omit<PageCellsOf, 'schedule' | 'maintenance' | 'exclusions' | 'wanted'>
}

/** By each pack, in their order. */
type Made = { readonly portal: Portal; readonly by: readonly MadeBy[] }

type MadeBy = {
  readonly whole: PortalScore
  /** As if nothing had been excluded; null: nothing was. */
  readonly before: PortalScore | null
  /** Of its pages, in their order. */
  readonly facts: readonly PageFacts[]
  readonly batches: readonly PortalScore[]
}

async function scoreOne(portal: Portal, run: Run, onPage: () => void): Promise<Made> {
  const pages = scoredPages(portal)
  const by = run.packs.map((criteria) => ({
    criteria,
    whole: [] as PageScore[],
    facts: [] as PageFacts[],
    batches: run.cells.batches.map((): PageScore[] => []),
  }))
  for (const page of pages) {
    const schedule = pageSchedule(page.key, run)
    const { accepted, plannedMs, acceptedMs } = acceptMaintenance(plannedWork(schedule, run.span), {
      ...run.cells,
      timezone: run.timezone,
      isWorking: run.isWorking,
    })
    const exclusions = run.exclusions.filter((one) => excludesPage(one, page))
    const wanted = measuredBy(run.packs, page.kind)
    const cells = await pageCells({ ...run.cells, schedule, maintenance: accepted, exclusions, wanted }, run)
    const unadjusted = {
      page: page.key,
      kind: page.kind,
      ...(run.fewestAudits === undefined ? {} : { fewestAudits: run.fewestAudits }),
      among: pages.filter(({ kind }) => kind === page.kind).length,
      withheld: withheldFrom(portal, page, run),
    }
    for (const { criteria, whole, facts, batches } of by) {
      const { excluded, excludedShare } = excludedOf(cells, { page, criteria })
      const about = {
        ...unadjusted,
        withheld: unadjusted.withheld ?? (excludedShare > MOST_EXCLUDED ? ('too_much_excluded' as const) : null),
      }
      const scoreBy = (cellsBy: CellsBy, of: Omit<ScoredPage, 'cellsOf'>): PageScore =>
        scorePage({ ...of, cellsOf: (rule) => cellsBy({ ...rule, profile: criteria.profile }) }, criteria)
      whole.push(scoreBy(cells.all, { ...about, isShown: true }))
      facts.push({
        excluded,
        excludedShare,
        maintenance: { plannedMs, acceptedMs },
        before:
          cells.before === null || excluded === 0 ? null : scoreBy(cells.before, { ...unadjusted, isShown: false }),
      })
      for (const [index, cellsBy] of cells.batches.entries())
        batches[index]?.push(scoreBy(cellsBy, { ...about, isShown: false }))
    }
    onPage()
  }
  return {
    portal,
    by: by.map(({ criteria, whole, facts, batches }) => {
      const of = (scored: readonly PageScore[]): PortalScore => scorePortal(portal.id, scored, criteria)
      const isAdjusted = facts.some(({ before }) => before !== null)
      const before = isAdjusted ? of(whole.map((page, index) => facts[index]?.before ?? page)) : null
      return { whole: of(whole), before, facts, batches: batches.map(of) }
    }),
  }
}

/** Of a page's checks of the kinds that earn points: how many were excluded, and their share of the kind that lost most. */
function excludedOf(
  { excluded }: PageCells,
  of: { readonly page: Page; readonly criteria: Criteria },
): Pick<PageFacts, 'excluded' | 'excludedShare'> {
  const earning = of.criteria.rules.filter(({ page, weight }) => page === of.page.kind && weight > 0)
  const counts = [...new Set(earning.map(({ from }) => from))].map((source) => excluded[source])
  const shares = counts.map((count) => (count.due === 0 ? 0 : count.excluded / count.due))
  return { excluded: counts.reduce((sum, count) => sum + count.excluded, 0), excludedShare: Math.max(0, ...shares) }
}

function scoredPages(portal: Portal): readonly Page[] {
  return portal.pages.filter(({ scored }) => scored)
}

/** What is known of a page before any of its results is looked at. */
function withheldFrom({ state }: Portal, { kind, valid }: Page, { period }: Run): NoPointsReason | null {
  if (kind === 'homepage' && (state === 'redirects' || state === 'notice' || state === 'retired'))
    return 'not_applicable'
  const from = valid.from !== null && valid.from > period.from ? valid.from : period.from
  const to = valid.to !== null && valid.to < period.to ? valid.to : period.to
  const days = from > to ? 0 : daysOf({ ...period, from, to })
  return days < VALID_SHARE * daysOf(period) ? 'not_valid_long_enough' : null
}

function intervalOfBatches(batches: readonly PortalScore[], { points: most }: Criteria): PublishedPortal['interval'] {
  const points = totalsOf(batches)
  if (points === null) return null
  const { low, high, batches: count } = intervalOf(points, most)
  return { low: rounded(low), high: rounded(high), batches: count }
}

/** Rank intervals within each kind of portal, of those that have a total in each batch. */
function ranksOf(
  made: readonly (MadeBy & { readonly portal: Portal })[],
  period: Period,
): ReadonlyMap<string, NonNullable<PublishedPortal['ranks']>> {
  if (daysOf(period) < RANKS_FROM_DAYS) return new Map()
  const kinds = Map.groupBy(made, ({ portal }) => portal.kind)
  return new Map(
    [...kinds.values()].flatMap((same) => {
      const ranked = same.flatMap(({ portal, batches }) => {
        const scores = totalsOf(batches)
        return scores === null ? [] : [{ portal: portal.id, scores }]
      })
      return rankIntervals(ranked).map(
        ({ portal, best, worst }) => [portal, { best, worst, of: ranked.length }] as const,
      )
    }),
  )
}

/** Unrounded; null where there are no batches, or one of them has no total. */
function totalsOf(batches: readonly PortalScore[]): readonly number[] | null {
  const points = batches.flatMap(({ total }) => (total.points === null ? [] : [total.points.points.valueOf()]))
  return batches.length > 0 && points.length === batches.length ? points : null
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
