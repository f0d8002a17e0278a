import type { VantageGroup } from '../../../lib/model/catalogue.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import type { TraceLine } from '../../../lib/model/trace.ts'
import type { Alarm } from './alarm.ts'

/** Opens and closes on one series of results that are bad or good; its whole state is a number, 0 at first. */
export type Detector = {
  readonly step: (state: number, bad: boolean) => number
  readonly isOpen: (state: number) => boolean
}

export type Rival = {
  readonly family: string
  readonly name: string
  readonly kind: 'down' | 'slow'
  readonly detector: Detector
  /** Null: it says nothing to this one. */
  readonly isBad: (line: TraceLine) => boolean | null
  /** Domestic locations that it looks at, from the first; and how many of them must have it open at once. */
  readonly locations: number
  readonly votes: number
}

export type RivalRun = { readonly read: (line: TraceLine) => void; readonly end: () => readonly Alarm[] }

/** Opens after so many bad ones in a row, closes after so many good ones. */
export function inARow(open: number, close: number): Detector {
  return {
    // Closed: bad ones in a row. Open: −1 less the good ones in a row.
    step: (state, bad) => {
      if (state >= 0) return bad ? (state + 1 >= open ? -1 : state + 1) : 0
      return bad ? -1 : state - 1 <= -1 - close ? 0 : state - 1
    },
    isOpen: (state) => state < 0,
  }
}

/** Opens when `open` of the last `of` are bad, closes when none of them is. `of` is at most 24. */
export function ofTheLast(open: number, of: number): Detector {
  const all = 2 ** of - 1
  const flag = 2 ** 25
  return {
    step: (state, bad) => {
      const seen = (((state & all) << 1) | (bad ? 1 : 0)) & all
      if (seen === 0) return 0
      return (state & flag) !== 0 || ones(seen) >= open ? seen | flag : seen
    },
    isOpen: (state) => (state & flag) !== 0,
  }
}

/** Runs a rival over the lines of a world, in order of arrival. */
export function runRival(
  rival: Rival,
  fleet: {
    readonly locations: readonly { readonly id: string; readonly group: VantageGroup }[]
    readonly pages: readonly { readonly key: PageKey }[]
  },
): RivalRun {
  const { detector, isBad, votes } = rival
  const places = new Map(
    fleet.locations
      .filter(({ group }) => group === 'domestic')
      .slice(0, rival.locations)
      .map(({ id }, index) => [id, index]),
  )
  const pages = new Map(
    fleet.pages.map(({ key }) => [key, { states: new Int32Array(places.size), open: 0, alarm: -1, sinceMs: 0 }]),
  )
  const alarms: Alarm[] = []
  const opened = (page: PageKey, sinceMs: number, atMs: number): Alarm => ({
    kind: rival.kind,
    severity: 'page',
    page,
    location: null,
    sinceMs,
    openedAtMs: atMs,
    endedAtMs: Number.POSITIVE_INFINITY,
    opened: 1,
    reminded: 0,
    resolved: 0,
    rule: null,
  })
  return {
    read: (line) => {
      const place = places.get(line.location)
      const page = pages.get(line.page)
      if (place === undefined || page === undefined) return
      const bad = isBad(line)
      if (bad === null) return
      const before = page.states[place] as number
      const after = detector.step(before, bad)
      if (bad && before === 0 && page.states.every((state) => state === 0)) page.sinceMs = line.slotMs
      if (after === before) return
      page.states[place] = after
      page.open += Number(detector.isOpen(after)) - Number(detector.isOpen(before))
      if (page.alarm < 0 && page.open >= votes) {
        page.alarm = alarms.push(opened(line.page, page.sinceMs, line.slotMs)) - 1
      } else if (page.alarm >= 0 && page.open < votes) {
        const alarm = alarms[page.alarm] as Alarm
        alarms[page.alarm] = { ...alarm, endedAtMs: line.slotMs, resolved: 1 }
        page.alarm = -1
      }
    },
    end: () => alarms,
  }
}

function ones(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
