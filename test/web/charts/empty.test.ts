import { expect, test } from 'vitest'
import { bandChart } from '../../../lib/web/charts/band-chart.ts'
import { barChart } from '../../../lib/web/charts/bar-chart.ts'
import { dotChart } from '../../../lib/web/charts/dot-chart.ts'
import { figure } from '../../../lib/web/figures.ts'
import type { Markup } from '../../../lib/web/overview-say.ts'

/** Axes tell of values: where there are none there is none of them, and no tick is told twice. */
const AXES = {
  id: 'c',
  title: 'c',
  description: 'd',
  ends: ['a', 'b', 'c'],
  tick: (value: number) => `${figure(value, { lang: 'vi' })} ms`,
  none: 'không có dữ liệu',
  say: () => '',
} as const
const ticksOf = async (chart: Markup): Promise<readonly string[]> =>
  [...(await chart).toString().matchAll(/<text class="tick"[^>]*>([^<]*)/g)].map(([, text = '']) => text)
const NOTHING = [null, null, null]

test('without any value a chart says so', async () => {
  const charts = [
    bandChart(NOTHING, { ...AXES, spans: [{ from: 0, to: 2, title: 'x', kind: 'incident' }] }),
    dotChart(NOTHING, AXES),
    barChart(NOTHING, { ...AXES, least: 0.02 }),
  ]
  for (const chart of charts) {
    expect(await ticksOf(chart)).toEqual(['không có dữ liệu'])
    expect((await chart).toString()).not.toMatch(/NaN|Infinity/)
  }
})

test.each([0, 1, 2, 3])('up to %i ms no tick is told twice', async (value) => {
  const band = { low: value / 2, middle: value, high: value }
  for (const chart of [bandChart([band, null], { ...AXES, spans: [] }), dotChart([value, null], AXES)]) {
    const ticks = await ticksOf(chart)
    expect(ticks).not.toContain(AXES.none)
    expect(ticks.length).toBeGreaterThan(0)
    expect(new Set(ticks).size).toBe(ticks.length)
  }
})
