import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import * as configuring from '../../functions/configure.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { listConfigs } from '../../lib/record/configs.ts'
import { createTable, ensureTable, type Table } from '../../lib/record/table.ts'
import { CONTEXT } from '../kit/lambda.ts'
import { scratch, scratchFile } from '../kit/nhip.ts'
import { openStores, SILENT } from '../kit/stores.ts'
import { writtenCatalogue, writtenLocation } from '../kit/written-catalogue.ts'

const FUNCTIONS = fileURLToPath(new URL('../../functions/', import.meta.url))
const LOCATIONS = ['sgn', 'ap-southeast-1'].map((id) => writtenLocation({ id }))

let stores: Stores
let table: Table
let tableName: string
let made = 0
beforeAll(async () => {
  stores = await openStores()
})
beforeEach(async () => {
  tableName = `hub-${++made}`
  await ensureTable(stores.clients.dynamodb, tableName)
  table = createTable(stores.clients.dynamodb, tableName)
})
afterAll(() => stores.close())

const text = (changes: Record<string, unknown> = {}) =>
  stringify(writtenCatalogue({ locations: LOCATIONS, ...changes }))
const written = (changes: Record<string, unknown> = {}) => scratchFile('catalogue.yaml', text(changes))
const configure = (file: string, played = 'sgn,ap-southeast-1') =>
  configuring.create(
    { ...stores.env, NHIP_TABLE: tableName, NHIP_CATALOGUE: file, NHIP_PLAYED: played },
    { log: SILENT },
  )({ RequestType: 'whatever' }, CONTEXT)

describe('at a deployment', () => {
  test('the first catalogue takes effect at once, the next in a quarter of an hour, the same again not at all', async () => {
    const first = await configure(await written())
    const [config] = await listConfigs(table)
    expect(config).toMatchObject({
      version: first.version,
      effectiveFromMs: config?.publishedAtMs,
      played: ['sgn', 'ap-southeast-1'],
      catalogue: { catalog: 'test' },
    })
    expect(await configure(await written())).toMatchObject({ changed: false, version: first.version })
    expect(await configure(await written({ catalog: 'next' }))).toMatchObject({ changed: true })
    const [, next, ...more] = await listConfigs(table)
    expect(next?.effectiveFromMs).toBe((next?.publishedAtMs ?? 0) + 15 * MINUTE_MS)
    expect(more).toEqual([])
  })

  test('other locations that are played are another version', async () => {
    await configure(await written())
    expect(await configure(await written(), ' sgn ')).toMatchObject({ changed: true })
    expect((await listConfigs(table)).map(({ played }) => played)).toEqual([['sgn', 'ap-southeast-1'], ['sgn']])
  })

  test('the catalogue stands beside the function, or anywhere', async () => {
    const dir = join(await scratch(), 'beside')
    await mkdir(dir)
    await writeFile(join(dir, 'c.yaml'), text())
    expect(await configure(relative(FUNCTIONS, join(dir, 'c.yaml')))).toMatchObject({ changed: true })
  })
})

describe('a deployment fails, and nothing is published', () => {
  test.each<[string, () => Promise<string>, string, RegExp]>([
    [
      'no file',
      async () => '/nonexistent.yaml',
      'sgn',
      /can't read the catalogue \/nonexistent\.yaml: there is no such/,
    ],
    ['a problem', () => written({ contact: 7 }), 'sgn', /catalogue\.yaml:\d+:\d+: .*contact/],
    ['a location that it lacks', () => written(), 'sgn,han', /location “han” is not in catalogue test: it has sgn, ap/],
    ['no location', () => written(), ',', /location “” is not in catalogue/],
  ])('%s', async (_name, file, played, message) => {
    await expect(configure(await file(), played)).rejects.toThrow(message)
    expect(await listConfigs(table)).toEqual([])
  })

  test('a table that is away', async () => {
    tableName = 'none'
    await expect(configure(await written())).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

test('says what its environment lacks, and no value', () => {
  expect(() => configuring.create({ NHIP_TABLE: 'secret' })).toThrow(
    /^environment of configure: NHIP_CATALOGUE, NHIP_PLAYED missing or not valid$/,
  )
})
