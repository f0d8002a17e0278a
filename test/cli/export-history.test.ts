import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../lib/flow/system-clock.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { serveHub, type TestHub } from '../kit/hub.ts'
import { keepFleet } from '../kit/jobs.ts'
import { nhip, scratch, scratchFile, values } from '../kit/nhip.ts'
import { spawnNhip } from '../kit/nhip-process.ts'
import { openStores } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'
import { until } from '../kit/until.ts'

type Exported = {
  readonly type: 'exported'
  readonly job: string | null
  readonly sizeBytes: number
  readonly sha256: string
}

let stores: Stores
let hub: TestHub
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  stores = await openStores()
  await keepFleet(stores, Date.now())
  hub = await serveHub(stores, { clock: systemClock })
  const asked = { role: 'vendor', vendor: 'vnpt' } as const
  env = { NHIP_TOKEN: await makeToken(asked, { table: stores.table, nowMs: Date.now() }) }
})
afterAll(async () => {
  hub.close()
  await stores.close()
})

test('from a platform: interrupted, and come back to', { timeout: 180_000 }, async () => {
  const out = join(await scratch(), 'out.csv')
  const args = ['export-history', '--hub', hub.url, '--out', out]
  const waiting = spawnNhip([...args, '--portal', 'da-nang', '--csv-lang', 'vi'], env)
  const id = await until('the job is taken on', () => /Job (\S+) was taken on/.exec(waiting.stderr())?.[1])
  waiting.kill('SIGINT')
  expect(await waiting.ended).toEqual({ code: 3, signal: null })
  expect(waiting.stderr()).toContain(`nhip export-history --job ${id} --hub ${hub.url} --out ${out}`)
  expect(existsSync(out)).toBe(false)

  const { exit, stdout } = await hub.pumping(() => nhip([...args, '--job', id, '--json'], { env }))
  expect(exit).toBe(0)
  const text = readFileSync(out)
  const sha256 = createHash('sha256').update(text).digest('hex')
  expect(values<Exported>(stdout)).toEqual([{ type: 'exported', job: id, file: out, sizeBytes: text.length, sha256 }])
  expect(text.toString()).toMatch(/^\ufeffMã cổng;[^\r]+\r\nda-nang;/)
  expect(readdirSync(join(out, '..'))).toEqual(['out.csv'])
})

test('from a folder, the same without a job', { timeout: 180_000 }, async () => {
  const dir = join(await scratch(), 'data')
  const slotMs = Math.floor(Date.now() / 300_000 - 2) * 300_000
  const header = {
    type: 'trace',
    cadenceSeconds: 300,
    locations: [{ id: 'a', group: 'domestic' }],
    pages: ['hue/home'],
  }
  const line = { type: 'o', slotMs, page: 'hue/home', location: 'a', outcome: 'passed', cause: null, totalMs: 4 }
  const trace = await scratchFile('t.ndjson', [header, line].map((one) => JSON.stringify(one)).join('\n'))
  await nhip(['import', trace, '--data', dir])
  const out = join(await scratch(), 'out.json')
  const made = await nhip(['export-history', '--data', dir, '--days', '2', '--format', 'json', '--out', out, '--json'])
  expect([made.exit, made.stderr]).toEqual([0, ''])
  expect(values<Exported>(made.stdout)).toMatchObject([{ type: 'exported', job: null, file: out }])
  const [shown] = values((await nhip(['history', 'hue/home', '--data', dir, '--days', '2', '--json'])).stdout)
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ type: 'histories', days: 2, pages: [shown] })
})

test.each<[string, () => readonly string[], RegExp]>([
  ['no file', () => ['--hub', hub.url], /required option '--out <file>'/],
  ['a page and a portal', () => ['--page', 'a/b', '--portal', 'a', '--out', 'x'], /cannot be used with/],
  ['a job without its platform', () => ['--job', 'x', '--out', 'x'], /^nhip: --job is one of a platform/],
  ['a job of others', () => ['--job', 'x', '--out', 'x', '--hub', hub.url], /you have no such job/],
  ['a page of others', () => ['--page', 'hue/home', '--out', 'x', '--hub', hub.url], /no page “hue\/home” of yours/],
])('%s: exit 2', { timeout: 180_000 }, async (_name, args, line) => {
  const { exit, stdout, stderr } = await nhip(['export-history', ...args()], { env })
  expect([exit, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(line)
})
