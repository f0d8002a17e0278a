import { type Location, type Page, pagesOf, type VantageGroup } from '../model/catalogue.ts'
import { type Config, isExpected, locationsFor, slotOf } from '../model/config.ts'
import type { PageKey } from '../model/id.ts'
import type { ImportSpan } from '../model/import-span.ts'
import type { Timetable } from './expected.ts'
import type { MissingCheck } from './ledger.ts'
import type { ExpectedAt } from './rollup.ts'
import { auditDueMs, dueMs, gapOf, type HostPlan, windowOffsetMs } from './timetable.ts'

/** What is expected of a page over all time: by the versions that measure it, and by the imports that name it. */
export type PageSchedule = {
  readonly page: PageKey
  readonly versions: readonly Version[]
  readonly spans: readonly ImportSpan[]
}

/** Half-open, epoch ms. */
export type Span = { readonly fromMs: number; readonly toMs: number }

/** Maintenance, and when it was declared; null: nobody knows, whoever brought it here answers for it. */
export type PlannedWork = Span & { readonly declaredAtMs: number | null }

/** A part of it; `beginMs` is when the whole begins. */
export type PartOfWork = PlannedWork & { readonly beginMs: number }

type Version = {
  readonly config: Config
  readonly page: Page
  readonly plan: HostPlan
  /** Those at which it is due, with their places in the catalogue. */
  readonly locations: readonly { readonly location: Location; readonly index: number }[]
  /** Maintenance of the page, whenever it was declared. */
  readonly maintenance: readonly PlannedWork[]
}

export function pageSchedule(
  page: PageKey,
  of: { readonly tables: readonly Timetable[]; readonly spans: readonly ImportSpan[] },
): PageSchedule {
  return {
    page,
    versions: of.tables.flatMap(({ config, plans }) => versionOf(page, { config, plans })),
    spans: of.spans.filter(({ pages }) => pages.includes(page)),
  }
}

/**
 * Slots of a span that were expected, per location: of the timetable those that are over by `nowMs`, and of the one
 * that is under way what has answered already; of imports all. Audits' slots whether they are over or not.
 */
export function expectedIn(
  schedule: PageSchedule,
  of: Span & { readonly nowMs: number; readonly hasAnswered: (location: string, slotMs: number) => boolean },
): readonly ExpectedAt[] {
  const found = new Map<
    string,
    { readonly location: string; readonly group: VantageGroup; expected: Set<number>; audits: Set<number> }
  >()
  const at = ({ id, group }: { readonly id: string; readonly group: VantageGroup }) => {
    const entry = found.get(id) ?? { location: id, group, expected: new Set<number>(), audits: new Set<number>() }
    found.set(id, entry)
    return entry
  }
  for (const { config, page, locations } of schedule.versions) {
    for (const slotMs of slotsIn(of, page.http.everyMs)) {
      if (!isExpected(config, { page, slotMs, everyMs: page.http.everyMs })) continue
      const isOver = slotMs + page.http.everyMs <= of.nowMs
      for (const { location } of locations)
        if (isOver || of.hasAnswered(location.id, slotMs)) at(location).expected.add(slotMs)
    }
    for (const slotMs of slotsIn(of, page.audit.everyMs)) {
      if (!isExpected(config, { page, slotMs, everyMs: page.audit.everyMs })) continue
      for (const { location } of locations) at(location).audits.add(slotMs)
    }
  }
  for (const { locations, everyMs, fromMs, toMs } of schedule.spans) {
    const within = { fromMs: Math.max(fromMs, of.fromMs), toMs: Math.min(toMs, of.toMs) }
    for (const slotMs of slotsIn(within, everyMs)) for (const location of locations) at(location).expected.add(slotMs)
  }
  return [...found.values()]
}

/**
 * When the audit of a slot is due at a location, by the version that expects it there: up to a cadence after the slot, since
 * audits rotate over the day. The slot itself where none does.
 */
export function auditMomentMs(
  schedule: PageSchedule,
  { location, slotMs }: { readonly location: string; readonly slotMs: number },
): number {
  for (const { config, page, plan, locations } of schedule.versions) {
    const index = locations.find((one) => one.location.id === location)?.index
    if (index === undefined || !isExpected(config, { page, slotMs, everyMs: page.audit.everyMs })) continue
    return auditDueMs(config, { page, index, slotMs, gap: gapOf(plan, index) })
  }
  return slotMs
}

/** How long after its slot an audit of the page is due at the latest: a cadence, and then the way to the next gap. */
export function auditReachMs({ versions }: PageSchedule): number {
  return Math.max(0, ...versions.map(({ page, plan }) => page.audit.everyMs + plan.everyMs))
}

/** Whether a slot lies in maintenance that was declared before it began. */
export function isInMaintenance(schedule: PageSchedule, slotMs: number): boolean {
  const covers = ({ fromMs, toMs }: Span): boolean => slotMs >= fromMs && slotMs < toMs
  return (
    schedule.spans.some(({ maintenance }) =>
      maintenance.some((window) => window.page === schedule.page && covers(window)),
    ) ||
    schedule.versions.some(
      (version) =>
        version.maintenance.some((work) => covers(work) && isDeclaredBefore(work)) &&
        isInForce(version, slotMs, version.page.http.everyMs),
    )
  )
}

/**
 * Maintenance of a page in a span, for as long as the version is in force that has it, with the earliest moment at which
 * any version had it.
 */
export function plannedWork(schedule: PageSchedule, { fromMs, toMs }: Span): readonly PartOfWork[] {
  const declared = new Map<string, number>()
  const nameOf = (work: PlannedWork): string => `${work.fromMs} ${work.toMs}`
  for (const { maintenance } of schedule.versions)
    for (const work of maintenance)
      declared.set(
        nameOf(work),
        Math.min(work.declaredAtMs ?? 0, declared.get(nameOf(work)) ?? Number.POSITIVE_INFINITY),
      )
  const within = (work: PlannedWork, inForce: Span): readonly PartOfWork[] => {
    const span = {
      fromMs: Math.max(work.fromMs, inForce.fromMs, fromMs),
      toMs: Math.min(work.toMs, inForce.toMs, toMs),
    }
    return span.fromMs < span.toMs ? [{ ...span, declaredAtMs: work.declaredAtMs, beginMs: work.fromMs }] : []
  }
  return [
    ...schedule.versions.flatMap(({ config, page, maintenance }) =>
      maintenance.flatMap((work) => {
        const declaredAtMs = declared.get(nameOf(work)) ?? null
        return isDeclaredBefore({ ...work, declaredAtMs })
          ? within({ ...work, declaredAtMs }, inForceOf(config, page.http.everyMs))
          : []
      }),
    ),
    ...schedule.spans.flatMap(({ maintenance }) =>
      maintenance
        .filter(({ page }) => page === schedule.page)
        .flatMap((work) => within({ ...work, declaredAtMs: null }, work)),
    ),
  ]
}

/** What the ledger has to know of an expected check that has no row. */
export function missingCheck(
  schedule: PageSchedule,
  of: { readonly location: string; readonly slotMs: number },
): MissingCheck {
  const { slotMs } = of
  const check = { page: schedule.page, slotMs, isMaintenance: isInMaintenance(schedule, slotMs) }
  for (const version of schedule.versions) {
    const { page, plan } = version
    const index = version.locations.find(({ location }) => location.id === of.location)?.index
    if (index === undefined || !isInForce(version, slotMs, page.http.everyMs)) continue
    if (slotMs % page.http.everyMs !== 0) continue
    const measured = plan.pages.find(({ key }) => key === page.key)
    if (!measured) continue
    return {
      ...check,
      due: { dueMs: dueMs(plan, { page: measured, index, slotMs }), visitMs: slotMs + windowOffsetMs(plan, index) },
    }
  }
  return { ...check, due: null }
}

/** The latest moment by which all slots before it are over at `nowMs`, whatever cadence the page has had. */
export function overBefore(schedule: PageSchedule, nowMs: number): number {
  return Math.min(nowMs, ...schedule.versions.map(({ page }) => slotOf(nowMs, page.http.everyMs)))
}

/** When something was expected of a page for the first time; never in what is to come. */
export function firstMsOf({ versions, spans }: PageSchedule): number {
  return Math.min(
    ...versions.map(({ config, page }) => config.effectiveFromMs - page.audit.everyMs),
    ...spans.map(({ fromMs }) => fromMs),
  )
}

function versionOf(key: PageKey, { config, plans }: Timetable): readonly Version[] {
  const plan = plans.find(({ pages }) => pages.some((candidate) => candidate.key === key))
  const page = plan && pagesOf(config.catalogue).find((candidate) => candidate.key === key)
  if (!plan || !page) return []
  const { locations, maintenance } = config.catalogue
  return [
    {
      config,
      page,
      plan,
      locations: locationsFor(config, page).map((location) => ({ location, index: locations.indexOf(location) })),
      maintenance: maintenance
        .filter((window) => window.portal === page.portal && (window.page === null || window.page === page.id))
        .map(({ fromMs, toMs, declaredAtMs }) => ({
          fromMs,
          toMs,
          declaredAtMs: declaredAtMs ?? config.publishedAtMs,
        })),
    },
  ]
}

function isInForce({ config }: Version, slotMs: number, everyMs: number): boolean {
  const { fromMs, toMs } = inForceOf(config, everyMs)
  return slotMs >= fromMs && slotMs < toMs
}

/** A version's slots: it begins with the one that holds its effective moment. */
function inForceOf({ effectiveFromMs, untilMs }: Config, everyMs: number): Span {
  return {
    fromMs: slotOf(effectiveFromMs, everyMs),
    toMs: untilMs === null ? Number.POSITIVE_INFINITY : slotOf(untilMs, everyMs),
  }
}

function isDeclaredBefore({ declaredAtMs, fromMs }: PlannedWork): boolean {
  return declaredAtMs === null || declaredAtMs <= fromMs
}

function* slotsIn(span: Span, everyMs: number): Generator<number> {
  for (let slotMs = slotOf(span.fromMs + everyMs - 1, everyMs); slotMs < span.toMs; slotMs += everyMs) yield slotMs
}
