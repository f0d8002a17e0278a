import { checkRules } from './check-rules.ts'
import type { CriteriaDraft } from './draft.ts'
import { type Finding, quote } from './problem.ts'
import type { Look } from './read-written.ts'

/** Decimal fractions don't sum exactly in binary. */
const ROUNDING = 1e-9

/** Marks of the official evaluation, which all its pillars together earn. */
const OFFICIAL_GRADES: readonly string[] = ['a', 'b', 'c', 'd', 'e']

/** Faults that show only when several values are looked at: sums, order, and what rules ask of each other. */
export function checkCriteria(draft: CriteriaDraft, { lineOf, isFaulty }: Look): readonly Finding[] {
  return [
    ...pagePoints(draft, isFaulty),
    ...strata(draft, isFaulty),
    ...obstructed(draft),
    ...checkRules(draft, { lineOf, isFaulty }),
    ...grades(draft),
  ]
}

function pagePoints({ pages, points }: CriteriaDraft, isFaulty: Look['isFaulty']): readonly Finding[] {
  if (pages === undefined || isFaulty(['pages'])) return []
  const shares = [pages.homepage, pages.eform].filter((share) => share !== undefined)
  const fault = { path: ['pages'], at: 'value' } as const
  if (shares.length === 0) {
    const message = 'no kind of page has points'
    return [{ ...fault, code: 'no_page_points', message, fix: 'write homepage, eform, or both' }]
  }
  const total = sum(shares)
  if (points === undefined || Math.abs(total - points) < ROUNDING) return []
  return [
    {
      ...fault,
      code: 'points_sum',
      message: `the points of the pages sum to ${plain(total)}, not to the ${plain(points)} of the pack`,
      fix: `share ${plain(points)} among them, or write points: ${plain(total)}`,
    },
  ]
}

function strata({ strata: parts }: CriteriaDraft, isFaulty: Look['isFaulty']): readonly Finding[] {
  if (parts === undefined || isFaulty(['strata'])) return []
  const total = sum(Object.values(parts).filter((part) => part !== undefined))
  if (Math.abs(total - 1) < ROUNDING) return []
  return [
    {
      code: 'strata_sum',
      path: ['strata'],
      at: 'value',
      message: `work, evening and night sum to ${plain(total)}`,
      fix: 'let them sum to 1, for example { work: 0.6, evening: 0.3, night: 0.1 }',
    },
  ]
}

function obstructed({ obstructed: bounds }: CriteriaDraft): readonly Finding[] {
  const { ignoreUpTo, boundsUpTo } = bounds ?? {}
  if (ignoreUpTo === undefined || boundsUpTo === undefined || ignoreUpTo <= boundsUpTo) return []
  return [
    {
      code: 'bounds_order',
      path: ['obstructed', 'boundsUpTo'],
      at: 'value',
      message: `boundsUpTo ${boundsUpTo} is below ignoreUpTo ${ignoreUpTo}`,
      fix: `write ${ignoreUpTo} or more, or lower ignoreUpTo`,
    },
  ]
}

function grades({ grades: list, points }: CriteriaDraft): readonly Finding[] {
  return (list ?? []).flatMap((entry, index): readonly Finding[] => {
    const { grade, atLeast } = entry ?? {}
    const found: Finding[] = []
    const at = 'value'
    if (grade !== undefined && OFFICIAL_GRADES.includes(grade)) {
      found.push({
        code: 'official_grade',
        path: ['grades', index, 'grade'],
        at,
        message: `${quote(grade)} is a grade of the official evaluation, which all its pillars together earn`,
        fix: 'choose another word, for example good',
      })
    }
    if (grade !== undefined && (list ?? []).findIndex((other) => other?.grade === grade) < index) {
      const message = `${quote(grade)} is a grade already`
      found.push({
        code: 'duplicate_grade',
        path: ['grades', index, 'grade'],
        at,
        message,
        fix: 'remove one of the two',
      })
    }
    if (atLeast === undefined) return found
    const path = ['grades', index, 'atLeast']
    const above = list?.[index - 1]?.atLeast
    if (points !== undefined && atLeast > points) {
      const message = `${plain(atLeast)} can't be reached: the pack has ${plain(points)} points`
      found.push({ code: 'grade_beyond_points', path, at, message, fix: `write ${plain(points)} or less` })
    } else if (above !== undefined && atLeast >= above) {
      const message = `${plain(atLeast)} is not below the ${plain(above)} of the grade before`
      found.push({ code: 'grades_order', path, at, message, fix: 'put the best grade first, each with fewer points' })
    }
    return found
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Without the dust of binary fractions. */
function plain(value: number): string {
  return String(Number(value.toFixed(9)))
}
