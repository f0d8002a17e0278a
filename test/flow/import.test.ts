import { readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { history } from '../../lib/flow/history.ts'
import { type ImportPorts, importTrace } from '../../lib/flow/import.ts'
import { status } from '../../lib/flow/status.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { InputError } from '../../lib/model/input-error.ts'
import { observationSchema } from '../../lib/model/observation.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { listConfigs, putConfig } from '../../lib/record/configs.ts'
import { observationsOf } from '../../lib/record/results.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { scratchFile } from '../kit/nhip.ts'
import { openStores } from '../kit/stores.ts'

const EVERY = 300_000
const DAY = Date.parse('2026-11-20T17:00:00Z')
const NOW = DAY + 36 * 3_600_000

let stores: Stores
beforeEach(async () => {
  stores = await openStores()
  return () => stores.close()
})

const HEADER = {
  type: 'trace',
  cadenceSeconds: 300,
  locations: [
    { id: 'a', group: 'domestic' },
    { id: 'x', group: 'abroad', network: 'AS1' },
  ],
  pages: ['da-nang/home', 'da-nang/khai-sinh'],
}
const line = (slot: number, changes: Record<string, unknown> = {}) => ({
  type: 'o',
  slotMs: DAY + slot * EVERY,
  page: 'da-nang/home',
  location: 'a',
  outcome: 'passed',
  cause: null,
  totalMs: 412,
  waitMs: 180,
  ...changes,
})

function traceFile(lines: readonly unknown[], header: Record<string, unknown> = HEADER): Promise<string> {
  return scratchFile(
    'trace.ndjson',
    `${[header, ...lines].map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')}\n`,
  )
}

function ports(): ImportPorts {
  return {
    table: stores.table,
    bulk: createBulk(stores.clients.dynamodb, TABLE_NAME),
    clock: heldClock(NOW),
    by: 'cli:test',
    progress: () => undefined,
  }
}

const rows = () => observationsOf(stores.table, 'da-nang/home', { fromMs: DAY, toMs: DAY + 86_400_000 })

describe('import', () => {
  test('loads lines as observations that say where they are from', async () => {
    const file = await traceFile([
      line(0),
      line(1, { outcome: 'failed', cause: 'http_5xx', totalMs: null, waitMs: null }),
    ])
    expect(await importTrace(file, ports())).toEqual({
      type: 'import',
      lines: 2,
      added: 2,
      duplicates: 0,
      conflicts: 0,
      pagesAdded: 2,
      locationsAdded: 2,
    })
    expect(await listChanges(stores.table, NOW)).toMatchObject([
      { act: 'import_results', by: 'cli:test', details: { lines: 2, pages: 2, fromMs: DAY } },
    ])
    const [first, second] = await rows()
    expect(observationSchema.parse(first)).toMatchObject({
      origin: 'import',
      slotMs: DAY,
      startedAtMs: DAY,
      url: null,
      outcome: 'passed',
      phases: { totalMs: 412, waitMs: 180, dnsMs: null },
      attempts: [{ startedAtMs: DAY, outcome: 'passed', totalMs: 412 }],
    })
    expect(second).toMatchObject({ outcome: 'failed', cause: 'http_5xx', attempts: [{ cause: 'http_5xx' }] })
  })

  test('again changes nothing', async () => {
    const file = await traceFile([line(0), line(1)])
    await importTrace(file, ports())
    const before = await rows()
    expect(await importTrace(file, ports())).toMatchObject({
      lines: 2,
      added: 0,
      duplicates: 2,
      conflicts: 0,
      pagesAdded: 0,
      locationsAdded: 0,
    })
    expect(await rows()).toEqual(before)
    expect(await listConfigs(stores.table)).toHaveLength(1)
  })

  test('counts equal lines as duplicates and others of their key as conflicts, and keeps the same one in any order', async () => {
    const lines = [
      line(0, { totalMs: 500 }),
      line(0, { totalMs: 400 }),
      line(0, { totalMs: 400 }),
      line(0, { totalMs: 500 }),
    ]
    expect(await importTrace(await traceFile(lines), ports())).toMatchObject({
      lines: 4,
      added: 1,
      duplicates: 1,
      conflicts: 2,
    })
    const kept = await rows()
    const other = await openStores()
    await importTrace(await traceFile(lines.toReversed()), {
      ...ports(),
      table: other.table,
      bulk: createBulk(other.clients.dynamodb, TABLE_NAME),
    })
    expect(await observationsOf(other.table, 'da-nang/home', { fromMs: DAY, toMs: DAY + 1 })).toEqual(kept)
    await other.close()
  })

  test('tells nobody: what is imported is late', async () => {
    const bad = { outcome: 'failed', cause: 'http_5xx' }
    await importTrace(await traceFile([0, 1, 2, 3].map((slot) => line(slot, bad))), ports())
    expect(await closeSlots({ table: stores.table, clock: heldClock(NOW), policy: DEFAULT_POLICY })).toBe(0)
    expect((await status({ table: stores.table, clock: heldClock(NOW), policy: DEFAULT_POLICY })).incidents).toEqual([])
  })

  test('an empty folder gets the catalogue “imported”, whose domestic locations score', async () => {
    await importTrace(await traceFile([line(0)]), ports())
    const [config] = await listConfigs(stores.table)
    expect(config?.catalogue).toMatchObject({
      catalog: 'imported',
      locations: [
        { id: 'a', scoring: true, network: null },
        { id: 'x', scoring: false, network: 'AS1' },
      ],
      portals: [
        {
          id: 'da-nang',
          pages: [
            { key: 'da-nang/home', kind: 'homepage', url: null },
            { key: 'da-nang/khai-sinh', kind: 'eform', url: null },
          ],
        },
      ],
    })
    expect(config?.played).toEqual([])
  })

  test('a folder that has a catalogue keeps it, and knows what it lacked', async () => {
    const { untilMs: _until, ...config } = configOf(catalogueOf(), { effectiveFromMs: DAY })
    await putConfig(stores.table, config)
    expect(await importTrace(await traceFile([line(0)]), ports())).toMatchObject({ pagesAdded: 1, locationsAdded: 2 })
    expect((await listConfigs(stores.table)).map(({ catalogue }) => catalogue.catalog)).toEqual(['test'])
    const { pages } = await status({ table: stores.table, clock: heldClock(NOW), policy: DEFAULT_POLICY })
    expect(pages.map(({ page }) => page)).toEqual(['da-nang/home', 'da-nang/khai-sinh'])
    expect(await history({ page: 'da-nang/khai-sinh', days: 3 }, ports())).toMatchObject({ page: 'da-nang/khai-sinh' })
  })

  test('a mark before the first line, as some editors put it, is no part of it', async () => {
    const file = await scratchFile('t', `\uFEFF${JSON.stringify(HEADER)}\n${JSON.stringify(line(0))}\n`)
    expect(await importTrace(file, ports())).toMatchObject({ lines: 1, added: 1 })
  })

  test('a trace of a header alone names its pages', async () => {
    expect(await importTrace(await traceFile([]), ports())).toMatchObject({ lines: 0, added: 0, pagesAdded: 2 })
  })
})

describe('a wrong file is refused before anything is written', () => {
  test.each<[string, readonly unknown[], RegExp]>([
    [
      'a page that the header lacks',
      [line(0), line(1, { page: 'hue/home' })],
      /:3: page: "hue\/home" is not in the header$/,
    ],
    ['a location that the header lacks', [line(0, { location: 'z' })], /:2: location: "z" is not in the header$/],
    ['a line that is no JSON', [line(0), '{"type":"o"'], /:3: not JSON: /],
    ['a slot between slots', [line(0), '', line(1, { slotMs: DAY + 1 })], /:4: slotMs: /],
  ])('%s', async (_name, lines, message) => {
    const refused = importTrace(await traceFile(lines), ports())
    await expect(refused).rejects.toThrow(InputError)
    await expect(refused).rejects.toThrow(message)
    expect(await rows()).toEqual([])
    expect(await listConfigs(stores.table)).toEqual([])
  })

  test.each<[string, string, RegExp]>([
    ['nothing in it', '', /it is empty/],
    ['blank lines', '\n\n', /it is empty/],
    [
      'a number that is none',
      `${JSON.stringify(HEADER)}\n{"type":"o","page":"da-nang/home","location":"a","outcome":"passed","cause":null,"slotMs":0,"totalMs":NaN}\n`,
      /:2: not JSON: .*NaN/,
    ],
    ['no header', `${JSON.stringify(line(0))}\n`, /:1: header type: /],
  ])('%s', async (_name, text, message) => {
    await expect(importTrace(await scratchFile('t', text), ports())).rejects.toThrow(message)
  })

  test('a compressed file', async () => {
    const file = await scratchFile('t', '')
    await writeFile(file, gzipSync(JSON.stringify(HEADER)))
    await expect(importTrace(file, ports())).rejects.toThrow(/: it is compressed by gzip: unpack it first \(gunzip -k /)
  })

  test('a file that is not there', async () => {
    await expect(importTrace('/nonexistent/trace.ndjson', ports())).rejects.toThrow(
      /can't read \/nonexistent\/trace\.ndjson \(ENOENT\)/,
    )
  })

  test('a folder whose days are of another zone', async () => {
    await importTrace(await traceFile([line(0)]), ports())
    const refused = importTrace(await traceFile([line(1)], { ...HEADER, timezone: 'Europe/Berlin' }), ports())
    await expect(refused).rejects.toMatchObject({ code: 'timezone' })
    expect(await rows()).toHaveLength(1)
  })

  test('a location that is of another group there', async () => {
    await importTrace(await traceFile([line(0)]), ports())
    const locations = [{ id: 'a', group: 'abroad' }]
    await expect(importTrace(await traceFile([line(1)], { ...HEADER, locations }), ports())).rejects.toMatchObject({
      code: 'location_group',
    })
  })
})

describe('history of what was imported', () => {
  test('days of the zone: uptime, coverage over the slots of the trace, maintenance apart', async () => {
    const header = {
      ...HEADER,
      locations: HEADER.locations.slice(0, 1),
      pages: ['da-nang/home'],
      maintenance: [{ page: 'da-nang/home', fromMs: DAY + 8 * EVERY, toMs: DAY + 10 * EVERY }],
    }
    const lines = [
      line(-1),
      line(0),
      line(1),
      line(2, { outcome: 'failed', cause: 'http_5xx' }),
      line(3, { outcome: 'inconclusive', cause: 'blocked' }),
      line(9),
    ]
    await importTrace(await traceFile(lines, header), ports())
    const { timezone, days } = await history({ page: 'da-nang/home', days: 3 }, ports())
    expect(timezone).toBe('Asia/Ho_Chi_Minh')
    expect(days.map(({ day, location }) => `${day} ${location}`)).toEqual([
      '2026-11-20 a',
      '2026-11-20 domestic',
      '2026-11-21 a',
      '2026-11-21 domestic',
    ])
    expect(days[0]).toMatchObject({ expected: 1, present: 1, uptime: 1, coverage: 1 })
    expect(days[2]).toMatchObject({
      expected: 10,
      present: 5,
      due: 8,
      counts: { passed: 2, failed: 1, inconclusive: 1 },
      uptime: 2 / 3,
      coverage: 3 / 8,
      obstructed: 1 / 8,
      totalMs: { p50: 412, n: 2 },
    })
  })

  test('of a page that nobody knows is refused, with some that are known', async () => {
    await importTrace(await traceFile([line(0)]), ports())
    await expect(history({ page: 'da-nang/hom', days: 1 }, ports())).rejects.toThrow(
      /“da-nang\/hom” is not known here.*da-nang\/home/,
    )
  })
})

test('lines are read to the last, whether or not it ends with a new line', async () => {
  const file = await traceFile([line(0), line(1)])
  await writeFile(file, (await readFile(file, 'utf8')).trimEnd())
  expect(await importTrace(file, ports())).toMatchObject({ lines: 2, added: 2 })
})
