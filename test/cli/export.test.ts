import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../lib/model/duration.ts'
import type { Score } from '../../lib/model/score.ts'
import type { ScoreExport } from '../../lib/model/score-export.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { nhip, values } from '../kit/nhip.ts'
import { FROM } from '../kit/score-source.ts'
import { scoredFolder } from '../kit/scored-folder.ts'

const PERIOD = '2026-05-04..2026-05-10'

let folder: string
let data: string
let pack: string
beforeAll(async () => {
  const made = await scoredFolder({
    days: 7,
    pages: ['quick/home', 'quick/khai-sinh', 'half/home'],
    header: { maintenance: [{ page: 'quick/home', fromMs: FROM + 22 * HOUR_MS, toMs: FROM + 26 * HOUR_MS }] },
  })
  ;({ folder, data, pack } = made)
  return made.remove
}, 180_000)

async function exported(format: string, ...args: string[]) {
  const out = join(folder, `out.${format}`)
  const ended = await nhip(['export', '--data', data, '--period', PERIOD, '--format', format, '--out', out, ...args])
  return { ...ended, out }
}

test('JSON: exit 0 though a total is missing, each portal with the code that anybody can compute', async () => {
  const { exit, stdout, out } = await exported('json', '--criteria', pack, '--json')
  expect(exit).toBe(0)
  const text = await readFile(out, 'utf8')
  expect(values(stdout)).toEqual([
    {
      type: 'exported',
      job: null,
      file: out,
      sizeBytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    },
  ])
  const made = JSON.parse(text) as ScoreExport
  expect(made).toMatchObject({
    type: 'export',
    status: 'preview',
    period: { name: PERIOD, from: '2026-05-04', to: '2026-05-10', timezone: 'Asia/Ho_Chi_Minh' },
    // By name: an import knows no order.
    portals: [{ portal: 'half' }, { portal: 'quick', maintenanceHours: 4 }],
    packs: [
      {
        score: {
          portals: [
            { portal: 'half', points: null },
            { portal: 'quick', points: { points: 15 } },
          ],
        },
      },
    ],
    maintenance: [{ portal: 'quick', page: 'home', declaredAtMs: null }],
  })
  const scored = await nhip(['score', '--data', data, '--criteria', pack, '--period', PERIOD, '--json'])
  const [{ criteria, version, period, from, to, group, portals }] = values<Score>(scored.stdout) as [Score]
  const [portal] = portals.filter((one) => one.portal === 'quick')
  const sha256 = createHash('sha256')
    .update(canonicalJson({ criteria, version, period, from, to, group, portal }))
    .digest('hex')
  expect(made.packs[0]?.codes[1]).toEqual({ portal: 'quick', sha256 })
}, 180_000)

test('a workbook of one portal, by all packs that are shipped', async () => {
  const { exit, stdout, out } = await exported('xlsx', '--portal', 'quick')
  expect(exit).toBe(0)
  expect(stdout).toMatch(/^\S+out\.xlsx: \d+ bytes, SHA-256 [0-9a-f]{64}\n$/)
  const { sheets } = await readXlsx(await readFile(out))
  expect(sheets.map(({ name }) => name).slice(0, 3)).toEqual([
    'Tổng hợp vn-2023-response-time',
    'Tổng hợp vn-2024-473',
    'Tổng hợp vn-2025-load',
  ])
  expect(sheets[0]?.rows.filter(([first]) => typeof first === 'number')).toHaveLength(1)
}, 180_000)

test('a CSV in the language that is asked for', async () => {
  const { exit, out } = await exported('csv', '--criteria', pack, '--csv-lang', 'vi', '--lang', 'en')
  expect(exit).toBe(0)
  const [head, first] = (await readFile(out, 'utf8')).split('\r\n')
  expect(head).toMatch(/^\ufeffCấp;Bộ tiêu chí;/)
  expect(first).toMatch(
    /^cổng;test;1;theo cách hiểu của hệ thống;04\/05\/2026;10\/05\/2026;kết quả dự kiến;trong nước;/,
  )
}, 180_000)

describe('what can’t be exported is one line, and no file', () => {
  test.each([
    [['--portal', 'no-such'], 'nhip: no portal of yours fits portal “no-such” in the period'],
    [['--vendor', 'vnpt', '--portal', 'quick'], 'nhip: no portal of yours fits portal “quick” and vendor “vnpt”'],
    [['--period', '2026-13'], 'nhip: "2026-13" is no period'],
    [['--job', 'export-1-1'], "error: option '--job <id>' cannot be used with option '--period <period>'"],
  ])(
    '%j',
    async (args, line) => {
      await rm(join(folder, 'out.json'), { force: true })
      const { exit, stdout, stderr, out } = await exported('json', ...args)
      expect([exit, stdout]).toEqual([2, ''])
      expect(stderr).toContain(line)
      await expect(readFile(out)).rejects.toThrow('ENOENT')
    },
    30_000,
  )

  test('nor without saying what', async () => {
    const { exit, stderr } = await nhip(['export', '--data', data, '--out', join(folder, 'x')])
    expect([exit, stderr]).toEqual([
      2,
      'nhip: say what of when is exported: --period 2026-11 --format xlsx, csv or json\n',
    ])
  }, 30_000)
})
