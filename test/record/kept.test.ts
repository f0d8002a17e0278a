import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IncidentRecord } from '../../lib/judge/incident-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { Catalogue } from '../../lib/model/catalogue.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { ImportSpan } from '../../lib/model/import-span.ts'
import { listConfigs, listImportSpans, putConfig, putImportSpan } from '../../lib/record/configs.ts'
import { fileIncident, fileTold, latestEvents } from '../../lib/record/incidents.ts'
import { configKey } from '../../lib/record/keys.ts'
import { putReceipt, receiptsOf } from '../../lib/record/receipts.ts'
import type { Item, Table } from '../../lib/record/table.ts'
import { alert } from '../kit/alert.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { ownTable } from '../kit/own-table.ts'
import { openStores } from '../kit/stores.ts'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

describe('configuration', () => {
  test('versions come by the time they take effect, each until the next begins', async () => {
    const catalogue = catalogueOf()
    const put = (version: string, effectiveFromMs: number) => {
      const { untilMs: _until, ...config } = configOf(catalogue, {
        version,
        effectiveFromMs,
        publishedAtMs: 7,
        played: ['sgn'],
      })
      return putConfig(stores.table, config)
    }
    expect(await listConfigs(stores.table)).toEqual([])
    await put('late', 2_000_000_000_000)
    await put('early', 5)
    await put('middle', 1_000)
    const configs = await listConfigs(stores.table)
    expect(configs.map(({ version, effectiveFromMs, untilMs }) => [version, effectiveFromMs, untilMs])).toEqual([
      ['early', 5, 1_000],
      ['middle', 1_000, 2_000_000_000_000],
      ['late', 2_000_000_000_000, null],
    ])
    expect(configs[0]).toMatchObject({ catalogue, played: ['sgn'], publishedAtMs: 7 })
  })

  test('locations that were stored before they had families measured over those of each page', async () => {
    const { untilMs: _until, ...config } = configOf(catalogueOf(), { version: 'first', effectiveFromMs: 1 })
    const locations = config.catalogue.locations.map(({ families: _families, ...location }) => location)
    const catalogue = { ...config.catalogue, locations } as unknown as Catalogue
    await putConfig(stores.table, { ...config, catalogue })
    const [read] = await listConfigs(stores.table)
    expect(read?.version).toBe('first')
    expect(read?.catalogue.locations).toMatchObject([{ id: 'sgn', families: [4, 6] }])
  })

  test('catalogues that were read are not read again, but those of which no hash was kept', async () => {
    const table = ownTable(stores.table, 'again#')
    const texts: (readonly string[])[] = []
    const counting: Table = {
      ...table,
      query: async (range) => {
        const items = await table.query(range)
        if (range.fields === undefined) texts.push(items.map(({ version }) => version as string))
        return items
      },
    }
    const put = (version: string, effectiveFromMs: number) => {
      const { untilMs: _until, ...config } = configOf(catalogueOf({ catalog: version }), { version, effectiveFromMs })
      return putConfig(table, config)
    }
    const list = async () => {
      const found = (await listConfigs(counting)).map(({ version, catalogue }) => [version, catalogue.catalog])
      return { found, texts: texts.splice(0) }
    }
    await put('a', 1)
    await put('b', 2)
    const both = ['a', 'b'].map((name) => [name, name])
    expect(await list()).toEqual({ found: both, texts: [['a', 'b']] })
    expect(await list()).toEqual({ found: both, texts: [] })
    await put('c', 3)
    const all = [...both, ['c', 'c']]
    expect(await list()).toEqual({ found: all, texts: [['c']] })
    expect((await list()).texts).toEqual([])

    const first = await table.get(configKey({ version: 'a', effectiveFromMs: 1 }))
    const { sha256, ...older } = first as Item & { readonly sha256: string }
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    await table.put(older)
    expect(await list()).toEqual({ found: all, texts: [['a']] })
    expect(await list()).toEqual({ found: all, texts: [['a']] })
  })

  test('spans of imports are kept by their id', async () => {
    const span: ImportSpan = {
      id: 'x',
      timezone: 'UTC',
      pages: ['a/b'],
      locations: [{ id: 'a', group: 'domestic', network: null }],
      everyMs: 1,
      fromMs: 0,
      toMs: 1,
      maintenance: [],
    }
    await putImportSpan(stores.table, span)
    await putImportSpan(stores.table, span)
    await putImportSpan(stores.table, { ...span, id: 'y', toMs: 2 })
    expect(await listImportSpans(stores.table)).toEqual([span, { ...span, id: 'y', toMs: 2 }])
  })
})

describe('receipts', () => {
  test('of the minutes of a span, over midnight, its end excluded', async () => {
    const midnight = Date.parse('2026-11-23T00:00:00Z')
    for (const minute of [-2, -1, 0, 1])
      await putReceipt(stores.table, {
        type: 'receipt',
        location: 'sgn',
        minuteMs: midnight + minute * MINUTE_MS,
        catalogVersion: null,
        count: 1,
        atMs: 1,
      })
    await putReceipt(stores.table, {
      type: 'receipt',
      location: 'han',
      minuteMs: midnight,
      catalogVersion: null,
      count: 1,
      atMs: 1,
    })
    const minutes = async (from: number, to: number) =>
      (
        await receiptsOf(stores.table, 'sgn', { fromMs: midnight + from * MINUTE_MS, toMs: midnight + to * MINUTE_MS })
      ).map(({ minuteMs }) => (minuteMs - midnight) / MINUTE_MS)
    expect(await minutes(-1, 1)).toEqual([-1, 0])
    expect(await minutes(0, 2)).toEqual([0, 1])
    expect(await minutes(5, 9)).toEqual([])
  })
})

describe('incidents', () => {
  const NOW = Date.parse('2026-12-01T12:00:00Z')
  const DAY = 86_400_000
  const record: IncidentRecord = {
    id: 'i',
    kind: 'down',
    severity: 'page',
    page: 'da-nang/home',
    group: 'domestic',
    sinceMs: NOW - DAY,
    openedAtMs: NOW,
    resolvedAtMs: null,
    untold: false,
  }

  test("the latest events come newest first, over the month's end, each once, and records are none", async () => {
    const event = (sinceMs: number, seq: number, atMs: number) => alert({ sinceMs, seq, atMs, id: `${sinceMs}:${seq}` })
    await fileIncident(stores.table, record)
    for (const told of [
      event(NOW - 3 * DAY, 1, NOW - 3 * DAY),
      event(NOW - 3 * DAY, 2, NOW - DAY / 2),
      event(NOW - DAY, 1, NOW - DAY),
      event(NOW - DAY, 1, NOW - DAY),
    ])
      await fileTold(stores.table, told, told.atMs)
    const latest = async (limit: number) =>
      (await latestEvents(stores.table, { nowMs: NOW, limit })).map(({ atMs }) => (NOW - atMs) / DAY)
    expect(await latest(10)).toEqual([0.5, 1, 3])
    expect(await latest(2)).toEqual([0.5, 1])
    const since = await latestEvents(stores.table, { nowMs: NOW, fromMs: NOW - DAY, limit: 10 })
    expect(since.map(({ atMs }) => (NOW - atMs) / DAY)).toEqual([0.5, 1])
  })

  test('a record is filed under its month and its page, and later facts replace it', async () => {
    await fileIncident(stores.table, record)
    await fileIncident(stores.table, { ...record, resolvedAtMs: NOW + 1 })
    for (const pk of ['I#202611', 'P#da-nang/home#I']) {
      const items = (await stores.table.query({ pk })).filter(({ sk }) => sk.split('#').length === 4)
      expect(items.map(({ json }) => JSON.parse(json as string) as unknown)).toEqual([
        { ...record, resolvedAtMs: NOW + 1 },
      ])
    }
  })
})
