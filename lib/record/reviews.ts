import type { Decision, Review } from '../model/review.ts'
import { reviewKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Keeps a new review; false where its id is taken. */
export function addReview(table: Table, review: Review): Promise<boolean> {
  return table.putIf(itemOf(review), { expression: 'attribute_not_exists(pk)' })
}

/** Keeps how far the window of a review reaches by now; what was decided at the same time stays, and the window as it is. */
export function growReview(table: Table, review: Review): Promise<boolean> {
  const isOpen = review.decision === null
  return table.putIf(itemOf(review), { expression: 'isOpen = :open', values: { ':open': isOpen } })
}

/** Keeps a decision; null where one was made before, or there is no such review. */
export async function decide(
  table: Table,
  of: { readonly review: Review; readonly decision: Decision },
): Promise<Review | null> {
  const decided = { ...of.review, decision: of.decision }
  const done = await table.putIf(itemOf(decided), { expression: 'isOpen = :open', values: { ':open': true } })
  return done ? decided : null
}

export async function getReview(table: Table, id: string): Promise<Review | null> {
  const item = await table.get(reviewKey(id))
  return item && read(item)
}

/** Every review that was ever asked for, oldest first. */
export async function listStoredReviews(table: Table): Promise<readonly Review[]> {
  const items = await table.query({ pk: reviewKey('').pk })
  return items.map(read).sort((a, b) => a.openedAtMs - b.openedAtMs || (a.id < b.id ? -1 : 1))
}

function itemOf(review: Review): Item {
  return { ...reviewKey(review.id), schema: SCHEMA, isOpen: review.decision === null, json: JSON.stringify(review) }
}

function read(item: Item): Review {
  return JSON.parse(item.json as string) as Review
}
