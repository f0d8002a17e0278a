import type { PageKey } from '../../../lib/model/id.ts'
import type { Alarm } from './alarm.ts'
import { detects, explains } from './expectation.ts'
import { WORLD } from './parameters.ts'
import type { Truth } from './truth.ts'

/** What became of one trouble. */
export type Found = {
  readonly truth: Truth
  /** `covered`: a true alarm of earlier trouble was still open; `late`: told when it was over. */
  readonly detected: 'yes' | 'covered' | 'late' | 'no'
  /** From its beginning to the first alarm that is its detection; null unless `yes`. */
  readonly delayMs: number | null
  /** Somebody was woken in time. */
  readonly paged: boolean
  /** Messages of all alarms that are about it, and of those that opened one, what wakes somebody. */
  readonly opened: number
  readonly openedPages: number
  readonly reminded: number
  readonly resolved: number
}

export type Matched = {
  readonly found: readonly Found[]
  /** Alarms that no truth explains. */
  readonly falseAlarms: readonly Alarm[]
  readonly trueAlarms: readonly Alarm[]
}

/** An outage of two slots is told of when the second is closed, which takes two cadences more where a result is missing. */
const GRACE_SLOTS = 2

/**
 * Lays alarms over the truth. An alarm is about the first trouble of its page (or of a location, or everywhere) that has
 * begun when it is told, hadn't ended when its evidence begins, and explains it; one that it would detect comes before
 * others. A trouble is detected by an alarm that is told before its end and two cadences more; an alarm that was open
 * before detects it too, if it is not false.
 */
export function matchAlarms(
  truths: readonly Truth[],
  alarms: readonly Alarm[],
  everyMs: number = WORLD.everyMs,
): Matched {
  const placeOf = indexByPage(truths)
  const about = new Map<Truth, Alarm[]>()
  const falseAlarms: Alarm[] = []
  const trueAlarms: Alarm[] = []
  const open: Map<PageKey | null, Alarm[]> = new Map()
  for (const alarm of alarms) {
    const near = placeOf(alarm).filter((truth) => meets(truth, alarm) && explains(truth.kind, alarm))
    const truth = near.find(({ kind }) => detects(kind, alarm)) ?? near[0]
    if (!truth) {
      falseAlarms.push(alarm)
      continue
    }
    trueAlarms.push(alarm)
    about.set(truth, [...(about.get(truth) ?? []), alarm])
    open.set(alarm.page, [...(open.get(alarm.page) ?? []), alarm])
  }
  return {
    found: truths.map((truth) => {
      const pages: readonly (PageKey | null)[] = truth.pages.length > 0 ? truth.pages : [null]
      const near = pages.flatMap((page) => open.get(page) ?? [])
      return foundOf(truth, { own: about.get(truth) ?? [], near, graceMs: GRACE_SLOTS * everyMs })
    }),
    falseAlarms,
    trueAlarms,
  }
}

function foundOf(
  truth: Truth,
  { own, near, graceMs }: { readonly own: readonly Alarm[]; readonly near: readonly Alarm[]; readonly graceMs: number },
): Found {
  const told = own.filter((alarm) => detects(truth.kind, alarm))
  const inTime = told.filter(({ openedAtMs }) => openedAtMs <= truth.toMs + graceMs)
  const firstMs = Math.min(...inTime.map(({ openedAtMs }) => openedAtMs))
  const isCovered = near.some(
    (alarm) => detects(truth.kind, alarm) && alarm.openedAtMs < truth.fromMs && alarm.endedAtMs > truth.fromMs,
  )
  const sum = (field: 'opened' | 'reminded' | 'resolved'): number =>
    own.reduce((total, alarm) => total + alarm[field], 0)
  const isFound = inTime.length > 0 && firstMs >= truth.fromMs
  return {
    truth,
    detected: isFound ? 'yes' : isCovered || inTime.length > 0 ? 'covered' : told.length > 0 ? 'late' : 'no',
    delayMs: isFound ? firstMs - truth.fromMs : null,
    paged: inTime.some(({ severity }) => severity === 'page'),
    opened: sum('opened'),
    openedPages: own.reduce((total, { severity, opened }) => total + (severity === 'page' ? opened : 0), 0),
    reminded: sum('reminded'),
    resolved: sum('resolved'),
  }
}

function meets({ location, pages, fromMs, toMs }: Truth, alarm: Alarm): boolean {
  // An alarm about a location is about what befalls that location; one about a page about what befalls the page.
  if (alarm.page === null && (pages.length > 0 || location !== alarm.location)) return false
  return alarm.openedAtMs >= fromMs && alarm.sinceMs <= toMs
}

/** Of each page, what befalls it alone before what befalls all. */
function indexByPage(truths: readonly Truth[]): (alarm: Alarm) => readonly Truth[] {
  const everywhere = truths.filter(({ pages }) => pages.length === 0)
  const byPage = new Map<PageKey, Truth[]>()
  for (const truth of truths)
    for (const page of truth.pages) {
      const list = byPage.get(page)
      if (list) list.push(truth)
      else byPage.set(page, [truth])
    }
  return ({ page }) => (page === null ? everywhere : [...(byPage.get(page) ?? []), ...everywhere])
}
