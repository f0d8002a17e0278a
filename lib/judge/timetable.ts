import { familiesAt, hostOf, type Location, measuredPages, type Page } from '../model/catalogue.ts'
import { type Config, isExpected, slotOf } from '../model/config.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import { type Gap, LOAD_MS, nextInGap, VISITED_MS } from '../model/gap.ts'
import { stableHash } from '../model/hash.ts'
import { fitHost, isLoopbackHost, PAGE_SPACING_MS } from '../model/host-fit.ts'
import { type AuditVisit, type ControlVisit, type HttpCheck, MAX_CHECKS_PER_VISIT, type Visit } from '../model/visit.ts'

type MeasuredPage = Page & { readonly url: string }

/** One host's place in the timetable: each location in turn owns a window of its cadence. */
export type HostPlan = {
  readonly host: string
  /** The shortest cadence of its pages; the others are multiples of it. */
  readonly everyMs: number
  readonly windowMs: number
  readonly spacingMs: number
  /** Longest a visit can take: spacing, time-outs and the retry. */
  readonly visitMs: number
  /** In the catalogue's order, which is the order within a visit. */
  readonly pages: readonly MeasuredPage[]
}

/** A location's due times that are wanted: half-open; no slot before `notBeforeSlotMs`. */
export type DueSpan = {
  readonly location: string
  readonly fromMs: number
  readonly toMs: number
  readonly notBeforeSlotMs?: number
}

/** A minute's checks are sent this long before the first can be due, so that a late schedule delays nothing. */
export const DISPATCH_LEAD_MS = MINUTE_MS

/** Golden ratio's fraction: steps of it never bunch (`docs/architecture.md`: audits rotate over the day). */
const ROTATION = 0.618

/** Politeness by construction: nothing here needs a lock, and every location computes the same. */
export function planHosts(config: Pick<Config, 'catalogue'>): readonly HostPlan[] {
  const byHost = Map.groupBy(measuredPages(config.catalogue), (page) => hostOf(page.url))
  const locations = Math.max(1, config.catalogue.locations.length)
  return [...byHost].map(([host, pages]) => {
    const everyMs = Math.min(...pages.map((page) => page.http.everyMs))
    const loopback = isLoopbackHost(new URL(pages[0]?.url ?? '').hostname)
    const load = pages.map(({ http, families }) => ({ ...http, families: families.length }))
    const { windowMs, neededMs } = fitHost({ pages: load, locations, loopback })
    return { host, everyMs, pages, windowMs, spacingMs: loopback ? 0 : PAGE_SPACING_MS, visitMs: neededMs }
  })
}

/** Where in the host's cadence the window of a location begins, ms. `index` is its place in the catalogue. */
export function windowOffsetMs(plan: HostPlan, index: number): number {
  return Math.floor(((stableHash(plan.host) % plan.everyMs) + index * plan.windowMs) % plan.everyMs)
}

/** When a page's check of a slot is due at a location. */
export function dueMs(
  plan: HostPlan,
  at: { readonly page: MeasuredPage; readonly index: number; readonly slotMs: number },
): number {
  return at.slotMs + windowOffsetMs(plan, at.index) + plan.pages.indexOf(at.page) * plan.spacingMs
}

/**
 * Visits of a location that begin in `[fromMs, toMs)`, by time. Only slots that this version expects, and none before
 * `notBeforeSlotMs` (what was before a start is measured by the start itself).
 */
export function dueVisits(config: Config, span: DueSpan): readonly Visit[] {
  const location = playedLocation(config, span.location)
  if (!location) return []
  const index = config.catalogue.locations.indexOf(location)
  const visits: Visit[] = []
  for (const plan of planHosts(config)) {
    const offsetMs = windowOffsetMs(plan, index)
    // A window that began before the span may have its first check within it: not every page is due in every window.
    for (
      let baseMs = slotOf(span.fromMs - offsetMs - Math.ceil(plan.windowMs), plan.everyMs);
      baseMs + offsetMs < span.toMs;
      baseMs += plan.everyMs
    ) {
      const checks = plan.pages
        .filter((page) => baseMs % page.http.everyMs === 0 && baseMs >= (span.notBeforeSlotMs ?? 0))
        .filter((page) => isDue(config, { location, page, slotMs: baseMs, everyMs: page.http.everyMs }))
        .map((page) =>
          httpCheck(page, { location, slotMs: baseMs, dueMs: dueMs(plan, { page, index, slotMs: baseMs }) }),
        )
      const untilMs = Math.floor(baseMs + offsetMs + plan.windowMs)
      visits.push(...visitsOf(config, { location, plan, checks, untilMs }).filter((visit) => beginsIn(span, visit)))
    }
  }
  return visits.sort((a, b) => beginMs(a) - beginMs(b))
}

/** Visits that measure the current slot of pages at once: what a start does where a result is missing. */
export function immediateVisits(
  config: Config,
  at: { readonly location: string; readonly nowMs: number; readonly wanted: (page: Page, slotMs: number) => boolean },
): readonly Visit[] {
  const location = playedLocation(config, at.location)
  if (!location) return []
  return planHosts(config).flatMap((plan) => {
    const checks = plan.pages
      .map((page) => ({ page, slotMs: slotOf(at.nowMs, page.http.everyMs) }))
      .filter(
        ({ page, slotMs }) =>
          isDue(config, { location, page, slotMs, everyMs: page.http.everyMs }) && at.wanted(page, slotMs),
      )
      .map(({ page, slotMs }, position) =>
        httpCheck(page, { location, slotMs, dueMs: at.nowMs + position * plan.spacingMs }),
      )
    return visitsOf(config, {
      location,
      plan,
      checks,
      untilMs: at.nowMs + Math.max(plan.everyMs, plan.visitMs * config.played.length),
    })
  })
}

/** Audits of a location that are due in `[fromMs, toMs)`. */
export function dueAudits(config: Config, span: DueSpan): readonly AuditVisit[] {
  const location = playedLocation(config, span.location)
  if (!location) return []
  const index = config.catalogue.locations.indexOf(location)
  const audits: AuditVisit[] = []
  for (const plan of planHosts(config)) {
    const gap = gapOf(plan, index)
    for (const page of plan.pages) {
      const { everyMs } = page.audit
      // The rotation is shorter than the audit's cadence, the way to a gap no longer than the host's, be it the longer.
      const firstMs = slotOf(span.fromMs - everyMs - (gap?.everyMs ?? 0), everyMs)
      for (let slotMs = firstMs; slotMs < span.toMs; slotMs += everyMs) {
        if (slotMs < (span.notBeforeSlotMs ?? 0) || !isDue(config, { location, page, slotMs, everyMs })) continue
        const due = auditDueMs(config, { page, index, slotMs, gap })
        if (due >= span.fromMs && due < span.toMs)
          audits.push(auditVisit(config, { location, page, slotMs, dueMs: due, gap }))
      }
    }
  }
  return audits.sort((a, b) => a.dueMs - b.dueMs)
}

/**
 * Loads of the control page that are due at a location in `[fromMs, toMs)`: one in every hour in which the version in
 * force measures anything, at a minute of the location's own.
 */
export function dueControls(config: Config, span: DueSpan): readonly ControlVisit[] {
  const location = playedLocation(config, span.location)
  if (!location || measuredPages(config.catalogue).length === 0) return []
  const offsetMs = (stableHash(location.id) % 60) * MINUTE_MS
  const controls: ControlVisit[] = []
  const firstMs = Math.max(span.fromMs, config.effectiveFromMs)
  const lastMs = Math.min(span.toMs, config.untilMs ?? span.toMs)
  for (let dueMs = slotOf(firstMs - offsetMs + HOUR_MS - 1, HOUR_MS) + offsetMs; dueMs < lastMs; dueMs += HOUR_MS)
    controls.push({
      type: 'controlVisit',
      location: location.id,
      dueMs,
      untilMs: dueMs + HOUR_MS,
      calibration: location.calibration ?? null,
    })
  return controls
}

/** Audits of the current slot, at once. Pages come in the catalogue's order. */
export function immediateAudits(
  config: Config,
  at: { readonly location: string; readonly nowMs: number; readonly wanted: (page: Page, slotMs: number) => boolean },
): readonly AuditVisit[] {
  const location = playedLocation(config, at.location)
  if (!location) return []
  return measuredPages(config.catalogue)
    .map((page) => ({ page, slotMs: slotOf(at.nowMs, page.audit.everyMs) }))
    .filter(
      ({ page, slotMs }) =>
        isDue(config, { location, page, slotMs, everyMs: page.audit.everyMs }) && at.wanted(page, slotMs),
    )
    .map(({ page, slotMs }) => auditVisit(config, { location, page, slotMs, dueMs: at.nowMs, gap: null }))
}

/**
 * A location's gap at a host: what its own window leaves after the first attempts of its visit, when all is well; null
 * where no load fits. A visit that takes longer says so (`BackOff`). Other locations' visits lie in their own windows.
 */
export function gapOf(plan: HostPlan, index: number): Gap | null {
  const visitedMs = (plan.pages.length - 1) * plan.spacingMs + VISITED_MS
  const lengthMs = Math.floor(plan.windowMs) - visitedMs
  if (plan.spacingMs === 0 || lengthMs < LOAD_MS) return null
  return { everyMs: plan.everyMs, fromMs: windowOffsetMs(plan, index) + visitedMs, lengthMs }
}

/**
 * Rotates over the days, so that no page is always seen at its best or worst hour, locations in turn; then to its
 * location's next gap. Days are those of UTC epoch time, so that no clock change moves an audit and every slot has one
 * day; a cadence divides the day, so that a slot lies in one.
 */
export function auditDueMs(
  config: Config,
  at: {
    readonly page: Pick<Page, 'key' | 'audit'>
    readonly index: number
    readonly slotMs: number
    readonly gap: Gap | null
  },
): number {
  const { everyMs } = at.page.audit
  const locations = config.catalogue.locations.length
  const turn =
    stableHash(at.page.key) + Math.floor(at.slotMs / DAY_MS) * ROTATION * everyMs + (at.index * everyMs) / locations
  const wishMs = Math.floor(at.slotMs + (turn % everyMs))
  // Its runs, and the load that times readiness.
  return at.gap === null ? wishMs : nextInGap(at.gap, wishMs, at.page.audit.runs + 1)
}

/** Expected of this very location: it has an address family over which the page is measured. */
function isDue(
  config: Config,
  at: { readonly location: Location; readonly page: Page; readonly slotMs: number; readonly everyMs: number },
): boolean {
  return familiesAt(at.location, at.page).length > 0 && isExpected(config, at)
}

function httpCheck(
  page: MeasuredPage,
  at: { readonly location: Location; readonly slotMs: number; readonly dueMs: number },
): HttpCheck {
  return {
    page: page.key,
    slotMs: at.slotMs,
    dueMs: at.dueMs,
    everyMs: page.http.everyMs,
    timeoutMs: page.http.timeoutMs,
    url: page.url,
    expectText: page.expect.text,
    expectHosts: [...page.expect.hosts],
    families: [...familiesAt(at.location, page)],
  }
}

function visitsOf(
  config: Config,
  of: {
    readonly location: Location
    readonly plan: HostPlan
    readonly checks: readonly HttpCheck[]
    readonly untilMs: number
  },
): readonly Visit[] {
  const visits: Visit[] = []
  for (let i = 0; i < of.checks.length; i += MAX_CHECKS_PER_VISIT) {
    visits.push({
      type: 'visit',
      location: of.location.id,
      source: of.location.source,
      control: of.location.control,
      host: of.plan.host,
      contact: config.catalogue.contact,
      catalogVersion: config.version,
      untilMs: of.untilMs,
      checks: of.checks.slice(i, i + MAX_CHECKS_PER_VISIT),
    })
  }
  return visits
}

function auditVisit(
  config: Config,
  of: {
    readonly location: Location
    readonly page: MeasuredPage
    readonly slotMs: number
    readonly dueMs: number
    readonly gap: Gap | null
  },
): AuditVisit {
  const { page } = of
  return {
    type: 'auditVisit',
    location: of.location.id,
    source: of.location.source,
    contact: config.catalogue.contact,
    catalogVersion: config.version,
    page: page.key,
    slotMs: of.slotMs,
    dueMs: of.dueMs,
    gap: of.gap,
    untilMs: of.dueMs + page.audit.everyMs,
    url: page.url,
    expectText: page.expect.text,
    expectHosts: [...page.expect.hosts],
    ready: page.ready,
    form: page.kind === 'eform' ? { engine: page.engine } : null,
    allow: [...(page.allow ?? [])],
    journey: page.journey === null ? null : [...page.journey],
    account: page.account,
    runs: page.audit.runs,
    profile: page.audit.profile,
    families: [...familiesAt(of.location, page)],
    calibration: of.location.calibration ?? null,
  }
}

/** When its first check is due. */
function beginMs(visit: Visit): number {
  return visit.checks[0]?.dueMs ?? 0
}

function beginsIn(span: DueSpan, visit: Visit): boolean {
  return span.fromMs <= beginMs(visit) && beginMs(visit) < span.toMs
}

function playedLocation(config: Config, location: string): Location | null {
  const found = config.catalogue.locations.find(({ id }) => id === location)
  return found && config.played.includes(found.id) ? found : null
}
