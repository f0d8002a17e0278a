import type { BilingualText, Page, Portal, VantageGroup } from '../model/catalogue.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput } from '../model/verdict.ts'
import { type Cells, NO_CELLS, timingOf } from './baseline.ts'
import { isSuspect } from './doubt.ts'
import type { ExpectedSlot } from './expected.ts'
import { isConfigured } from './incident.ts'
import type { GroupState } from './incident-state.ts'
import { classOf, isConfirmed } from './slot.ts'
import type { IncidentSubject } from './slot-step.ts'

/** The longest that a slot waits for missing results after its last due time. */
const MAX_WAIT_MS = 2 * MINUTE_MS

/** A slot is closed when all expected results are in, or some time after its last due time. */
export function isClosable(
  slot: ExpectedSlot,
  at: { readonly nowMs: number; readonly present: ReadonlySet<string> },
): boolean {
  return (
    slot.locations.every(({ id }) => at.present.has(id)) ||
    at.nowMs >= slot.lastDueMs + Math.min(MAX_WAIT_MS, slot.everyMs)
  )
}

/** The input vector of a slot, one per expected location; `cellsAt`: what is usual at a location then. */
export function inputsOf(
  slot: ExpectedSlot,
  rows: ReadonlyMap<string, Observation>,
  cellsAt: (location: string) => Cells = () => NO_CELLS,
): readonly SlotInput[] {
  return slot.locations.map(({ id, group, network }) => {
    const row = rows.get(id) ?? null
    return {
      location: id,
      group,
      network,
      class: classOf(row),
      cause: row?.cause ?? null,
      ...(row && isSuspect(row) ? { isSuspect: true as const } : {}),
      // A trace's line is final: whoever wrote it had tried again.
      confirmed: row !== null && (row.origin === 'import' || isConfirmed(row)),
      timing: row && timingOf({ ...row.phases, outcome: row.outcome }, cellsAt(id)),
    }
  })
}

/**
 * The group whose verdict is the page's: domestic where a domestic location is configured for the page, else abroad.
 * Locations that were inconclusive for a day don't count as configured; where that is so of both groups, as of a form behind
 * a login or after days without the platform, those abroad know no more, and it stays domestic.
 */
export function judgingGroup(
  locations: readonly { readonly id: string; readonly group: VantageGroup }[],
  of: {
    readonly groups: Partial<Readonly<Record<VantageGroup, GroupState>>>
    readonly slotMs: number
    readonly policy: Policy
    /** Whether a location has a conclusive result in this very slot: it is back then, whatever was before. */
    readonly isConclusive?: (location: string) => boolean
  },
): VantageGroup {
  const counts = (wanted: VantageGroup): boolean =>
    locations.some(({ id, group }) => {
      const state = of.groups[group]
      if (group !== wanted) return false
      return (
        !state || of.isConclusive?.(id) === true || isConfigured(state, { location: id, slotMs: of.slotMs }, of.policy)
      )
    })
  if (counts('domestic')) return 'domestic'
  return locations.some(({ group }) => group === 'domestic') && !counts('abroad') ? 'domestic' : 'abroad'
}

/** Maintenance in force at a slot: declared before it began, afterwards, or none. */
export function maintenanceAt(slot: ExpectedSlot): { readonly maintenance: boolean; readonly silenced: boolean } {
  const { catalogue, publishedAtMs } = slot.config
  const covering = catalogue.maintenance.filter(
    ({ portal, page, fromMs, toMs }) =>
      portal === slot.page.portal &&
      (page === null || page === slot.page.id) &&
      slot.slotMs >= fromMs &&
      slot.slotMs < toMs,
  )
  return {
    maintenance: covering.some(({ fromMs, declaredAtMs = publishedAtMs }) => declaredAtMs <= fromMs),
    silenced: covering.some(({ fromMs, declaredAtMs = publishedAtMs }) => declaredAtMs > fromMs),
  }
}

/** Whom alerts about a page are about. */
export function subjectOf(page: Page, portal: Portal, timezone: string): IncidentSubject {
  return {
    page: page.key,
    portal: portal.id,
    vendor: portal.vendor,
    owner: portal.owner,
    label: pageLabel(page, portal.name),
    timezone,
    target: page.url,
  }
}

/** A page whose portal isn't known beyond its key, as in a trace. */
export function bareSubject(page: PageKey, portal: string, timezone: string): IncidentSubject {
  return { page, portal, vendor: null, owner: null, label: { vi: page, en: page }, timezone, target: null }
}

function pageLabel(page: Page, name: BilingualText): BilingualText {
  return page.kind === 'homepage'
    ? { vi: `${name.vi}, trang chủ`, en: `${name.en}, homepage` }
    : { vi: `${name.vi}, biểu mẫu ${page.id}`, en: `${name.en}, eForm ${page.id}` }
}
