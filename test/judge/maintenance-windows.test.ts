import { expect, test } from 'vitest'
import { maintenanceWindows } from '../../lib/judge/maintenance-windows.ts'
import type { Maintenance } from '../../lib/model/catalogue.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import type { ImportSpan } from '../../lib/model/import-span.ts'
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

test('what reaches into the span, in order, however late it was declared', () => {
  const late = work(5, 7, { declaredAtMs: FROM + 6 * HOUR_MS })
  const windows = windowsOf([
    { fromHour: -10, maintenance: [work(98, 103), late, work(-1, 2), work(-5, 0), work(100, 101)] },
  ])
  expect(windows.map(({ fromMs }) => (fromMs - FROM) / HOUR_MS)).toEqual([-1, 5, 98])
})

test('a window of two versions is one, as early as it was declared; one that was withdrawn before is none', () => {
  const windows = windowsOf([
    { fromHour: -10, untilHour: 11, maintenance: [work(10, 12), work(20, 30)] },
    { fromHour: 11, maintenance: [work(10, 12, { declaredAtMs: FROM + 9 * HOUR_MS })] },
  ])
  expect(windows).toMatchObject([{ fromMs: FROM + 10 * HOUR_MS, declaredAtMs: FROM - HOUR_MS }])
})

test('by portal, then beginning; of a portal or of a page is not the same', () => {
  const windows = windowsOf([
    {
      fromHour: -10,
      maintenance: [
        work(20, 21, { portal: 'hue' }),
        work(10, 11, { portal: 'hue' }),
        work(30, 31),
        work(15, 16, { portal: 'can-tho' }),
        work(10, 11, { portal: 'hue', page: 'home' }),
        work(10, 12, { portal: 'hue' }),
      ],
    },
  ])
  const told = windows.map(({ portal, page, fromMs, toMs }) => [
    portal,
    page,
    (fromMs - FROM) / HOUR_MS,
    (toMs - FROM) / HOUR_MS,
  ])
  expect(told).toEqual([
    ['can-tho', null, 15, 16],
    ['da-nang', null, 30, 31],
    ['hue', null, 10, 11],
    ['hue', 'home', 10, 11],
    ['hue', null, 10, 12],
    ['hue', null, 20, 21],
  ])
})

test('was declared with its version where it does not say when, and by the earliest of several', () => {
  const { declaredAtMs: _, ...undated } = work(10, 12)
  expect(windowsOf([{ fromHour: -10, maintenance: [undated] }])).toMatchObject([{ declaredAtMs: 0 }])
  const dated = (hour: number) => work(10, 12, { declaredAtMs: FROM + hour * HOUR_MS })
  for (const [first, second] of [
    [3, 5],
    [5, 3],
  ] as const)
    expect(
      windowsOf([
        { fromHour: -10, untilHour: 11, maintenance: [dated(first)] },
        { fromHour: 11, maintenance: [dated(second)] },
      ]),
    ).toMatchObject([{ declaredAtMs: FROM + 3 * HOUR_MS }])
})

test('a version that ends, or begins, where a window begins, or ends, does not have it', () => {
  expect(windowsOf([{ fromHour: -10, untilHour: 10, maintenance: [work(10, 12)] }])).toEqual([])
  expect(windowsOf([{ fromHour: 12, maintenance: [work(10, 12)] }])).toEqual([])
  expect(windowsOf([{ fromHour: 11, maintenance: [work(10, 12)] }])).toHaveLength(1)
})

const imported: ImportSpan = {
  id: 'x',
  timezone: 'Asia/Ho_Chi_Minh',
  pages: ['hue/home'],
  locations: [],
  everyMs: HOUR_MS,
  fromMs: FROM,
  toMs: FROM + 50 * HOUR_MS,
  maintenance: [{ page: 'hue/home', fromMs: FROM + HOUR_MS, toMs: FROM + 3 * HOUR_MS }],
}

test('imports bring theirs', () => {
  const windows = maintenanceWindows({
    ...SPAN,
    configs: [],
    imports: [imported],
  })
  expect(windows).toMatchObject([{ portal: 'hue', page: 'home', declaredAtMs: null }])
})

test('what an import brings as well has no declaration: nobody knows when it was announced there', () => {
  const declared = work(1, 3, { portal: 'hue', page: 'home' })
  const config = configOf({ ...catalogueOf({}), maintenance: [declared] }, { effectiveFromMs: FROM })
  const windows = maintenanceWindows({ ...SPAN, configs: [{ ...config, untilMs: null }], imports: [imported] })
  expect(windows).toMatchObject([{ portal: 'hue', page: 'home', declaredAtMs: null }])
})
