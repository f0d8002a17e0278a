import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../lib/model/parse-policy.ts'
import { DEFAULT_POLICY, policyOf } from '../../lib/model/policy.ts'
import { policyConflicts } from '../../lib/model/policy-conflicts.ts'
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
  const own = policyOf(DEFAULT_POLICY, { policy: { down: { openAfterSlots: 3 }, pillar: { points: 1 } } })
  expect(own).toEqual({
    ...DEFAULT_POLICY,
    down: { ...DEFAULT_POLICY.down, openAfterSlots: 3 },
    pillar: { ...DEFAULT_POLICY.pillar, points: 1 },
  })
  expect(policyOf(DEFAULT_POLICY, {})).toBe(DEFAULT_POLICY)
  const written = (policy: unknown) => problemsOf(writtenCatalogue({ portals: [writtenPortal({ policy })] }))
  expect(written({ down: { openAfterSlots: 3 }, reminder: { everyHours: 2 } })).toEqual([])
  expect(written({ down: { openAfterSlots: 0 } })).toEqual([expect.stringContaining('openAfterSlots')])
  expect(written({ monitor: { driftSeconds: 3 } })).toEqual([expect.stringContaining('policy')])
})

test('a portal’s own numbers contradict neither each other nor those that it leaves as they are', () => {
  const written = (policy: unknown) => problemsOf(writtenCatalogue({ portals: [writtenPortal({ policy })] }))
  const code = 'contradictory_policy portals[0].policy'
  expect(written({ regional: { openAfterSlots: 6 } })).toEqual([`${code}.regional.openAfterSlots`])
  expect(written({ regional: { openAfterSlots: 6, ofSlots: 6 } })).toEqual([])
  expect(written({ down: { openAfterSlots: 4 } })).toEqual([`${code}.down.openAfterSlots`])
  expect(written({ slow: { ratio: 1.3 }, pillar: { points: 0.5 } })).toEqual([`${code}.slow`, `${code}.pillar`])
})

test('every number that another one limits is refused beyond it, and no shipped one is', () => {
  expect(policyConflicts(DEFAULT_POLICY)).toEqual([])
  const most = { ...DEFAULT_POLICY, pillar: { ...DEFAULT_POLICY.pillar, calmBelow: 2 } }
  expect(policyConflicts(most)).toEqual([])
  expect(policyConflicts({ ...most, pillar: { ...most.pillar, calmBelow: 2.1 } })).toEqual([
    {
      path: ['pillar', 'calmBelow'],
      message: '2.1 is more than pillar.points, 2: what opens an incident would be over',
      fix: 'write 2 at most, or a greater points',
    },
  ])
})

describe('a policy that is wrong says where', () => {
  test.each([
    ['a number below one', TEXT.replace('openAfterSlots: 2', 'openAfterSlots: 0'), /^down\.openAfterSlots: /],
    ['a fraction', TEXT.replace('ofSlots: 5', 'ofSlots: 5.5'), /^regional\.ofSlots: /],
    [
      'a number, which it names',
      TEXT.replace('openAfterSlots: 2', 'openAfterSlots: 2.5'),
      /^down\.openAfterSlots: .*, got 2\.5$/,
    ],
    ['a name that is misspelt', TEXT.replace(/^reminder:/m, 'remindr:'), /^policy: .*"remindr"/],
    ['more points than there are', TEXT.replace('points: 2 ', 'points: 21 '), /^pillar\.points: .*, got 21$/],
    ['usual before it is told', TEXT.replace('usualDays: 28', 'usualDays: 7'), /^shift\.usualDays: .*, got 7$/],
    ['a missing number', TEXT.replace(/^ {2}everyHours.*$/m, '  {}'), /^reminder/],
    [
      'more slots than are looked at',
      TEXT.replace('badSlots: 4', 'badSlots: 7'),
      /^slow\.badSlots: 7 is more than slow\.ofSlots, 6: .*; write 6 at most/,
    ],
    [
      'calm by the ceiling above what opens',
      TEXT.replace('ceilingCalmMs: 6400', 'ceilingCalmMs: 8001'),
      /^slow\.ceilingCalmMs: 8001 is more than slow\.ceilingMs, 8000: /,
    ],
    [
      'calm by ratio above what opens',
      TEXT.replace('calmBelow: 1.4 ', 'calmBelow: 1.8 '),
      /^slow\.calmBelow: 1\.8 is more than slow\.ratio, 1\.75: /,
    ],
    [
      'windows the wrong way round',
      TEXT.replace('fastOfSlots: 12', 'fastOfSlots: 80'),
      /^burn\.fastOfSlots: 80 is more than burn\.slowOfSlots, 72: /,
    ],
    [
      'whom less speaks for believed sooner',
      TEXT.replace('openAfterSlotsAlone: 3', 'openAfterSlotsAlone: 5'),
      /^down\.openAfterSlotsAlone: 5 is more than down\.openAfterSlotsWeak, 4: /,
    ],
    [
      'more failures than slots',
      TEXT.replace('unsteadySlots: 2', 'unsteadySlots: 13'),
      /^down\.unsteadySlots: 13 is more than down\.unsteadyOfSlots, 12: /,
    ],
    [
      'what less speaks for counted for more',
      TEXT.replace('weakCounts: 0.5', 'weakCounts: 0.8'),
      /^burn\.weakCounts: 0\.8 is more than burn\.disputedCounts, 0\.75: /,
    ],
    [
      'a rise above what is always enough',
      TEXT.replace('riseRatio: 1.8', 'riseRatio: 2.1'),
      /^slow\.riseRatio: 2\.1 is more than slow\.meanRatioMost, 2: /,
    ],
    [
      'a rise below what a mean needs at least',
      TEXT.replace('riseRatio: 1.8', 'riseRatio: 1.3'),
      /^slow\.meanRatio: 1\.35 is more than slow\.riseRatio, 1\.3: /,
    ],
    [
      'as usual',
      TEXT.replace('loadedRatio: 1.5', 'loadedRatio: 1'),
      /^location\.loadedRatio: 1 times the usual is as usual/,
    ],
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
