import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishConfig } from '../../lib/flow/publish-config.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { listConfigs } from '../../lib/record/configs.ts'
import { createTable, ensureTable, type Table } from '../../lib/record/table.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { openStores } from '../kit/stores.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const LEAD = 15 * MINUTE_MS
const NOW = Date.parse('2026-11-22T03:00:00Z')
const [A, B, C] = ['a', 'b', 'c'].map((catalog) => catalogueOf({ catalog })) as [
  ReturnType<typeof catalogueOf>,
  ReturnType<typeof catalogueOf>,
  ReturnType<typeof catalogueOf>,
]

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

let made = 0
async function emptyTable(): Promise<Table> {
  const name = `configs-${++made}`
  await ensureTable(stores.clients.dynamodb, name)
  return createTable(stores.clients.dynamodb, name)
}

const publisher = (table: Table) => (catalogue: typeof A, nowMs: number) =>
  publishConfig(table, { catalogue, played: ['sgn'], nowMs, leadMs: LEAD })
const shown = async (table: Table) =>
  (await listConfigs(table)).map(({ catalogue, effectiveFromMs }) => [catalogue.catalog, effectiveFromMs - NOW])

describe('for locations elsewhere', () => {
  test('the first version takes effect at once, the next a quarter of an hour later', async () => {
    const table = await emptyTable()
    const publish = publisher(table)
    expect(await publish(A, NOW)).toMatchObject({ changed: true, effectiveFromMs: NOW })
    expect(await publish(B, NOW + 1)).toMatchObject({ changed: true, effectiveFromMs: NOW + 1 + LEAD })
    expect(await publish(B, NOW + 2)).toMatchObject({ changed: false, effectiveFromMs: NOW + 1 + LEAD })
    expect(await shown(table)).toEqual([
      ['a', 0],
      ['b', 1 + LEAD],
    ])
  })

  test('going back is a version of its own, with the old name, after the one that still waits', async () => {
    const table = await emptyTable()
    const publish = publisher(table)
    const first = await publish(A, NOW)
    await publish(B, NOW + MINUTE_MS)
    const back = await publish(A, NOW + MINUTE_MS)
    expect(back).toMatchObject({ version: first.version, changed: true })
    expect(await shown(table)).toEqual([
      ['a', 0],
      ['b', MINUTE_MS + LEAD],
      ['a', MINUTE_MS + LEAD + 1],
    ])
  })

  test('with a clock that went back a version still comes after those before it', async () => {
    const table = await emptyTable()
    const publish = publisher(table)
    await publish(A, NOW)
    await publish(B, NOW + 60 * MINUTE_MS)
    await publish(C, NOW)
    expect((await shown(table)).map(([catalog]) => catalog)).toEqual(['a', 'b', 'c'])
  })

  test('whatever is published, and when: nothing is lost or changed, the order holds, again changes nothing', async () => {
    const acts = fc.array(fc.tuple(fc.constantFrom(A, B, C), fc.integer({ min: -MINUTE_MS, max: 2 * LEAD })), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(acts, async (sequence) => {
        const table = await emptyTable()
        const publish = publisher(table)
        let nowMs = NOW
        const wanted: string[] = []
        for (const [catalogue, passedMs] of sequence) {
          nowMs += passedMs
          const before = await listConfigs(table)
          const { changed, effectiveFromMs } = await publish(catalogue, nowMs)
          expect(changed).toBe(wanted.at(-1) !== catalogue.catalog)
          if (changed) wanted.push(catalogue.catalog)
          const after = await listConfigs(table)
          expect(after.map((config) => config.catalogue.catalog)).toEqual(wanted)
          expect(after.at(-1)?.effectiveFromMs).toBe(effectiveFromMs)
          expect(after.slice(0, before.length).map(({ untilMs: _until, ...kept }) => kept)).toEqual(
            before.map(({ untilMs: _until, ...kept }) => kept),
          )
          if (changed && before.length > 0) expect(effectiveFromMs).toBeGreaterThanOrEqual(nowMs + LEAD)
        }
      }),
      { numRuns: 25 },
    )
  })
})

test('a catalogue that one item of the table can not hold is refused with its size', async () => {
  const pages = Array.from({ length: 1_200 }, (_, index) =>
    writtenPage({ id: `p${index}`, http: { every: '1h', timeout: '1s' }, url: `https://p${index}.example.org/` }),
  )
  const large = catalogueOf({ portals: [writtenPortal({ pages })] })
  await expect(publishConfig(await emptyTable(), { catalogue: large, played: [], nowMs: NOW })).rejects.toMatchObject({
    code: 'catalogue_too_large',
    message: expect.stringMatching(/has \d{6} bytes with its defaults, 380000 can be kept: split it$/),
  })
})
