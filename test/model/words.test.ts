import { describe, expect, test } from 'vitest'
import {
  CAUSES,
  FAILED_CAUSES,
  isObstructed,
  NETWORK_CAUSES,
  OBSTRUCTED_CAUSES,
  OWN_CAUSES,
  outcomeOf,
} from '../../lib/model/cause.ts'
import {
  CAUSE_WORDS,
  EVENT_WORDS,
  KIND_WORDS,
  OUTCOME_WORDS,
  SEVERITY_WORDS,
  VERDICT_WORDS,
} from '../../lib/model/words.ts'

const TABLES = { CAUSE_WORDS, EVENT_WORDS, KIND_WORDS, OUTCOME_WORDS, SEVERITY_WORDS, VERDICT_WORDS }

test('every cause has words, and only causes have', () => {
  expect(Object.keys(CAUSE_WORDS).sort()).toEqual([...CAUSES].sort())
})

describe.each(Object.entries(TABLES))('%s', (_name, words) => {
  test.each(Object.entries(words))('%s has both languages', (_key, text) => {
    expect(text.vi.trim()).toBe(text.vi)
    expect(text.vi).not.toBe('')
    expect(text.vi).toBe(text.vi.normalize('NFC'))
    expect(text.en).toMatch(/^[\x20-\x7e“”]+$/)
  })

  test('no two mean the same', () => {
    for (const lang of ['vi', 'en'] as const)
      expect(new Set(Object.values(words).map((text) => text[lang])).size).toBe(Object.keys(words).length)
  })
})

test('causes say their outcome', () => {
  expect(outcomeOf(null)).toBe('passed')
  for (const cause of FAILED_CAUSES) expect(outcomeOf(cause)).toBe('failed')
  for (const cause of [...OBSTRUCTED_CAUSES, ...OWN_CAUSES]) expect(outcomeOf(cause)).toBe('inconclusive')
  expect(CAUSES.filter(isObstructed)).toEqual([...OBSTRUCTED_CAUSES])
  expect(new Set(CAUSES).size).toBe(CAUSES.length)
  for (const cause of NETWORK_CAUSES) expect(outcomeOf(cause)).toBe('failed')
})
