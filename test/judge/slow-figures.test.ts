import { expect, test } from 'vitest'
import { against, timingOf } from '../../lib/judge/baseline.ts'
import { reduceSlot } from '../../lib/judge/incident.ts'
import { emptyGroupState } from '../../lib/judge/incident-state.ts'
import type { SlotClosing } from '../../lib/judge/slot-step.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { closing, trace } from '../kit/slots.ts'

/** What is told of four slots that take 2.5 times the usual. */
function openedBy(change: (slot: SlotClosing) => SlotClosing) {
  let state = emptyGroupState()
  for (const [slot, word] of ['===', 'sss', 'sss', 'sss', 'sss'].entries()) {
    const outcome = reduceSlot(state, change(closing(word, slot)), DEFAULT_POLICY)
    state = outcome.state
    const [event] = outcome.events
    if (event) return event
  }
  throw new Error('nothing told')
}

const told = (change: (slot: SlotClosing) => SlotClosing) => openedBy(change).facts

const withSeason = (season: number) => (slot: SlotClosing) => ({
  ...slot,
  inputs: slot.inputs.map((input) => ({
    ...input,
    timing: input.timing && { ...input.timing, wait: input.timing.wait && { ...input.timing.wait, season } },
  })),
})

test('of a slowness it is told by how many slots it was found, and of how many', () => {
  expect(told((slot) => slot)).toMatchObject({ rule: 'steady', slots: 4, ofSlots: 6 })
  const mean = trace(['===', ...Array.from({ length: 30 }, () => '+++')].join(' ')).events[0]?.facts
  expect(mean).toMatchObject({ rule: 'mean', ofSlots: DEFAULT_POLICY.slow.meanSlots })
  expect(mean).not.toHaveProperty('slots')
})

test('a season is told with it, where there is one to two decimals', () => {
  expect(told(withSeason(1.251)).season).toBe(1.25)
  expect(told(withSeason(1.004))).not.toHaveProperty('season')
  expect(told((slot) => slot)).not.toHaveProperty('season')
})

test('how many pages are slow at once is told with it, where many are', () => {
  expect(told((slot) => ({ ...slot, slowness: { pages: 20, of: 60, alone: false } }))).toMatchObject({
    slowPages: 20,
    ofPages: 60,
  })
  expect(told((slot) => ({ ...slot, slowness: null }))).not.toHaveProperty('slowPages')
})

test('many that one location alone finds slow are a ticket, and say so: it may be slow itself', () => {
  const alone = openedBy((slot) => ({ ...slot, slowness: { pages: 20, of: 60, alone: true } }))
  expect(alone).toMatchObject({ severity: 'ticket', facts: { rule: 'steady', slowPages: 20, slowAlone: 1 } })
  const shared = openedBy((slot) => ({ ...slot, slowness: { pages: 20, of: 60, alone: false } }))
  expect(shared).toMatchObject({ severity: 'page', facts: { rule: 'steady', slowPages: 20 } })
  expect(shared.facts).not.toHaveProperty('slowAlone')
})

test('what it found slow in those slots wakes nobody for a single page, until slots of the page’s own are enough', () => {
  /** What opens in which slot of such words; `A` before one: many pages are slow at the only location. */
  const story = (text: string): readonly string[] => {
    let state = emptyGroupState()
    return text.split(' ').flatMap((word, slot) => {
      const slowness = word.startsWith('A') ? { pages: 20, of: 60, alone: true } : null
      const outcome = reduceSlot(state, { ...closing(word.replace('A', ''), slot), slowness }, DEFAULT_POLICY)
      state = outcome.state
      const opened = outcome.events.filter(({ event }) => event === 'opened')
      return opened.map(({ severity, facts }) => `${slot} ${severity} ${String(facts.rule)}`)
    })
  }
  expect(story('=== sss sss sss sss')).toEqual(['4 page steady'])
  // Also where it is over for all others when the fourth comes.
  expect(story('=== Asss sss sss sss sss')).toEqual(['4 ticket steady'])
  expect(story('=== Asss Asss Asss Asss sss sss sss sss sss sss sss')).toEqual(['4 ticket steady', '10 page steady'])
  expect(story('=== Asss Asss Asss Asss ??? sss sss ??? sss sss sss sss')).toEqual([
    '4 ticket steady',
    '12 page steady',
  ])
  // Slots in which the page itself was as ever are none of those.
  expect(story('=== A=== A=== sss sss sss sss')).toEqual(['6 page steady'])
  expect(story('=== Accc ccc ccc ccc ccc')).toEqual(['4 ticket ceiling'])
})

test('a usual that a season has moved says by how many times', () => {
  const cell = { ln: Math.log(400), s: 0.1, high: Math.log(500), highMean: 0.1, of: 'hour' } as const
  expect(against(800, { ...cell, season: Math.log(1.25) })?.season).toBeCloseTo(1.25, 10)
  expect(against(800, cell)).not.toHaveProperty('season')
  const { wait } = timingOf({ outcome: 'passed', waitMs: 800, totalMs: null }, { wait: cell, total: null }) ?? {}
  expect(wait?.ratio).toBeCloseTo(2, 10)
})
