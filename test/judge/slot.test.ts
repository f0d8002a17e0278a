import { describe, expect, test } from 'vitest'
import { classOf, decideSlot, isConfirmed } from '../../lib/judge/slot.ts'
import { closing } from '../kit/slots.ts'

function verdict(word: string, judging = true) {
  return decideSlot(closing(word, 0).inputs, { judging, slow: false })
}

describe('verdict of a slot', () => {
  test.each([
    ['...', 'ok', false],
    ['x..', 'regional', false],
    ['xx.', 'down', false],
    ['xxx', 'down', false],
    ['xx?', 'down', false],
    ['x?.', 'regional', false],
    ['x??', 'down', true],
    ['.??', 'ok', false],
    ['???', 'unknown', false],
    ['x.', 'regional', false],
    ['xx', 'down', false],
    ['x', 'down', true],
    ['xx...', 'regional', false],
    ['xx..?', 'regional', false],
    ['xxx??', 'down', false],
    ['', 'unknown', false],
  ])('%s is %s', (word, expected, alone) => {
    expect(verdict(word)).toEqual({ verdict: expected, alone })
  })

  test.each(['xx??', 'xx.?', 'xx.??', 'xxx???'])('%s is down by those that could tell, if each tried twice', (word) => {
    expect(verdict(word)).toEqual({ verdict: 'down', alone: false, few: true })
    const once = decideSlot(closing(word, 0, { confirmed: false }).inputs, { judging: true, slow: false })
    expect(once).toEqual({ verdict: 'regional', alone: false })
    expect(verdict(word, false).verdict).toBe('regional')
  })

  test('such failures are no outage where all are of locations that fail anyway, or one was not tried twice', () => {
    const { inputs } = closing('xx??', 0)
    const told = (regional: readonly string[]) => decideSlot(inputs, { judging: true, slow: false, regional }).verdict
    expect([told(['a']), told(['a', 'b'])]).toEqual(['down', 'regional'])
    const once = inputs.map((input) => ({ ...input, confirmed: input.location === 'a' }))
    expect(decideSlot(once, { judging: true, slow: false }).verdict).toBe('regional')
  })

  test('a group that does not judge the page never says down', () => {
    expect(verdict('xxx', false)).toEqual({ verdict: 'regional', alone: false })
    expect(verdict('...', false).verdict).toBe('ok')
  })

  test('slow timings tell only where nobody fails and somebody knows', () => {
    const slow = (word: string) => decideSlot(closing(word, 0).inputs, { judging: true, slow: true }).verdict
    expect(['ss.', 'xs.', 'xxs', '???'].map(slow)).toEqual(['slow', 'regional', 'down', 'unknown'])
  })

  test('a single failure that its retry did not confirm is unknown', () => {
    expect(decideSlot(closing('x??', 0, { confirmed: false }).inputs, { judging: true, slow: false })).toEqual({
      verdict: 'unknown',
      alone: false,
    })
  })
})

test('classes: what is missing or inconclusive is unknown', () => {
  expect(classOf(null)).toBe('UNKNOWN')
  expect(classOf({ outcome: 'inconclusive' })).toBe('UNKNOWN')
  expect(classOf({ outcome: 'failed' })).toBe('FAIL')
  expect(classOf({ outcome: 'passed' })).toBe('OK')
})

test('a failure is confirmed by a second attempt that failed too', () => {
  expect(isConfirmed({ attempts: [{ cause: 'http_5xx' }] })).toBe(false)
  expect(isConfirmed({ attempts: [{ cause: 'http_5xx' }, { cause: 'wait_timeout' }] })).toBe(true)
  expect(isConfirmed({ attempts: [{ cause: 'http_5xx' }, { cause: 'monitor_timeout' }] })).toBe(false)
})
