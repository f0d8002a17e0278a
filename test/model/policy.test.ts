import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../lib/model/parse-policy.ts'
import { DEFAULT_POLICY, policyOf } from '../../lib/model/policy.ts'
import { problemsOf, writtenCatalogue, writtenPortal } from '../kit/written-catalogue.ts'

const TEXT = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8')

test('policies/default.yaml is the shipped policy', () => {
  expect(parsePolicy(TEXT)).toEqual(DEFAULT_POLICY)
})

test('a policy that lacks the newer rules has the shipped ones', () => {
  const [older = ''] = TEXT.split('# A LOCATION by itself')
  expect(parsePolicy(older)).toEqual(DEFAULT_POLICY)
})

test('a portal has its own numbers, and all others as everybody', () => {
  const own = policyOf(DEFAULT_POLICY, { policy: { down: { openAfterSlots: 4 }, pillar: { points: 1 } } })
  expect(own).toEqual({
    ...DEFAULT_POLICY,
    down: { ...DEFAULT_POLICY.down, openAfterSlots: 4 },
    pillar: { ...DEFAULT_POLICY.pillar, points: 1 },
  })
  expect(policyOf(DEFAULT_POLICY, {})).toBe(DEFAULT_POLICY)
  const written = (policy: unknown) => problemsOf(writtenCatalogue({ portals: [writtenPortal({ policy })] }))
  expect(written({ down: { openAfterSlots: 4 }, reminder: { everyHours: 2 } })).toEqual([])
  expect(written({ down: { openAfterSlots: 0 } })).toEqual([expect.stringContaining('openAfterSlots')])
  expect(written({ monitor: { driftSeconds: 3 } })).toEqual([expect.stringContaining('policy')])
})

describe('a policy that is wrong says where', () => {
  test.each([
    ['a number below one', TEXT.replace('openAfterSlots: 2', 'openAfterSlots: 0'), /^down\.openAfterSlots: /],
    ['a fraction', TEXT.replace('ofSlots: 5', 'ofSlots: 5.5'), /^regional\.ofSlots: /],
    ['a missing number', TEXT.replace(/^ {2}everyHours.*$/m, '  {}'), /^reminder/],
    ['an unknown key', `${TEXT}\nfast: {}\n`, /fast/],
    ['another kind of value', '[]', /policy/],
    ['no YAML', 'a: [', /^not YAML: /],
    ['an alias', 'policy: &a x\ndown: *a', /^not YAML: |^down/],
  ])('%s', (_name, text, line) => {
    const problem = parsePolicy(text)
    expect(problem).toEqual(expect.stringMatching(line))
    expect(problem).not.toEqual(expect.stringContaining('\n'))
  })
})
