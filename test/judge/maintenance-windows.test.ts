import { expect, test } from 'vitest'
import { countedHours, maintenanceWindows } from '../../lib/judge/maintenance-windows.ts'
import type { Maintenance } from '../../lib/model/catalogue.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'

const FROM = Date.parse('2026-11-01T00:00:00Z')
const SPAN = { fromMs: FROM, toMs: FROM + 100 * HOUR_MS }

const work = (from: number, to: number, changes: Partial<Maintenance> = {}): Maintenance => ({
  portal: 'da-nang',
  page: null,
  fromMs: FROM + from * HOUR_MS,
  toMs: FROM + to * HOUR_MS,
  note: null,
  declaredAtMs: FROM - HOUR_MS,
  ...changes,
})

function windowsOf(versions: readonly { maintenance: readonly Maintenance[]; fromHour: number; untilHour?: number }[]) {
  const configs = versions.map(({ maintenance, fromHour, untilHour }) => ({
    ...configOf({ ...catalogueOf({}), maintenance }, { effectiveFromMs: FROM + fromHour * HOUR_MS }),
    untilMs: untilHour === undefined ? null : FROM + untilHour * HOUR_MS,
  }))
  return maintenanceWindows({ ...SPAN, configs, imports: [] })
}

test('what lies in the span counts, and overlaps count once', () => {
  const windows = windowsOf([{ fromHour: -10, maintenance: [work(-1, 2), work(1, 4), work(98, 103)] }])
  expect(windows.map(({ excludedHours }) => excludedHours)).toEqual([2, 3, 2])
  expect(countedHours(windows)).toBe(6)
})

test('what was declared after it began is told and doesn’t count', () => {
  const [window] = windowsOf([{ fromHour: -10, maintenance: [work(5, 7, { declaredAtMs: FROM + 6 * HOUR_MS })] }])
  expect(window).toMatchObject({ excludedHours: 0, portal: 'da-nang' })
})

test('a window of two versions is one, for as long as either of them is in force', () => {
  const windows = windowsOf([
    { fromHour: -10, untilHour: 11, maintenance: [work(10, 12), work(20, 30)] },
    { fromHour: 11, maintenance: [work(10, 12)] },
  ])
  // The second was withdrawn before it began.
  expect(windows.map(({ excludedHours }) => excludedHours)).toEqual([2])
})

test('imports bring theirs', () => {
  const windows = maintenanceWindows({
    ...SPAN,
    configs: [],
    imports: [
      {
        id: 'x',
        timezone: 'Asia/Ho_Chi_Minh',
        pages: ['hue/home'],
        locations: [],
        everyMs: HOUR_MS,
        fromMs: FROM,
        toMs: FROM + 50 * HOUR_MS,
        maintenance: [{ page: 'hue/home', fromMs: FROM + HOUR_MS, toMs: FROM + 3 * HOUR_MS }],
      },
    ],
  })
  expect(windows).toMatchObject([{ portal: 'hue', page: 'home', declaredAtMs: null, excludedHours: 2 }])
})
