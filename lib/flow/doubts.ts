import { isSuspect } from '../judge/doubt.ts'
import type { ExpectedSlot } from '../judge/expected.ts'
import type { GroupState } from '../judge/incident-state.ts'
import { dayOf } from '../model/day.ts'
import { type PageKey, pageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { type DoubtDecision, doubtDecisionOf, type Review, reviewIdOf } from '../model/review.ts'
import { markLate } from '../record/late.ts'
import type { LivePage } from '../record/live.ts'
import { addReview, growReview } from '../record/reviews.ts'
import type { Table } from '../record/table.ts'

/** Whether somebody is asked about a page, or has decided that our catalogue is at fault. */
export function isInDoubt({ groups }: Pick<LivePage, 'groups'>): boolean {
  return Object.values(groups).some(({ doubt, excused }) => Boolean(doubt ?? excused))
}

/** What has been decided of the open doubt of a group; null: nothing, or there is none. */
export function decisionOn(state: GroupState | undefined, reviews: readonly Review[]): DoubtDecision | null {
  const id = state?.doubt && reviewIdOf(state.doubt.id)
  const review = id && reviews.find((one) => one.id === id)
  return review ? doubtDecisionOf(review) : null
}

/**
 * Asks for the review of a group's doubt, and lets its window grow with the slots that are like the first: what is left out
 * of scores until somebody has decided, and for good where our catalogue is at fault. Again changes nothing.
 */
export async function keepDoubt(
  table: Table,
  of: {
    readonly slot: ExpectedSlot
    readonly before: GroupState | undefined
    readonly after: GroupState | undefined
    readonly reviews: readonly Review[]
    readonly nowMs: number
  },
): Promise<void> {
  const { slot, after, reviews, nowMs } = of
  const doubt = after?.doubt
    ? { incident: after.doubt.id, sinceMs: after.doubt.sinceMs, slotMs: after.doubt.lastBadMs }
    : after?.excused
  if (!doubt) return
  const { incident, sinceMs, slotMs } = doubt
  const id = reviewIdOf(incident)
  const toMs = slotMs + slot.everyMs
  const known = reviews.find((review) => review.id === id)
  if (known) {
    if (known.toMs < toMs) await growReview(table, { ...known, toMs })
    return
  }
  const { page, config } = slot
  const cause = String(after?.doubt?.figures?.cause ?? 'needs_review')
  const isNew = await addReview(table, {
    id,
    period: dayOf(sinceMs, config.catalogue.timezone).slice(0, 7),
    portal: page.portal,
    page: page.id,
    locations: slot.locations.map((location) => location.id),
    fromMs: sinceMs,
    toMs,
    cause,
    note: 'Chờ xác minh: cổng có lỗi, hay danh mục của hệ thống đo sai? · Needs a review: is the portal at fault, or our catalogue?',
    files: [],
    openedAtMs: nowMs,
    by: 'platform',
    role: 'operator',
    behalf: null,
    decision: null,
    incident,
  })
  // Slots before this one may be counted already.
  if (isNew) await markLate(table, { page: page.key, fromMs: sinceMs, toMs }, nowMs)
}

/** A page's results as rollups count them: what is in doubt, or is our catalogue's fault, is nobody's failure. */
export function withDoubts(
  rows: readonly Observation[],
  of: { readonly page: PageKey; readonly reviews: readonly Review[] },
): readonly Observation[] {
  const doubts = of.reviews.filter(
    (review) =>
      review.incident !== undefined &&
      review.portal !== null &&
      review.page !== null &&
      pageKey(review.portal, review.page) === of.page &&
      doubtDecisionOf(review) !== 'portal',
  )
  if (doubts.length === 0) return rows
  return rows.map((row) =>
    row.outcome === 'failed' &&
    isSuspect(row) &&
    doubts.some(
      ({ fromMs, toMs, locations }) =>
        row.slotMs >= fromMs && row.slotMs < toMs && locations?.includes(row.location) === true,
    )
      ? { ...row, outcome: 'inconclusive' as const }
      : row,
  )
}
