import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { score } from '../../lib/flow/score.ts'
import { chosenPortals } from '../../lib/flow/score-export.ts'
import { type SheetsOptions, scoreSheets } from '../../lib/flow/score-sheets.ts'
import type { ScoreSource } from '../../lib/flow/score-source.ts'
import { pageFacts } from '../../lib/flow/sheet.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { type Audit, NO_METRICS } from '../../lib/model/audit.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import { reportKey } from '../../lib/model/report-file.ts'
import { audit } from '../kit/audit.ts'
import { pageOf } from '../kit/catalogue.ts'
import { tenPoints } from '../kit/score.ts'
import { exclusionAt, FROM, type Shows, sourceOf } from '../kit/score-source.ts'
import { openStores } from '../kit/stores.ts'

const SPAN = { period: parsePeriod('2026-05-04..2026-05-17'), nowMs: FROM + 20 * DAY_MS }
const QUICK: Shows = () => ({ totalMs: 500 })
const FILE = { name: 'report.json.gz', sha256: '0'.repeat(64), bytes: 1 } as const

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

async function made(source: ScoreSource, changes: Partial<SheetsOptions> = {}): Promise<string> {
  const criteria = tenPoints()
  const { catalogue } = source.configs[0] as ScoreSource['configs'][number]
  const options: SheetsOptions = {
    score: await score(source, { ...SPAN, criteria }),
    criteria,
    catalogue,
    portals: chosenPortals(catalogue, { only: { portal: null, owner: null, vendor: null }, visible: null }),
    isFleet: false,
    lang: 'vi',
    nowMs: SPAN.nowMs,
    table: stores.table,
    reports: null,
    ...changes,
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of scoreSheets(source, options)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Audits of Da Nang every six hours, by LCP; each has left a report. */
function withAudits(
  source: ScoreSource,
  lcpMs: (slotMs: number) => number,
  calibrated: Audit['calibrated'] = true,
): ScoreSource {
  return {
    ...source,
    results: async (span) => {
      const audits: Audit[] = []
      for (let slotMs = Math.ceil(span.fromMs / (6 * HOUR_MS)) * 6 * HOUR_MS; slotMs < span.toMs; slotMs += 6 * HOUR_MS)
        for (const location of ['a', 'b']) {
          const metrics = { ...NO_METRICS, lcpMs: lcpMs(slotMs) }
          audits.push(audit({ page: span.page, location, slotMs, metrics, calibrated, files: [FILE] }))
        }
      return { ...(await source.results(span)), audits }
    },
  }
}

test('charts count what the score counts: neither accepted maintenance nor what was excluded', async () => {
  const bad: Shows = ({ day, hour }) => (day === 2 && hour < 4 ? { cause: 'http_5xx' } : { totalMs: 500 })
  const criteria = tenPoints()
  const failures = async (of: Parameters<typeof sourceOf>[1]): Promise<number | undefined> => {
    const source = sourceOf(bad, of)
    const { catalogue } = source.configs[0] as ScoreSource['configs'][number]
    const scores = await score(source, { ...SPAN, criteria })
    const page = pageOf(catalogue, 'da-nang/home')
    const { facts } = await pageFacts(source, { page, score: scores, criteria, catalogue, nowMs: SPAN.nowMs })
    expect(facts[0]?.facts.failed).toBe(scores.portals[0]?.pages[0]?.failed)
    return facts[0]?.facts.failed
  }
  expect(await failures({})).toBe(8)
  expect(await failures({ exclusions: [exclusionAt(48, 1)] })).toBe(6)
  const night = { portal: 'da-nang', from: '2026-05-06T00:00', to: '2026-05-06T03:00' }
  expect(await failures({ maintenance: [night] })).toBe(2)
})

test('a sheet shows the audit that is nearest to the median and still has its report', async () => {
  const report = { audits: { 'cache-insight': { score: 0, metricSavings: { LCP: 700 } } } }
  const asked: string[] = []
  const source = withAudits(sourceOf(QUICK), (slotMs) => 2_000 + ((slotMs / (6 * HOUR_MS)) % 7) * 100)
  const from = (has: (count: number) => boolean) => ({
    get: async (key: string) => {
      asked.push(key)
      return has(asked.length) ? gzipSync(JSON.stringify(report)) : null
    },
  })
  const html = await made(source, { reports: from((count) => count > 1) })
  expect(html).toContain('Đặt thời hạn lưu tạm dài cho tệp tĩnh (Cache-Control) (ước tính giảm 0,7 giây)')
  const [first] = asked
  const slotMs = Number(/\/(\d+)-[ab]\/report\.json\.gz$/.exec(first ?? '')?.[1])
  expect(reportKey({ page: 'da-nang/home', slotMs, location: first?.includes('-a/') ? 'a' : 'b' }, FILE.name)).toBe(
    first,
  )
  expect((slotMs / (6 * HOUR_MS)) % 7).toBe(3)

  expect(html).not.toContain('không tính điểm vì')

  const uncalibrated = withAudits(sourceOf(QUICK), () => 2_000, null)
  expect(await made(uncalibrated, { reports: from(() => true) })).toContain(
    'không tính điểm vì chưa có hiệu chuẩn hợp lệ',
  )

  asked.length = 0
  expect(await made(source, { reports: from(() => false) })).not.toContain('Cần cải thiện')
  // Of each page three at most.
  expect(asked).toHaveLength(6)
})

test('portals stand in the official order, all of them first where it is wanted', async () => {
  const html = await made(sourceOf(QUICK, { exclusions: [exclusionAt(8, 17)] }), { isFleet: true })
  expect(html.match(/TỔNG HỢP KẾT QUẢ|PHIẾU KẾT QUẢ ĐO HIỆU NĂNG<\/h1>/g)).toEqual([
    'TỔNG HỢP KẾT QUẢ',
    'PHIẾU KẾT QUẢ ĐO HIỆU NĂNG</h1>',
    'PHIẾU KẾT QUẢ ĐO HIỆU NĂNG</h1>',
  ])
  expect(html).toContain(
    '2 hệ thống, 1 có điểm; 1 chưa đủ căn cứ: loại trừ quá 5% số lượt đo theo lịch; ' +
      '2 chưa có văn bản đồng ý của cơ quan chủ quản trước kỳ, chỉ tham khảo.',
  )
  expect(html).toContain('</section></body></html>')
})
