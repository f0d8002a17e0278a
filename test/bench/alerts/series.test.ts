import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/duration.ts'
import { drawsOf } from './draws.ts'
import { linesOf, readSource, type Source } from './series.ts'
import { failuresOf, planSeries } from './series-plan.ts'
import { runSeries, seriesRivals } from './series-run.ts'
import { NHIP } from './world.ts'

let folder: string

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'series-')), 'real')
  mkdirSync(folder)
  write('source.json', '{ "everySeconds": 900, "timezone": "UTC" }')
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

describe('reading', () => {
  test('the first result of a slot counts, one without a time failed, and what nobody measured is no line', () => {
    write('home.csv', 'time,ms\n2026-01-01T00:14:00Z,200\n2026-01-01T00:01:00Z,100\n2026-01-01T00:31:00Z,\n')
    const source = readSource(folder)
    expect([...linesOf(source, [])].map((batch) => batch.map(({ outcome, waitMs }) => [outcome, waitMs]))).toEqual([
      [['passed', 100]],
      [],
      [['failed', null]],
    ])
  })

  test('a cell that is no number is named with its line', () => {
    write('home.csv', 'time,ms\n2026-01-01T00:01:00Z,fast\n')
    expect(() => readSource(folder)).toThrow('home.csv:2: “2026-01-01T00:01:00Z,fast”')
  })

  test('days outside of those asked for are left out', () => {
    write('source.json', '{ "everySeconds": 900, "timezone": "UTC", "from": "2026-01-02T00:00:00Z" }')
    write('home.csv', 'time,ms\n2026-01-01T00:01:00Z,1\n2026-01-02T00:01:00Z,2\n')
    expect([...(readSource(folder).pages[0]?.slots.values() ?? [])]).toEqual([2])
  })
})

/** A page that takes 300 ms, give or take 8 %, for weeks of slots of 15 minutes. */
function calm(days: number): Source {
  const draws = drawsOf('series test')
  const everyMs = 15 * MINUTE_MS
  const fromMs = Date.UTC(2026, 0, 5)
  const slots = new Map(
    Array.from({ length: (days * DAY_MS) / everyMs }, (_, at) => [
      fromMs + at * everyMs,
      300 * Math.exp(0.08 * draws.normal()),
    ]),
  )
  const pages = [{ key: 'real/home', slots }]
  return {
    name: 'real',
    everyMs,
    timezone: 'UTC',
    fromMs,
    toMs: fromMs + days * DAY_MS,
    pages,
    warmUpMs: 28 * DAY_MS,
    labels: null,
  }
}

describe('what is wrong', () => {
  test('failures close together are one trouble: an outage where all fail, else a brownout', () => {
    const { pages, fromMs, everyMs, ...rest } = calm(4)
    const at = (slot: number): number => fromMs + slot * everyMs
    const failing = new Set([10, 11, 12, 50, 52, 60].map(at))
    const slots = new Map([...(pages[0]?.slots ?? [])].map(([slotMs, ms]) => [slotMs, failing.has(slotMs) ? null : ms]))
    const source = { ...rest, fromMs, everyMs, pages: [{ key: 'real/home', slots }] }
    expect(failuresOf(source).map(({ kind, fromMs: from, toMs: to }) => [kind, from, to])).toEqual([
      ['down', at(10), at(13)],
      ['brownout', at(50), at(61)],
    ])
  })

  test('troubles are put in after the warm-up, apart from each other, where the page was measured', () => {
    const source = calm(60)
    const plan = planSeries(source, 1)
    expect(plan.length).toBeGreaterThan(5)
    for (const [index, { fromMs }] of plan.entries()) {
      expect(fromMs).toBeGreaterThanOrEqual(source.fromMs + source.warmUpMs)
      expect(fromMs - (plan[index - 1]?.toMs ?? 0)).toBeGreaterThanOrEqual(14 * HOUR_MS)
    }
    const blind = {
      ...source,
      pages: [{ key: 'real/home', slots: new Map([...(source.pages[0]?.slots ?? [])].slice(0, 9)) }],
    }
    expect(planSeries(blind, 1)).toEqual([])
  })
})

test('of a calm page nothing is told but what was put into it, and times are slots', () => {
  const rival = seriesRivals({ pages: [], fromMs: 0, warmUpMs: 0 }).find(
    ({ name }) => name === 'wait ≥ 2× the page’s first median, 9 of 12',
  )
  const name = rival?.name ?? ''
  const asIs = runSeries(calm(60), { seed: null, rivals: [name] })
  expect(asIs.alarms).toEqual([])
  const { worlds } = runSeries(calm(60), { seed: 1, rivals: [name] })
  const judged = new Map(
    worlds[0]?.judged.map(({ who, rows }) => [
      who,
      rows.filter(({ kind, size, slots }) => kind === 'step' && size === 3 && slots >= 24),
    ]),
  )
  for (const rows of [judged.get(NHIP), judged.get(name)]) {
    expect(rows?.length).toBeGreaterThan(0)
    expect(rows?.map(({ detected }) => detected)).toEqual(rows?.map(() => 'yes'))
  }
  const delays = judged.get(name)?.map(({ delayMs }) => Math.ceil((delayMs ?? 0) / MINUTE_MS))
  expect(delays).toEqual(delays?.map(() => 9))
})
