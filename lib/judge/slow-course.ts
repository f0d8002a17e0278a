import type { Policy } from '../model/policy.ts'
import { MOST_LN } from './baseline.ts'

/** A metric of which a course is kept. */
export type CourseMetric = 'wait' | 'total'

/** By how many slots a course goes back, those in which nobody could tell aside. */
export const COURSE_SLOTS = 24

const UNKNOWN = '??'

/** 65 letters for ln(ratio) from `-MOST_LN` to `MOST_LN`; the middle one is as usual. */
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/='

const MIDDLE = (LETTERS.length - 1) / 2

/** How finely a course is kept: two logarithms that lie less than half of it apart may have one letter. */
export const COURSE_STEP = MOST_LN / MIDDLE

const LN: Readonly<Record<string, number>> = Object.fromEntries(
  [...LETTERS].map((letter, index) => [letter, (index / MIDDLE - 1) * MOST_LN]),
)

/**
 * How a page does beside what is usual, slot after slot, the latest last: two letters a slot, of its wait and of its total.
 * Three slots in a row in which nobody could tell drop what was.
 */
export function nextCourse(
  course: string,
  slot: { readonly sign: string } & Readonly<Record<CourseMetric, { readonly ratio: number } | null>>,
  { unknown }: Policy,
): string {
  if (slot.sign === '?') {
    if (course === '') return course
    const all = course + UNKNOWN
    return all.endsWith(UNKNOWN.repeat(unknown.dropPendingAfterSlots)) ? '' : all
  }
  const all = course + letterOf(slot.wait) + letterOf(slot.total)
  let from = all.length
  for (let known = 0; from > 0 && known < COURSE_SLOTS; from -= 2) if (all[from - 1] !== '?') known++
  return all.slice(from)
}

/**
 * The mean of ln(ratio) over the latest slots in which anybody could tell, or over those before so many of them; what is not known
 * any more was as usual.
 */
export function meanOf(course: string, metric: CourseMetric, slots: number, before = 0): number {
  let sum = 0
  for (let known = 0, at = lastOf(course, metric); at >= 0 && known < before + slots; at -= 2) {
    const ln = LN[course.charAt(at)]
    if (ln === undefined) continue
    if (known >= before) sum += ln
    known++
  }
  return sum / slots
}

/** How many slots ago it rose: since when, of the latest slots, it has been the most above a level all in all. */
export function sinceRise(
  course: string,
  metric: CourseMetric,
  of: { readonly slots: number; readonly level: number },
): number {
  let [sum, most, since] = [0, 0, 0]
  for (let known = 0, at = lastOf(course, metric); at >= 0 && known < of.slots; at -= 2) {
    const ln = LN[course.charAt(at)]
    if (ln === undefined) continue
    known++
    sum += ln - of.level
    if (sum > most) [most, since] = [sum, (course.length - 1 - at) >> 1]
  }
  return since
}

function lastOf(course: string, metric: CourseMetric): number {
  return course.length - (metric === 'wait' ? 2 : 1)
}

/** What was not measured was as usual. */
function letterOf(against: { readonly ratio: number } | null): string {
  const ln = against === null ? 0 : Math.max(-MOST_LN, Math.min(MOST_LN, Math.log(against.ratio)))
  return LETTERS.charAt(MIDDLE + Math.round((ln / MOST_LN) * MIDDLE))
}
