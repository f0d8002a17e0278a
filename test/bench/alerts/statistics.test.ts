import { expect, test } from 'vitest'
import { MINUTE_MS } from '../../../lib/model/duration.ts'
import { figuresOf, pagesOf, quantile } from './statistics.ts'
import type { FoundRow, Judged, WorldResult } from './world.ts'

function row(changes: Partial<FoundRow> = {}): FoundRow {
  return {
    kind: 'down',
    id: 't1',
    fromMs: 0,
    size: 1,
    slots: 3,
    page: null,
    detected: 'yes',
    delayMs: 6 * MINUTE_MS,
    paged: true,
    opened: 1,
    openedPages: 1,
    reminded: 0,
    resolved: 1,
    ...changes,
  }
}

function world(changes: Partial<Judged>): WorldResult {
  const judged = [{ who: 'x', rows: [], falseAlarms: [], falsePages: 0, truePages: 0, ...changes }]
  return { seed: 1, name: '', transients: 'independent', months: 1, lines: 1, judgeSeconds: 1, judged }
}

test('what is covered is found without a time; what is told late is not found', () => {
  const rows = [
    row(),
    row({ delayMs: 10 * MINUTE_MS, opened: 2, openedPages: 2, resolved: 2 }),
    row({ detected: 'covered', delayMs: null, opened: 0, openedPages: 0, resolved: 0 }),
    row({ detected: 'late', delayMs: null }),
  ]
  expect(figuresOf([world({ rows })], 'x', () => true)).toMatchObject({
    recall: { value: 0.75, n: 4 },
    p50: 6,
    p90: 10,
    opened: 1.5,
    messages: 3,
    pagedTwice: 1,
    covered: 1,
    late: 1,
  })
})

test('only chosen rows of the one asked for count', () => {
  const worlds = [world({ rows: [row(), row({ kind: 'step', detected: 'no', delayMs: null })] })]
  expect(figuresOf(worlds, 'x', ({ kind }) => kind === 'step').recall).toMatchObject({ value: 0, n: 1 })
  expect(figuresOf(worlds, 'y', () => true).recall.n).toBe(0)
})

test('false pages are of a month, precision of all pages', () => {
  const worlds = [world({ falsePages: 3, truePages: 5 }), world({ falsePages: 1, truePages: 11 })]
  expect(pagesOf(worlds, 'x')).toMatchObject({ falsePages: { value: 2, n: 4 }, precision: { value: 0.8, n: 20 } })
})

test('a quantile is the nearest rank', () => {
  expect([quantile([3, 1, 2], 0.5), quantile([1, 2, 3, 4], 0.5), quantile([1], 0.9)]).toEqual([2, 2, 1])
  expect(quantile([], 0.5)).toBeNaN()
})
