import type { Page } from './catalogue.ts'

/**
 * A window of which no result counts in scores, good or bad: what became of a review that was accepted. Half-open, epoch
 * ms.
 */
export type Exclusion = {
  /** Id of the review. */
  readonly review: string
  /** Null: of every portal, since it is about our method. */
  readonly portal: string | null
  /** Null: every page. */
  readonly page: string | null
  /** Null: all of them. */
  readonly locations: readonly string[] | null
  readonly fromMs: number
  readonly toMs: number
  /** What happened, as the one says who asked for it. */
  readonly cause: string
  /** Of the decision. */
  readonly reason: string
  readonly decidedAtMs: number
  /** Who decided, as in `Acknowledgement`. */
  readonly decidedBy: string
}

/** Whether it is about a page at all. */
export function excludesPage({ portal, page }: Exclusion, of: Pick<Page, 'portal' | 'id'>): boolean {
  return portal === null || (portal === of.portal && (page === null || page === of.id))
}

/** Whether a check lies in it; its page is known to. */
export function excludesCheck(
  { locations, fromMs, toMs }: Exclusion,
  at: { readonly location: string; readonly slotMs: number },
): boolean {
  return at.slotMs >= fromMs && at.slotMs < toMs && (locations === null || locations.includes(at.location))
}
