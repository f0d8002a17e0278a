import { describe, expect, test } from 'vitest'
import { isSuspect } from '../../lib/judge/doubt.ts'
import { CAUSES } from '../../lib/model/cause.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { reviewIdOf } from '../../lib/model/review.ts'
import { EVERY_MS, times, trace } from '../kit/slots.ts'

const ID = `monitor:da-nang/home:domestic:${2 * EVERY_MS}`

const verdicts = (words: string) => trace(words).slots.map(({ verdict }) => verdict)

describe('NEEDS_REVIEW', () => {
  test('something else at all locations at once, after it passed: a person is asked, nobody is woken', () => {
    const { told, events, state } = trace('... ... mmm mmm mmm mmm')
    expect(told).toEqual(['3 monitor opened'])
    expect(verdicts('... ... mmm mmm mmm mmm')).toEqual(['ok', 'ok', 'down', 'unknown', 'unknown', 'unknown'])
    expect(events[0]).toMatchObject({
      id: `${ID}:1`,
      severity: 'ticket',
      subject: 'page',
      page: 'da-nang/home',
      sinceMs: 2 * EVERY_MS,
      facts: { rule: 'needs_review', cause: 'content_mismatch' },
    })
    expect(events[0]?.reason.vi).toContain('Có thể cổng ngừng hoạt động, cũng có thể danh mục của hệ thống đo đã cũ.')
    expect(events[0]?.reason.en).toContain(
      `nhip review decide ${reviewIdOf(ID)} --reject --reason "why" --hub … (the portal is at fault)`,
    )
    expect(state.down).toBeNull()
  })

  test('its first slot is no outage that adds up with others to a BURN', () => {
    const outages = `${times('xxx', 7)} ${times('...', 3)}`
    expect(trace(`${outages} ... mmm mmm mmm`).told).toEqual(['1 down opened', '9 down resolved', '12 monitor opened'])
    // What is no doubt does.
    expect(trace(`${outages} ... xxx ...`).told).toContain('12 burn opened')
    const review = ['3 monitor opened', '6 monitor resolved']
    expect(trace('xxx ... mmm mmm ... ... ... xxx ...').told).toEqual(review)
    // What was before it does, too.
    expect(trace('xxx ... mmm mmm ... ... ... xxx ... xxx').told).toEqual([...review, '9 burn opened'])
    expect(trace(`${outages} mmm mmm ... ... ... xxx ...`).told).toContain('16 burn opened')
    expect(trace(`xxx ${times('...', 8)} mmm mmm ... ... ... xxx ... xxx`).told).toEqual([
      '10 monitor opened',
      '13 monitor resolved',
    ])
  })

  test('it may begin in two slots', () => {
    expect(trace('... ... mm. mmm mmm').told).toEqual(['3 monitor opened'])
    // One location later than that: an outage that reached it.
    expect(trace('... ... mm. mm. mmm mmm').told).toEqual(['4 down opened'])
  })

  test.each([
    ['another failure beside it', '... ... mmx mmm mmm'],
    ['another failure before it', '... ... xxx mmm mmm'],
    ['a location where it passes', '... ... mm. mm. mm.'],
    ['a location abroad where it passes', '... ... Emmm Emmm Emmm'],
    ['a page that was never seen to pass', 'mmm mmm mmm'],
    ['a page that passed long ago', `... ${times('???', DEFAULT_POLICY.review.passedWithinSlots)} mmm mmm mmm`],
  ])('is an outage: %s', (_, words) => {
    expect(trace(words).told.map((line) => line.replace(/^\d+ /, ''))).toEqual(['down opened'])
  })

  test('it passed where it was slow, too, and just long enough ago', () => {
    expect(trace('sss sss mmm mmm').told).toEqual(['3 monitor opened'])
    const within = times('???', DEFAULT_POLICY.review.passedWithinSlots - 1)
    expect(trace(`... ${within} mmm mmm`).told).toEqual([
      `${DEFAULT_POLICY.review.passedWithinSlots + 1} monitor opened`,
    ])
  })

  test('each location that fails must have passed, and of those that know nothing nobody asks', () => {
    expect(trace('.?? .?? mm? mm?').told).toEqual(['3 down opened'])
    const { told, state } = trace('..? ..? mm? mm?')
    expect(told).toEqual(['3 monitor opened'])
    expect(state.doubt).toMatchObject({ locations: ['a', 'b'], alone: false })
  })

  test('a location that saw it pass in the second slot is not one of those that began at once', () => {
    expect(trace('... x.. x.. x.. ... mm. mm. mmm').told).toEqual([
      '3 regional opened',
      '7 down opened',
      '7 regional resolved',
    ])
  })

  test('maintenance, other failures and what nobody knows neither end nor prolong it', () => {
    const doubt = (words: string) => trace(`... ... mmm mmm ${words}`).state.doubt
    expect(doubt('mmm')).toMatchObject({ bad: 2, good: 0, unknowns: 0 })
    expect(doubt('Mmmm Mmmm')).toMatchObject({ bad: 1, good: 0, unknowns: 2 })
    expect(doubt('??? ??? ???')).toMatchObject({ bad: 1, good: 0, unknowns: 3 })
    expect(doubt('xxx')).toMatchObject({ bad: 1, good: 0, unknowns: 1 })
    expect(doubt('m..')).toMatchObject({ bad: 1, good: 1, unknowns: 0 })
  })

  test('whose fault it was, if our catalogue’s, is remembered until the page passes', () => {
    const excused = (words: string) => trace(`... ... mmm mmm Cmmm ${words}`)
    expect(excused('mmm').state.excused).toEqual({
      incident: ID.replace(/:1$/, ''),
      sinceMs: 2 * EVERY_MS,
      slotMs: 5 * EVERY_MS,
    })
    expect(excused('??? Mmmm mmm').slots.at(-1)?.verdict).toBe('unknown')
    expect(excused('??? ...').state.excused).toBeNull()
  })

  test('once is nothing', () => {
    expect(trace('... ... mmm ... mmm ... ...').told).toEqual([])
  })

  test('a single location asks after three slots, as for an outage', () => {
    expect(trace('. . m m m m').told).toEqual(['4 monitor opened'])
  })

  test('is over with three slots that pass; what it was is still to be decided', () => {
    const { told, events } = trace('... ... mmm mmm ... ... ...')
    expect(told).toEqual(['3 monitor opened', '6 monitor resolved'])
    expect(events[1]?.reason.en).toContain('still wait for an evaluator to decide')
  })

  test('who has not decided is reminded every four hours', () => {
    expect(trace(`... ... ${times('mmm', 51)}`).told).toEqual(['3 monitor opened', '51 monitor reminded'])
  })

  test('any other failure meanwhile is an outage', () => {
    expect(trace('... ... mmm mmm xxx xxx').told).toEqual(['3 monitor opened', '5 down opened'])
  })

  test('the portal is at fault: an outage since its first slot, told at once', () => {
    const words = '... ... mmm mmm mmm Pmmm mmm ... ... ...'
    const { told, events } = trace(words)
    expect(told).toEqual(['3 monitor opened', '5 monitor resolved', '5 down opened', '9 down resolved'])
    expect(events[1]).toMatchObject({ facts: { reason: 'portal' } })
    expect(events[2]).toMatchObject({ severity: 'page', sinceMs: 2 * EVERY_MS })
    expect(verdicts(words).slice(4, 7)).toEqual(['unknown', 'down', 'down'])
  })

  test('our catalogue is at fault: unknown until the page passes; then it may be asked again', () => {
    const words = '... ... mmm mmm Cmmm mmm mmm mmm ... ... mmm mmm'
    const { told, events } = trace(words)
    expect(told).toEqual(['3 monitor opened', '4 monitor resolved', '11 monitor opened'])
    expect(events[1]).toMatchObject({ facts: { reason: 'catalogue' } })
    expect(verdicts(words).slice(3, 9)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'ok'])
    // What fails otherwise is an outage all the same.
    expect(trace('... ... mmm mmm Cmmm mmm xxx xxx').told.at(-1)).toBe('7 down opened')
  })
})

test('which failures may be our catalogue’s fault', () => {
  expect(CAUSES.filter((cause) => isSuspect({ cause }))).toEqual([
    'redirect_elsewhere',
    'soft_404',
    'content_mismatch',
    'not_ready',
  ])
  expect(isSuspect({ cause: null })).toBe(false)
})
