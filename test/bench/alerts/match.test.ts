import { describe, expect, test } from 'vitest'
import type { Alarm } from './alarm.ts'
import { matchAlarms } from './match.ts'
import { WORLD } from './parameters.ts'
import type { Truth } from './truth.ts'

const SLOT = WORLD.everyMs
const PAGE = 'a/home'

/** Times in slots. */
function truth(from: number, to: number, changes: Partial<Truth> = {}): Truth {
  return {
    type: 'truth',
    id: `t${from}`,
    kind: 'down',
    pages: [PAGE],
    location: null,
    fromMs: from * SLOT,
    toMs: to * SLOT,
    size: 1,
    riseMs: 0,
    cause: 'http_5xx',
    cycle: null,
    ...changes,
  }
}

function alarm(since: number, opened: number, changes: Partial<Alarm> = {}): Alarm {
  return {
    kind: 'down',
    severity: 'page',
    page: PAGE,
    location: null,
    sinceMs: since * SLOT,
    openedAtMs: opened * SLOT,
    endedAtMs: Number.POSITIVE_INFINITY,
    opened: 1,
    reminded: 0,
    resolved: 0,
    rule: null,
    ...changes,
  }
}

/** How each trouble fared, and how many alarms were false. */
const fared = (truths: readonly Truth[], alarms: readonly Alarm[]): readonly (string | number)[] => {
  const { found, falseAlarms } = matchAlarms(truths, alarms)
  return [...found.map(({ detected }) => detected), falseAlarms.length]
}

describe('a trouble', () => {
  test('is found by an alarm that overlaps it, after the time from its beginning', () => {
    const { found } = matchAlarms(
      [truth(10.5, 14)],
      [alarm(11, 12, { reminded: 2, resolved: 1, endedAtMs: 17 * SLOT })],
    )
    expect(found[0]).toMatchObject({ detected: 'yes', delayMs: 1.5 * SLOT, paged: true })
    expect(found[0]).toMatchObject({ opened: 1, openedPages: 1, reminded: 2, resolved: 1 })
  })

  test('is found by the first of several alarms, and all are its messages', () => {
    const { found } = matchAlarms([truth(10, 40)], [alarm(30, 31), alarm(10, 12, { endedAtMs: 15 * SLOT })])
    expect(found[0]).toMatchObject({ delayMs: 2 * SLOT, opened: 2 })
  })

  test('may be told of up to two cadences after its end, not later', () => {
    expect(fared([truth(10, 14)], [alarm(13, 16)])).toEqual(['yes', 0])
    expect(fared([truth(10, 14)], [alarm(13, 16.1)])).toEqual(['late', 0])
  })

  test('is not found by an alarm of another page, nor by one about something else', () => {
    expect(fared([truth(10, 14)], [alarm(11, 12, { page: 'b/home' })])).toEqual(['no', 1])
    expect(fared([truth(10, 14)], [alarm(11, 12, { kind: 'slow' })])).toEqual(['no', 1])
  })

  test('is not found by a ticket that it explains', () => {
    expect(fared([truth(10, 14)], [alarm(11, 12, { kind: 'regional', severity: 'ticket' })])).toEqual(['no', 0])
  })

  test('is not found by a digest, which is not false either, and counts as a message', () => {
    const { found, falseAlarms } = matchAlarms(
      [truth(10, 14)],
      [alarm(11, 12, { severity: 'info', opened: 0, reminded: 1 })],
    )
    expect([found[0]?.detected, found[0]?.reminded, falseAlarms.length]).toEqual(['no', 1, 0])
  })

  test('found by a ticket woke nobody', () => {
    const { found } = matchAlarms([truth(10, 14)], [alarm(11, 12, { severity: 'ticket' })])
    expect(found[0]).toMatchObject({ detected: 'yes', paged: false, opened: 1, openedPages: 0 })
  })

  test('of several pages is found on any of them', () => {
    const whole = truth(10, 14, { kind: 'portal-down', pages: [PAGE, 'a/form'] })
    const { found } = matchAlarms([whole], [alarm(11, 12, { page: 'a/form' }), alarm(11, 13)])
    expect(found[0]).toMatchObject({ detected: 'yes', delayMs: 2 * SLOT, opened: 2 })
  })

  test('a regional ticket that the outage supersedes is a message of the same trouble', () => {
    const regional = alarm(10, 12, { kind: 'regional', severity: 'ticket', resolved: 1, endedAtMs: 13 * SLOT })
    const { found, falseAlarms } = matchAlarms([truth(10, 14)], [regional, alarm(12, 13)])
    expect([found[0]?.opened, found[0]?.openedPages, falseAlarms.length]).toEqual([2, 1, 0])
  })
})

describe('one alarm over two troubles', () => {
  const both = [truth(10, 14), truth(16, 20)]

  test('finds the first and covers the second', () => {
    const { found } = matchAlarms(both, [alarm(10, 11, { endedAtMs: 22 * SLOT })])
    expect(found.map(({ detected, delayMs, opened }) => [detected, delayMs, opened])).toEqual([
      ['yes', SLOT, 1],
      ['covered', null, 0],
    ])
  })

  test('covers nothing once it has ended', () => {
    expect(fared(both, [alarm(10, 11, { endedAtMs: 15 * SLOT })])).toEqual(['yes', 'no', 0])
  })

  test('covers nothing where it was false', () => {
    expect(fared([truth(16, 20)], [alarm(2, 3)])).toEqual(['no', 1])
  })
})

describe('an alarm', () => {
  test('before a trouble is false, even where the trouble comes while it is open', () => {
    expect(fared([truth(10, 14)], [alarm(8, 9)])).toEqual(['no', 1])
  })

  test('whose evidence begins after the end is false', () => {
    expect(fared([truth(10, 14)], [alarm(14.5, 15)])).toEqual(['no', 1])
  })

  test('in declared maintenance is false', () => {
    expect(fared([truth(10, 14, { kind: 'maintenance' })], [alarm(10, 11)])).toEqual(['no', 1])
  })

  test('that wakes somebody for one failing location is false; a ticket is its detection', () => {
    const one = truth(10, 20, { kind: 'one-location', location: 'x' })
    expect(fared([one], [alarm(11, 12)])).toEqual(['no', 1])
    expect(fared([one], [alarm(10, 12, { kind: 'regional', severity: 'ticket' })])).toEqual(['yes', 0])
  })

  test("about a location is about that location's trouble alone", () => {
    const cut = truth(10, 20, { kind: 'own-network', pages: [], location: 'x' })
    const about = (location: string): Alarm =>
      alarm(10, 12, { kind: 'monitor', severity: 'ticket', page: null, location })
    expect(fared([cut], [about('x')])).toEqual(['yes', 0])
    expect(fared([cut], [about('y')])).toEqual(['no', 1])
  })

  test("about a page is not false while a location's network is cut, but finds nothing", () => {
    const cut = truth(10, 20, { kind: 'own-network', pages: [], location: 'x' })
    expect(fared([cut], [alarm(10, 12, { kind: 'regional', severity: 'ticket' })])).toEqual(['no', 0])
    expect(fared([cut], [alarm(10, 12)])).toEqual(['no', 1])
  })
})
