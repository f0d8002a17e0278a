import Fraction from 'fraction.js'
import type { PageKind } from '../model/catalogue.ts'
import type { Criteria } from '../model/criteria.ts'
import type { NoPointsReason } from '../model/score.ts'
import type { PageScore, Points } from './page-score.ts'

/** A half of a portal's points: those of its pages of one kind. */
export type Component = { readonly points: Points | null; readonly reason: NoPointsReason | null }

export type PortalScore = {
  readonly portal: string
  readonly homepage: Component
  readonly eform: Component
  /** Only with both halves: never rescaled. */
  readonly total: Component
  /** Of the criteria's; null where there are none, or no points. */
  readonly grade: string | null
  readonly pages: readonly PageScore[]
}

const KINDS = ['homepage', 'eform'] as const

/** Adds up a portal's pages. A half without all of its pages has no points, and a portal without both halves no total. */
export function scorePortal(portal: string, pages: readonly PageScore[], criteria: Criteria): PortalScore {
  const homepage = componentOf(pages, 'homepage')
  const eform = componentOf(pages, 'eform')
  const halves = KINDS.filter((kind) => criteria.pages[kind] !== undefined).map((kind) =>
    kind === 'homepage' ? homepage : eform,
  )
  const missing = halves.find(({ points }) => points === null)
  const total: Component = missing
    ? { points: null, reason: missing.reason }
    : { points: addUp(halves.flatMap(({ points }) => points ?? [])), reason: null }
  return { portal, homepage, eform, total, grade: gradeOf(total, criteria), pages }
}

/** Points as they are published: half up to a hundredth, once. */
export function published(points: Fraction): number {
  return points.mul(100).add(1, 2).floor().valueOf() / 100
}

function componentOf(all: readonly PageScore[], kind: PageKind): Component {
  const pages = all.filter((page) => page.kind === kind)
  if (pages.length === 0) return { points: null, reason: 'not_measured' }
  const missing = pages.find(({ points }) => points === null)
  if (missing) return { points: null, reason: missing.reason }
  return { points: addUp(pages.flatMap(({ points }) => points ?? [])), reason: null }
}

function addUp(parts: readonly Points[]): Points {
  const sum = (of: (part: Points) => Fraction): Fraction =>
    parts.reduce((total, part) => total.add(of(part)), new Fraction(0))
  return { points: sum(({ points }) => points), low: sum(({ low }) => low), high: sum(({ high }) => high) }
}

/** By the points as they are published, so that what is shown never contradicts the grade. */
function gradeOf({ points }: Component, { grades }: Criteria): string | null {
  if (points === null) return null
  return grades.find(({ atLeast }) => published(points.points) >= atLeast)?.grade ?? null
}
