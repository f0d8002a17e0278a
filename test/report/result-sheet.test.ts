import { describe, expect, test } from 'vitest'
import { createSheetTally } from '../../lib/judge/sheet-facts.ts'
import type { PublishedPage, PublishedPortal, PublishedRule, Score } from '../../lib/model/score.ts'
import { resultSheets, type SheetOf } from '../../lib/report/result-sheet.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { criteria, LCP_RULE } from '../kit/score.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const HOSTILE = 'Cổng <script>alert("x")</script> & bạn'

function sheetOf(
  changes: {
    readonly points?: PublishedPortal['points']
    readonly reason?: PublishedPortal['reason']
    readonly score?: Partial<Score>
    readonly isFleet?: boolean
    readonly share?: number
  } = {},
): string {
  const catalogue = catalogueOf({
    portals: [writtenPortal({ name: { vi: HOSTILE, en: 'x' }, vendor: 'fpt' })],
    maintenance: [
      { portal: 'da-nang', from: '2026-05-10T22:00', to: '2026-05-11T02:00', note: 'Nâng cấp' },
      { portal: 'da-nang', from: '2026-09-10T22:00', to: '2026-09-11T02:00', note: 'Ngoài kỳ' },
    ],
  })
  const rule: PublishedRule = {
    metric: 'lcpMs',
    from: 'audit',
    basis: 'simulated',
    statistic: 'within',
    limit: 4_000,
    value: changes.share ?? 0.874,
    n: 240,
    p50: 2_800,
    p75: 3_500,
    p95: 5_100,
    failedShare: 0.017,
    points: 9.13,
    most: 10,
    met: false,
  }
  const page: PublishedPage = {
    page: 'da-nang/home',
    kind: 'homepage',
    points: null,
    reason: null,
    due: 240,
    passed: 231,
    failed: 4,
    coverage: 0.979,
    workCoverage: 0.98,
    obstructed: 0.004,
    before: null,
    excluded: 0,
    excludedShare: 0,
    maintenance: { plannedMs: 0, acceptedMs: 0 },
    rules: [rule],
  }
  const { points = { points: 19.13, low: 18.5, high: 19.5 }, reason = null } = changes
  const published: PublishedPortal = {
    portal: 'da-nang',
    points,
    homepage: points,
    eform: points,
    reason,
    grade: null,
    interval: { low: 18.4, high: 19.9, batches: 4 },
    ranks: null,
    before: null,
    pages: [page],
  }
  const score: Score = {
    type: 'score',
    criteria: 'test',
    version: 1,
    reading: 'ours',
    period: '2026-05',
    from: '2026-05-01',
    to: '2026-05-31',
    timezone: 'Asia/Ho_Chi_Minh',
    group: 'domestic',
    kind: 'official',
    locations: ['hn', 'sgn'],
    reservation: null,
    status: 'preview',
    closing: null,
    exclusions: [],
    portals: [published],
    ...changes.score,
  }
  const tally = createSheetTally(31)
  for (let n = 0; n < 31; n++) tally.add({ day: n, hour: n % 24 }, n % 10 === 0 ? 'failed' : 2_000 + n * 100)
  const portal = catalogue.portals[0] as SheetOf['sheets'][number]['portal']
  return resultSheets({
    score,
    criteria: criteria({ source: 'Quyết định 766/QĐ-TTg' }),
    catalogue,
    sheets: [{ portal, published, pages: [{ page, facts: [{ rule: LCP_RULE, facts: tally.facts() }] }] }],
    isFleet: changes.isFleet ?? false,
    madeAtMs: Date.parse('2026-06-01T00:00:00Z'),
    software: 'Nhịp 0',
  })
}

test('a sheet has its head, figures as they are written in Việt Nam, and places to sign', () => {
  const html = sheetOf()
  for (const text of [
    'PHIẾU KẾT QUẢ ĐO HIỆU NĂNG',
    'Kèm theo Văn bản số',
    '2026-05: 01/05/2026 – 31/05/2026',
    'trong nước: hn, sgn',
    '19,13 (18,50–19,50) / 20',
    '18,4 – 19,9 (4 đợt tuần)',
    '87,4% lượt đạt',
    '&#60; 4.000',
    '9,13 / 10',
    'Không đạt',
    'Người lập biểu',
    'Thủ trưởng đơn vị',
    'Cách kiểm chứng',
    'Kết quả dự kiến, kỳ chưa chốt. Kết quả theo cách hiểu của hệ thống, không phải điểm chính thức theo Quyết định 766/QĐ-TTg.',
  ])
    expect(html).toContain(text)
  expect(html.match(/<svg /g)).toHaveLength(3)
})

test('what stands in a catalogue is text, and nothing is loaded or run', () => {
  const html = sheetOf()
  expect(html).not.toContain('<script')
  expect(html).toContain('Cổng &#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; bạn')
  expect(html).toContain("default-src 'none'")
})

test('maintenance of the period is listed, and no other', () => {
  expect(sheetOf()).toContain('Nâng cấp')
  expect(sheetOf()).not.toContain('Ngoài kỳ')
})

test('no points are a dash and the reason, never 0', () => {
  const html = sheetOf({ points: null, reason: 'insufficient_coverage' })
  expect(html).toContain('<b>Điểm hiệu năng:</b> – / 20 (chưa đủ căn cứ: mức bao phủ thấp)')
})

test('what is nearly all is not shown as all', () => {
  expect(sheetOf({ share: 0.9999 })).toContain('99,9% lượt đạt')
  expect(sheetOf({ share: 1 })).toContain('100,0% lượt đạt')
})

describe('what keeps a score from standing', () => {
  test('is said', () => {
    expect(sheetOf({ score: { reservation: 'one_location' } })).toContain('Một điểm đo, chỉ tham khảo.')
  })

  test('a closed period is no preview', () => {
    expect(sheetOf({ score: { status: 'closed' } })).not.toContain('Kết quả dự kiến')
  })
})

test('the page of all portals comes first where it is wanted', () => {
  const html = sheetOf({ isFleet: true })
  expect(html.indexOf('TỔNG HỢP KẾT QUẢ')).toBeLessThan(html.indexOf('PHIẾU KẾT QUẢ'))
  expect(sheetOf()).not.toContain('TỔNG HỢP KẾT QUẢ')
})
