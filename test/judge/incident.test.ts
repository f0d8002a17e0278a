import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reduceSlot } from '../../lib/judge/incident.ts'
import { emptyGroupState } from '../../lib/judge/incident-state.ts'
import { isPathOnly } from '../../lib/judge/slot-step.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { closing, EVERY_MS, times, trace } from '../kit/slots.ts'

describe('DOWN', () => {
  test('opens with the second bad slot in a row and resolves with the third good one', () => {
    const { told, events } = trace('... xxx xxx xxx ... ... ...')
    expect(told).toEqual(['2 down opened', '6 down resolved'])
    expect(events[0]).toMatchObject({
      id: `down:da-nang/home:domestic:${EVERY_MS}:1`,
      seq: 1,
      severity: 'page',
      sinceMs: EVERY_MS,
      atMs: 3 * EVERY_MS,
      page: 'da-nang/home',
      vendor: 'v',
      group: 'domestic',
    })
    expect(events[1]).toMatchObject({
      seq: 2,
      incident: events[0]?.incident,
      sinceMs: EVERY_MS,
      facts: { lastBadMs: 3 * EVERY_MS },
    })
  })

  test('one bad slot is nothing', () => {
    expect(trace('... xxx ... xxx ... ...').told).toEqual([])
  })

  test('a bad slot while recovering starts the recovery over', () => {
    expect(trace('xxx xxx ... ... xxx ... ... ...').told).toEqual(['1 down opened', '7 down resolved'])
  })

  test('ends while one location still fails, says so, and goes on there since it is that', () => {
    const { told, events } = trace('xxx xxx x.. x.. x..')
    expect(told).toEqual(['1 down opened', '4 down resolved', '4 regional opened'])
    expect(events[1]).toMatchObject({ facts: { stillFailing: ['a'] } })
    expect(events[1]?.reason).toEqual({
      vi: 'Trang không còn ngừng hoạt động, nhưng vẫn lỗi tại điểm đo a: gián đoạn từ 08:00:00 01/01/1970, khoảng 10 phút.',
      en: 'Page is no longer down, but still fails at a: disturbed since 08:00:00 01/01/1970, for about 10 min.',
    })
    expect(events[2]).toMatchObject({ kind: 'regional', sinceMs: 2 * EVERY_MS })
    expect(trace('xxx xxx x.. xx. x.. x.. x..').told).toEqual(['1 down opened', '6 down resolved', '6 regional opened'])
    expect(trace('xxx xxx x.. x.. xx. ... ... ...').told).toEqual(['1 down opened', '7 down resolved'])
    const [, end] = trace('xxx xxx x.. x.. ...').events
    expect(end?.facts).not.toHaveProperty('stillFailing')
    // Of an outage alone: a slowness that is over while a location fails says nothing of it.
    const slow = trace('=== sss sss sss sss === === === === === x==')
    expect(slow.told).toEqual(['4 slow opened', '10 slow resolved'])
    expect(slow.events[1]?.facts).not.toHaveProperty('stillFailing')
    // What a location had failed in before the outage was seen again counts no more.
    expect(trace('xxx xxx x.. xxx x.. ... x..').told).toEqual(['1 down opened', '6 down resolved'])
    expect(end?.reason.en).toContain('Page is back')
  })

  test('unknown slots neither advance nor reset', () => {
    expect(trace('xxx ??? ??? xxx').told).toEqual(['3 down opened'])
    expect(trace('xxx xxx ... ??? ... ??? ...').told).toEqual(['1 down opened', '6 down resolved'])
  })

  test('three unknown slots in a row drop what is pending', () => {
    expect(trace('xxx ??? ??? ??? xxx ...').told).toEqual([])
  })

  test('one valid location needs three slots, and says so', () => {
    expect(trace('x?? x??').told).toEqual([])
    const { told, events } = trace('x?? x?? x??')
    expect(told).toEqual(['2 down opened'])
    expect(events[0]?.facts).toMatchObject({ alone: true })
    expect(events[0]?.reason.vi).toContain('Chỉ một điểm đo')
  })

  test('two of four that fail while the others know nothing: three slots', () => {
    expect(trace('xx?? xx??').told).toEqual([])
    const { told, events } = trace('xx?? xx?? xx?? ..?? ..?? ..??')
    expect(told).toEqual(['2 down opened', '5 down resolved'])
    expect(events[0]).toMatchObject({ severity: 'page', sinceMs: 0, facts: { alone: false } })
    expect(trace('x.?? x.?? x.??').told).toEqual(['2 regional opened'])
  })

  test('a single location configured: three slots', () => {
    expect(trace('x x . x x x').told).toEqual(['5 down opened'])
  })

  test('unconfirmed failures of a single location open nothing', () => {
    expect(trace('x x x x x', { confirmed: false }).told).toEqual([])
  })

  test('a mixed run opens by either rule', () => {
    expect(trace('x?? xxx').told).toEqual([])
    expect(trace('x?? xxx xxx').told).toEqual(['2 down opened'])
    expect(trace('xxx x?? xxx').told).toEqual(['2 down opened'])
  })

  test('names the locations that fail, as they change', () => {
    expect(trace('xx. xx. xx.').state.down).toMatchObject({ locations: ['a', 'b'], alone: false, bad: 1, good: 0 })
    expect(trace('xx. xx. xx. .xx').state.down).toMatchObject({ locations: ['b', 'c'], bad: 2 })
    expect(trace('xx. xx. xx. ... xx.').state.down).toMatchObject({ good: 0, bad: 2, lastBadMs: 4 * EVERY_MS })
  })

  test('what is told says where and what it is', () => {
    const closed = { ...closing('xxx', 1), subject: { ...closing('xxx', 1).subject, target: 'https://x.example/' } }
    const { events } = reduceSlot(trace('xxx').state, closed, DEFAULT_POLICY)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ type: 'alert', subject: 'page', links: { target: 'https://x.example/' } })
    const [plain] = trace('xx. xx. xx.').events
    expect(plain).toMatchObject({ children: [] })
    expect(plain?.links).toEqual({})
    expect(plain?.facts).toEqual({
      locations: [
        { location: 'a', class: 'FAIL', cause: 'http_5xx', confirmed: true },
        { location: 'b', class: 'FAIL', cause: 'http_5xx', confirmed: true },
        { location: 'c', class: 'OK', cause: null, confirmed: true },
      ],
      alone: false,
      pathOnly: false,
      lastBadMs: 2 * EVERY_MS,
      everyMs: EVERY_MS,
    })
  })

  test('its opening and its end are filed, and whether anybody was told', () => {
    const file = (words: string, options = {}) => {
      const slots = words.split(' ')
      const before = trace(slots.slice(0, -1).join(' '), options).state
      return reduceSlot(before, closing(slots.at(-1) ?? '', slots.length - 1, options), DEFAULT_POLICY).records
    }
    const filed = { kind: 'down', page: 'da-nang/home', group: 'domestic', sinceMs: 0, openedAtMs: 2 * EVERY_MS }
    expect(file('xxx xxx')).toMatchObject([{ ...filed, resolvedAtMs: null, untold: true }])
    expect(file('xxx xxx ... ... ...')).toMatchObject([{ ...filed, resolvedAtMs: 5 * EVERY_MS, untold: false }])
    expect(file('Sxxx Sxxx ... ... ...')).toMatchObject([{ ...filed, untold: true }])
    expect(file('xxx xxx xxx')).toEqual([])
  })

  test('each slot leaves a line: what it was, and what every location saw', () => {
    const line = (word: string) => reduceSlot(emptyGroupState(), closing(word, 2), DEFAULT_POLICY).entry
    expect(line('.x?')).toEqual({
      slotMs: 2 * EVERY_MS,
      group: 'domestic',
      verdict: 'regional',
      maintenance: false,
      inputs: 'a:OK b:FAIL/http_5xx c:UNKNOWN/monitor_network',
    })
    // What fails may be slow besides: it fails.
    const failing = closing('s', 0)
    const inputs = failing.inputs.map((input) => ({ ...input, class: 'FAIL' as const, cause: 'soft_404' as const }))
    expect(reduceSlot(emptyGroupState(), { ...failing, inputs }, DEFAULT_POLICY).entry.inputs).toBe('a:FAIL/soft_404')
    expect(line('Ms')).toMatchObject({ maintenance: true, inputs: 'a:SLOW' })
  })

  test('network causes from one autonomous system are a ticket, from two a page', () => {
    const one = trace('nn. nn. nn.', { networks: ['AS1', 'AS1', 'AS2'] }).events[0]
    expect(one).toMatchObject({ kind: 'down', severity: 'ticket', facts: { pathOnly: true } })
    expect(one?.reason.vi).toContain('không truy cập được từ điểm đo')
    expect(trace('nn. nn. nn.', { networks: ['AS1', 'AS2', 'AS2'] }).events[0]).toMatchObject({ severity: 'page' })
    expect(trace('nn. nn. nn.').events[0]).toMatchObject({ severity: 'page' })
    expect(isPathOnly([], DEFAULT_POLICY)).toBe(false)
    expect(trace('xn. xn. xn.', { networks: ['AS1', 'AS1', 'AS1'] }).events[0]).toMatchObject({ severity: 'page' })
  })
})

describe('REGIONAL', () => {
  test('opens with three of the last five slots and resolves after three good ones', () => {
    expect(trace('x.. ... x.. ... x.. ... ... ...').told).toEqual(['4 regional opened', '7 regional resolved'])
  })

  test('three of six is nothing', () => {
    expect(trace('x.. ... ... x.. ... x.. ...').told).toEqual([])
  })

  test('is a ticket, since its first bad slot', () => {
    expect(trace('... x.. x.. x..').events[0]).toMatchObject({
      kind: 'regional',
      severity: 'ticket',
      sinceMs: EVERY_MS,
    })
  })

  test('two at once are one ticket, since the first of them; whom it is about stays while an outage is on top', () => {
    const two = trace('x... .x.. xx.. xx.. xx..')
    expect(two.told).toEqual(['3 regional opened'])
    expect(trace('.x... x.... xx... xx...').events[0]).toMatchObject({ kind: 'regional', sinceMs: 0 })
    expect(trace('.x... x.... xx... xx...').state.regional).toMatchObject({ locations: ['a', 'b'], alone: false })
    expect(trace('x.. x.. x.. xx.').state.regional).toMatchObject({ locations: ['a'], bad: 2 })
    expect(trace('x.... x.... x.... .x...').state.regional).toMatchObject({ locations: ['b'] })
  })

  test('slots of which nobody knows, or outages, do not count towards it', () => {
    expect(trace('x.. x.. ??? ??? x..').told).toEqual(['4 regional opened'])
    expect(trace('x.. x.. xxx x..').told).toEqual(['3 regional opened'])
    expect(trace('x.. x.. ?.. ?.. ?.. ?.. x..').told).toEqual(['6 regional opened'])
    expect(trace('x.. x.. Mx.. x..').told).toEqual(['3 regional opened'])
    expect(trace('x.. x.. Mx.. Mx..').told).toEqual([])
  })

  test('it opens only by a location that fails now', () => {
    expect(trace('x.. x.. ... x.. ... .x.').told).toEqual(['3 regional opened'])
    expect(trace('x.. x.. Mx.. ... .x.').told).toEqual([])
  })

  test('unknown slots neither end it nor keep it', () => {
    expect(trace('x.. x.. x.. ... ??? ... M... ...').told).toEqual(['2 regional opened', '7 regional resolved'])
    expect(trace('xx... xx... xx... ?.... ?.... ?....').told).toEqual(['2 regional opened', '5 regional resolved'])
    expect(trace('x.. x.. x.. ... ... ...').state.regionalRecent).toEqual({})
  })

  test('different locations do not add up', () => {
    expect(trace('x.. .x. ..x x.. .x.').told).toEqual([])
  })

  test('what an outage leaves behind counts from its end on, and maintenance for nothing', () => {
    expect(trace('xxx xxx .x. x.. ... x.. x..').told).toEqual(['1 down opened', '4 down resolved', '6 regional opened'])
    expect(trace('x.. x.. M... M... M... x..').told).toEqual(['5 regional opened'])
  })

  test('it says nothing of the path, and nobody hears of its end who has not heard of it', () => {
    const [{ facts } = { facts: {} }] = trace(times('n..', 3), { networks: ['AS1', 'AS1', 'AS2'] }).events
    expect(facts).toMatchObject({ pathOnly: false })
    expect(trace('Sx.. Sx.. Sx.. Sxxx xxx').told).toEqual(['4 down opened'])
  })

  test('ends as superseded when DOWN opens', () => {
    const { told, events } = trace('x.. x.. x.. xxx xxx')
    expect(told).toEqual(['2 regional opened', '4 down opened', '4 regional resolved'])
    expect(events[2]?.facts).toMatchObject({ reason: 'superseded' })
    expect(events[2]?.reason).toEqual({
      vi: 'Trang: lỗi tại một điểm đo đã chuyển thành ngừng hoạt động.',
      en: 'Page: the regional fault has become an outage.',
    })
  })

  test('while a location fails by itself, one more that fails is believed after three slots, after four where another sees the page pass', () => {
    expect(trace(`x.. x.. x.. xx. xx. ${times('x..', 3)}`).told).toEqual(['2 regional opened'])
    expect(trace(`x.. x.. x.. ${times('xx.', 3)} ${times('x..', 3)}`).told).toEqual(['2 regional opened'])
    expect(trace(`x.. x.. x.. ${times('xx.', 4)}`).told).toEqual([
      '2 regional opened',
      '6 down opened',
      '6 regional resolved',
    ])
    expect(trace(`x.. x.. x.. ${times('xx?', 3)}`).told).toEqual([
      '2 regional opened',
      '5 down opened',
      '5 regional resolved',
    ])
    // Of two, the other is alone.
    expect(trace('x. x. x. xx xx .. .. ..').told).toEqual(['2 regional opened', '7 regional resolved'])
    expect(trace('x. x. x. xx xx xx').told).toEqual(['2 regional opened', '5 down opened', '5 regional resolved'])
    expect(trace(`x.. x.. x.. ${times('xx. x.. x.. x..', 8)}`).told).toEqual(['2 regional opened'])
  })

  test('other groups open regional tickets at most', () => {
    const { told, events } = trace('nnn nnn nnn nnn', { judging: false })
    expect(told).toEqual(['2 regional opened'])
    expect(events[0]?.severity).toBe('ticket')
  })

  test('a location that has gone silent does not resolve what it opened', () => {
    expect(trace(`x.. x.. x.. ${times('?..', 5)}`).told).toEqual(['2 regional opened'])
  })

  test('of all locations, where the group judges from now on: an outage with the second slot', () => {
    const { state } = trace('xxx xxx xxx', { judging: false })
    expect(state.regional).toMatchObject({ locations: ['a', 'b', 'c'] })
    const after = { state, slot: 3 }
    expect(trace('xxx', { after }).told).toEqual([])
    expect(trace('xxx xxx', { after }).told).toEqual(['4 down opened', '4 regional resolved'])
  })
})

describe('maintenance', () => {
  test('declared before: nothing is judged', () => {
    expect(trace('Mxxx Mxxx Mxxx').told).toEqual([])
  })

  test('declared afterwards: silent, then told if it lasts', () => {
    expect(trace('Sxxx Sxxx Sxxx ... ... ...').told).toEqual([])
    expect(trace('Sxxx Sxxx xxx').told).toEqual(['2 down opened'])
  })
})

describe('telling', () => {
  test('an opening that comes to light too late is not told', () => {
    const { told, state } = trace('xxx xxx xxx', { lateMs: 2 * EVERY_MS + 120_001 })
    expect(told).toEqual([])
    expect(state.down).not.toBeNull()
    expect(trace('xxx xxx', { lateMs: 2 * EVERY_MS + 120_000 }).told).toEqual(['1 down opened'])
  })

  test('reminds every four hours while it is open, and escalates after half an hour, once', () => {
    const { told, escalated, events } = trace(times('xxx', 100))
    expect(told).toEqual(['1 down opened', '49 down reminded', '97 down reminded'])
    expect(escalated).toEqual(['7 down escalated'])
    expect(events[1]).toMatchObject({
      seq: 2,
      severity: 'page',
      facts: { unacknowledgedMinutes: 30 },
      reason: { vi: expect.stringMatching(/^Sau 30 phút chưa có ai tiếp nhận: Trang ngừng hoạt động/) },
    })
    expect(events[1]?.reason.en).toMatch(/^Nobody has taken it on for 30 min: Page has been down/)
  })

  test('escalates only what wakes somebody, and only while it is seen to be bad', () => {
    const escalated = (words: string, options = {}) => trace(words, options).escalated
    expect(escalated(times('nnn', 40), { networks: ['v', 'v', 'v'] })).toEqual([])
    expect(escalated(times('x..', 40))).toEqual([])
    expect(escalated(`xxx xxx ${times('...', 2)} ${times('???', 9)} xxx`)).toEqual(['13 down escalated'])
    expect(escalated(`xxx xxx ${times('Sxxx', 9)} xxx`)).toEqual(['11 down escalated'])
    expect(escalated(`xxx xxx xxx xxx xxx ... ... ...`)).toEqual([])
  })

  test('whoever has taken it on hears no more of it', () => {
    const { state } = trace('xxx xxx')
    if (!state.down) throw new Error('nothing is open')
    const taken = { ...state, down: { ...state.down, acknowledged: { by: 'an', name: 'An', atMs: 1, note: null } } }
    const at = (slot: number, from: typeof state) =>
      reduceSlot(from, closing('xxx', slot), DEFAULT_POLICY).events.map(({ event }) => event)
    expect(at(60, state)).toEqual(['escalated', 'reminded'])
    expect(at(60, taken)).toEqual([])
  })

  test('stops reminding when nothing is known for twelve slots', () => {
    const last = (known: number) => trace(`${times('xxx', known)} ${times('???', 60)}`).told.at(-1)
    expect([last(38), last(39)]).toEqual(['1 down opened', '49 down reminded'])
    expect(trace(`${times('...', 60)} Sxxx Sxxx ??? ???`).told).toEqual([])
    expect(trace(`xxx xxx ${times('???', 100)}`).told).toEqual(['1 down opened'])
  })
})

describe('a location that knows nothing for a day', () => {
  const day = 86_400_000 / EVERY_MS

  test('leaves the majority to the others, and counts again as soon as it knows something', () => {
    expect(trace(`${times('..???', day)} xx??? xx???`).told).toEqual([`${day + 1} down opened`])
    // A slot earlier there are five of which two are no majority.
    expect(trace(`${times('..???', day - 1)} xx??? xx???`).told).toEqual([])
    expect(trace(`..... ${times('..???', day - 1)} xx??? xx???`).told).toEqual([`${day + 1} down opened`])
    expect(trace(`${times('..???', day - 9)} ..... ${times('..???', 8)} xx??? xx???`).told).toEqual([])
  })

  test('where those that fail by themselves are left alone, what they say is believed', () => {
    const regional = `${times('xx..', 3)} ${times('xx??', day - 1)}`
    expect(trace(`${regional} ${times('xx??', 4)}`).told.filter((line) => / down opened/.test(line))).toEqual([
      `${day + 4} down opened`,
    ])
  })

  test('does not count for the page any more', () => {
    const { told, slots } = trace(`${times('..?', day)} x.? ..? xx? xx?`)
    expect(told).toEqual([`${day + 3} down opened`])
    // Two of two, no longer two of three.
    expect(slots[day + 2]?.verdict).toBe('down')
    expect(trace(`${times('.??', day)} x?? x?? x??`).told).toEqual([`${day + 2} down opened`])
  })
})

describe('for any run of slots', () => {
  const word = fc
    .array(fc.constantFrom('.', 'x', 'n', '?'), { minLength: 3, maxLength: 3 })
    .map((letters) => letters.join(''))
  const words = fc.array(word, { minLength: 1, maxLength: 120 })

  test('events of an incident are numbered, begin with its opening, and end with its resolution', () => {
    fc.assert(
      fc.property(words, (list) => {
        const byIncident = Map.groupBy(trace(list.join(' ')).events, ({ incident }) => incident)
        for (const [incident, events] of byIncident) {
          expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
          expect(events.filter(({ event }) => event === 'opened').length).toBeLessThanOrEqual(1)
          const opened = events.findIndex(({ event }) => event === 'opened')
          const resolved = events.findIndex(({ event }) => event === 'resolved')
          expect(opened).toBe(0)
          if (resolved !== -1) expect(opened).toBeLessThan(resolved)
          for (const event of events) expect(event.id).toBe(`${incident}:${event.seq}`)
        }
      }),
    )
  })

  test('unknown slots of maintenance in between change no opening', () => {
    fc.assert(
      fc.property(words, fc.nat(), (list, at) => {
        const cut = at % list.length
        const plain = trace(list.slice(0, cut).join(' ') || '...')
        const quiet = trace([...list.slice(0, cut), 'Mxxx'].join(' ') || '...')
        expect(quiet.events.filter(({ event }) => event === 'opened').length).toBe(
          plain.events.filter(({ event }) => event === 'opened').length,
        )
      }),
    )
  })

  test('nobody is reminded once nothing was known for twelve slots in a row', () => {
    const runs = fc.array(fc.tuple(fc.constantFrom('xxx', 'xxx', '???', '...'), fc.integer({ min: 1, max: 60 })), {
      minLength: 2,
      maxLength: 8,
    })
    let reminders = 0
    fc.assert(
      fc.property(runs, (made) => {
        const list = made.flatMap(([slot, count]) => Array.from({ length: count }, () => slot))
        const { told, events } = trace(list.join(' '))
        for (const [index, line] of told.entries()) {
          if (!line.endsWith('reminded') || events[index]?.facts.flapping === true) continue
          reminders++
          const at = Number(line.split(' ')[0])
          expect(list.slice(Math.max(0, at - 11), at + 1)).not.toEqual(Array.from({ length: 12 }, () => '???'))
        }
      }),
      { numRuns: 300 },
    )
    expect(reminders).toBeGreaterThan(0)
  })

  test('an open incident never has a good run long enough to resolve it', () => {
    fc.assert(
      fc.property(words, (list) => {
        const { state } = trace(list.join(' '))
        expect(state.down?.good ?? 0).toBeLessThan(3)
        expect(state.downPending?.unknowns ?? 0).toBeLessThan(3)
        if (state.down) expect(state.regional).toBeNull()
      }),
    )
  })
})
