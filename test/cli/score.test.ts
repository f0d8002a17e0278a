import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Score } from '../../lib/model/score.ts'
import { nhip, values } from '../kit/nhip.ts'
import { scoredFolder } from '../kit/scored-folder.ts'

let folder: string
let data: string
let pack: string
beforeAll(async () => {
  const made = await scoredFolder({ days: 28, pages: ['quick/home', 'quick/khai-sinh', 'half/home'] })
  ;({ folder, data, pack } = made)
  return made.remove
}, 180_000)

const scored = (...args: string[]) =>
  nhip(['score', '--data', data, '--criteria', pack, '--period', '2026-05-04..2026-05-31', ...args])

test('a period, for machines: half of the points at half of the way, and no total without both halves', async () => {
  const { exit, stdout, stderr } = await scored('--json')
  expect([exit, stderr]).toEqual([3, ''])
  const [score] = values<Score>(stdout)
  expect(score).toMatchObject({ type: 'score', criteria: 'test', version: 1, from: '2026-05-04', to: '2026-05-31' })
  expect(score?.portals).toMatchObject([
    {
      portal: 'quick',
      points: { points: 15, low: 15, high: 15 },
      homepage: { points: 10 },
      // 6 s lie half-way between 2 s and 10 s.
      eform: { points: 5 },
      interval: { low: 15, high: 15, batches: 4 },
      pages: [{ page: 'quick/home', coverage: 1, rules: [{ value: 500, n: 672, points: 10, most: 10 }] }, {}],
    },
    { portal: 'half', points: null, homepage: { points: 10 }, eform: null, reason: 'not_measured' },
  ])
}, 30_000)

test('for people, in their language, one portal with its rules', async () => {
  const { stdout } = await scored('--portal', 'half', '--lang', 'vi')
  expect(stdout).toContain('Theo cách hiểu của hệ thống, không phải điểm chính thức theo văn bản.')
  expect(stdout).toMatch(
    /^half +– +10\.00 +– +– +– +100\.0% +không có lượt đo nào theo lịch; chưa có văn bản đồng ý .*, chỉ tham khảo$/m,
  )
  expect(stdout).toMatch(/^totalMs +observed +p75 +500 +672 +500 +500 +500 +0\.0% +10\.00 \/ 10$/m)
  expect(stdout).not.toContain('quick')
}, 30_000)

test('by vendor: nothing is told of portals that are too few, nor of those whose vendor is not known', async () => {
  const args = ['vendors', '--data', data, '--criteria', pack, '--period', '2026-05-04..2026-05-31']
  const { exit, stdout } = await nhip([...args, '--json'])
  expect(exit).toBe(0)
  const [made] = values(stdout)
  expect(made).toMatchObject({ type: 'vendors', criteria: 'test', software: [], hosting: [] })
  expect(made).toMatchObject({ unnamed: { software: 2, hosting: 2 } })
  const shown = await nhip([...args, '--lang', 'vi'])
  expect(shown.stdout).toMatch(/^Đơn vị cung cấp giải pháp +cổng +cơ quan chủ quản +có điểm +p25 +p50 +p75 +lý do$/m)
  expect(shown.stdout).toContain('2 cổng chưa rõ đơn vị')
  const refused = await nhip([...args, '--catalog', 'x.yaml'])
  expect([refused.exit, refused.stdout]).toEqual([2, ''])
}, 180_000)

test('as printed sheets, for all or for one', async () => {
  const args = ['report', '--data', data, '--criteria', pack, '--period', '2026-05-04..2026-05-31', '--out']
  const all = join(folder, 'all.html')
  const made = await nhip([...args, all, '--json'])
  expect(made.exit).toBe(0)
  expect(values(made.stdout)[0]).toMatchObject({ type: 'reported', file: all })
  const html = await readFile(all, 'utf8')
  expect(html.match(/PHIẾU KẾT QUẢ ĐO HIỆU NĂNG<\/h1>/g)).toHaveLength(2)
  expect(html).toContain('15,00 / 20')
  // A portal's homepage, distributed, over the days and by the hour; the trace has no other metric.
  expect(html.match(/<svg /g)).toHaveLength(9)
  const one = join(folder, 'one.html')
  expect((await nhip([...args, one, '--portal', 'half'])).exit).toBe(0)
  expect(await readFile(one, 'utf8')).not.toContain('TỔNG HỢP')
  const refused = await Promise.all(
    [[join(folder, 'x.doc')], [join(folder, 'x.html'), '--portal', 'nobody']].map((more) => nhip([...args, ...more])),
  )
  expect(refused.map(({ exit, stdout }) => [exit, stdout])).toEqual([
    [2, ''],
    [2, ''],
  ])
}, 180_000)

test('as a bundle, from which they are computed again', async () => {
  const out = join(folder, 'bundle.zip')
  const args = ['--data', data, '--criteria', pack, '--period', '2026-05-04..2026-05-31', '--out', out]
  const made = await nhip(['bundle', ...args])
  expect([made.exit, made.stderr]).toEqual([0, ''])
  expect(made.stdout).toMatch(/bundle\.zip: \d+ bytes, SHA-256 [0-9a-f]{64}\n$/)
  const verified = await nhip(['verify', out])
  expect([verified.exit, verified.stderr]).toEqual([0, ''])
  expect(verified.stdout).toContain('  2016 results are not sealed yet: the period is not closed.\n')
  expect(verified.stdout).toContain('  scores/test@1.json: computed again, the same bit for bit\n')
  expect(verified.stdout).toMatch(/Nothing is wrong\.\n$/)

  const cut = join(folder, 'cut.zip')
  await writeFile(cut, (await readFile(out)).subarray(0, -1))
  const refused = await nhip(['verify', cut])
  expect([refused.exit, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toMatch(
    /^nhip: .*cut\.zip is no whole ZIP \([^\n]+\): name a bundle that nhip bundle has made\n$/,
  )
}, 180_000)

describe('what can’t be scored is one line', () => {
  test.each([
    [['--period', '2026-13'], 'nhip: "2026-13" is no period: write it as'],
    [['--period', '2026-05-31..2026-05-04'], 'nhip: "2026-05-31..2026-05-04" is no period: it ends before it begins'],
    [['--criteria', 'no-such'], 'nhip: there are no criteria “no-such”: name a file, or one of vn-2023-response-time,'],
    [['--criteria', 'no-such.yaml'], "nhip: can't read no-such.yaml (ENOENT)"],
  ])(
    '%j',
    async (args, line) => {
      const { exit, stdout, stderr } = await scored(...args)
      expect([exit, stdout]).toEqual([2, ''])
      expect(stderr).toContain(line)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    },
    30_000,
  )
})
