import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../lib/model/duration.ts'
import { drawsOf } from './draws.ts'
import type { SimulatedPage } from './fleet.ts'
import { busyness, ownNoise, portalNoise, season } from './noise.ts'
import { NOISES, TET, WORLD } from './parameters.ts'
import type { NoiseName } from './truth.ts'

const SPREAD = 0.2
const MONDAY = Date.UTC(2026, 4, 4) - WORLD.zoneOffsetMs

const page = (noise: NoiseName): SimulatedPage => ({
  key: 'p1/home',
  portal: 'p1',
  role: 'calm',
  noise,
  calm: 'quiet',
  medianMs: 1_000,
  spread: SPREAD,
  busy: 0,
  downloadShare: 0,
})

/** ln of what a location sees, without its daily pattern, slot after slot. */
function series(noise: NoiseName, days = 60): readonly number[] {
  const draws = drawsOf('test', noise)
  const portal = portalNoise(page(noise), draws)
  return Array.from({ length: (days * DAY_MS) / WORLD.everyMs }, (_, slot) =>
    Math.log(portal(MONDAY + slot * WORLD.everyMs) * ownNoise(page(noise), draws)),
  )
}

function correlation(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const product = (shift: number): number =>
    values.slice(shift).reduce((sum, value, i) => sum + (value - mean) * ((values[i] as number) - mean), 0)
  return product(lag) / product(0)
}

/** By the middle half, which tails and spells don't reach. */
function spreadOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (q: number): number => sorted[Math.floor(q * sorted.length)] as number
  return (at(0.75) - at(0.25)) / 1.349
}

test.each(Object.keys(NOISES) as NoiseName[])('%s noise has the spread of its page', (noise) => {
  expect(spreadOf(series(noise)) / SPREAD).toBeGreaterThan(0.9)
  expect(spreadOf(series(noise)) / SPREAD).toBeLessThan(1.15)
})

test('only what wanders is like itself an hour later', () => {
  expect(Math.abs(correlation(series('white'), 12))).toBeLessThan(0.03)
  // Half of the variance is the portal's: 0.945 ** 12 of that.
  expect(correlation(series('wander'), 12)).toBeCloseTo(0.25, 1)
})

test('tails are long, in one check of some dozens', () => {
  const far = (noise: NoiseName): number => series(noise).filter((value) => value > 4 * SPREAD).length
  expect(far('white')).toBeLessThan(5)
  expect(far('tails')).toBeGreaterThan(50)
})

test('a nightly job is at its hour each night, for less than an hour', () => {
  const perHour = Map.groupBy(
    series('nightly').map((value, slot) => ({ value, hour: Math.floor((slot % 288) / 12) })),
    ({ hour }) => hour,
  )
  const slow = [...perHour].map(([hour, all]) => [hour, all.filter(({ value }) => value > 0.35).length] as const)
  const busy = slow.filter(([, count]) => count > 100).map(([hour]) => hour)
  expect(busy.length).toBeGreaterThan(0)
  expect(Math.max(...busy)).toBeLessThan(5)
})

test('portals are busy in office hours of working days', () => {
  const at = (day: number, hour: number): number => busyness(MONDAY + day * DAY_MS + hour * HOUR_MS)
  expect(at(0, 9.5)).toBeGreaterThan(0.9)
  expect(at(0, 3)).toBeLessThan(0.05)
  expect(at(5, 9.5)).toBeLessThan(0.3)
  expect(busyness(TET.fromMs + 3 * DAY_MS + 9.5 * HOUR_MS)).toBeLessThan(0.3)
})

test('Tết is quiet, and busy before and after', () => {
  expect([TET.fromMs - DAY_MS, TET.fromMs, TET.toMs, MONDAY].map(season)).toEqual([
    TET.rushFactor,
    TET.restFactor,
    TET.rushFactor,
    1,
  ])
})
