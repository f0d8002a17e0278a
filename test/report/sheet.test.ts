import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createSheetTally } from '../../lib/judge/sheet-facts.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import type { Portal } from '../../lib/model/catalogue.ts'
import type { Exclusion } from '../../lib/model/exclusion.ts'
import { type Lang, say } from '../../lib/model/lang.ts'
import type { PublishedPage, PublishedPortal, PublishedRule, Score } from '../../lib/model/score.ts'
import { NO_POINTS_WORDS } from '../../lib/model/score-words.ts'
import { printPdf } from '../../lib/observe/browser/print.ts'
import type { SheetsOf } from '../../lib/report/sheet/about.ts'
import { SHEETS_END, sheetsHead } from '../../lib/report/sheet/document.ts'
import { fleetSection } from '../../lib/report/sheet/fleet.ts'
import { readLoad } from '../../lib/report/sheet/load.ts'
import type { ShownLoad } from '../../lib/report/sheet/load-block.ts'
import { portalSection } from '../../lib/report/sheet/portal.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { criteria, LCP_RULE } from '../kit/score.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const HOSTILE = 'Cổng <script>alert("x")</script> & bạn'
const MAY = (day: number, hour: number): number => Date.UTC(2026, 4, day, hour - 7)
const WINDOW: SheetsOf['windows'][number] = {
  portal: 'da-nang',
  page: null,
  fromMs: MAY(10, 22),
  toMs: MAY(11, 2),
  declaredAtMs: 0,
  note: 'Nâng cấp',
}

function sheetOf(
  changes: {
    readonly points?: PublishedPortal['points']
    readonly reason?: PublishedPortal['reason']
    readonly score?: Partial<Score>
    readonly of?: Partial<SheetsOf>
    /** So many portals on a sheet of their own, before the other. */
    readonly fleet?: number
    readonly share?: number
    readonly load?: ShownLoad
  } = {},
): string {
  const catalogue = catalogueOf({ portals: [writtenPortal({ name: { vi: HOSTILE, en: 'x' }, vendor: 'fpt' })] })
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
    excluded: 12,
    excludedShare: 0,
    maintenance: { plannedMs: 4 * 3_600_000, acceptedMs: 3 * 3_600_000 },
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
    reservation: null,
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
  const portal = catalogue.portals[0] as Portal
  const of: SheetsOf = {
    score,
    criteria: criteria({ source: 'Quyết định 766/QĐ-TTg' }),
    windows: [WINDOW],
    reviews: [],
    madeAtMs: Date.parse('2026-06-01T00:00:00Z'),
    software: 'Nhịp 0',
    lang: 'vi',
    ...changes.of,
  }
  const facts = [{ rule: LCP_RULE, facts: tally.facts() }]
  const pages = [{ page, url: 'https://example.org/', facts, load: changes.load ?? null }]
  return [
    sheetsHead({ period: score.period, lang: of.lang }),
    ...(changes.fleet === undefined ? [] : [fleetSection(Array(changes.fleet).fill({ portal, published }), of)]),
    portalSection({ portal, published, code: 'c0de', pages }, of),
    SHEETS_END,
  ].join('')
}

test('a sheet has its head, figures as they are written in Việt Nam, and places to sign', () => {
  const html = sheetOf()
  for (const text of [
    'PHIẾU KẾT QUẢ ĐO HIỆU NĂNG',
    'Kèm theo Văn bản số',
    '2026-05: 01/05/2026 – 31/05/2026',
    'trong nước: hn, sgn',
    '19,13 (18,50–19,50) / 20',
    '18,40 – 19,90 (4 đợt tuần)',
    'c0de',
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

describe('what did not count', () => {
  const rowOf = (html: string, text: string): string =>
    html
      .split('<tr>')
      .find((row) => row.includes(text))
      ?.replaceAll(/<[^>]+>/g, '|') ?? ''

  test('maintenance with its hours, and how many of all were left out', () => {
    const html = sheetOf()
    expect(rowOf(html, 'Nâng cấp')).toMatch(
      /Bảo trì theo kế hoạch\|+mọi trang\|+10\/05\/2026 22:00\|+11\/05\/2026 02:00\|+4\|+Nâng cấp/,
    )
    expect(html).toContain('đã báo trước 4 giờ, được loại trừ 3 giờ; loại trừ theo đề nghị: 12 lượt đo')
    const none = sheetOf({ of: { windows: [{ ...WINDOW, portal: 'hue' }] } })
    expect(none).toContain('không có bảo trì theo kế hoạch')
  })

  test('what was contested, once, with what became of it', () => {
    const window = { portal: 'da-nang', page: 'home', locations: ['hn'], fromMs: MAY(4, 8), toMs: MAY(4, 10) }
    const decision = { atMs: 0, by: 'x', isAccepted: false, finding: 'portal', reason: 'máy chủ quá tải' } as const
    const accepted = { ...decision, isAccepted: true, reason: 'có biên bản' }
    const exclusion: Exclusion = {
      ...window,
      review: 'a',
      cause: 'mất điện',
      reason: 'có biên bản',
      decidedAtMs: 0,
      decidedBy: 'x',
    }
    const html = sheetOf({
      score: { exclusions: [exclusion, { ...exclusion, review: 'd', portal: null, page: null, cause: 'lệch giờ' }] },
      of: {
        reviews: [
          { ...window, id: 'a', cause: 'mất điện', decision: accepted },
          { ...window, id: 'b', cause: 'đứt cáp', decision },
          { ...window, id: 'c', cause: 'nghẽn mạng', decision: null },
          { ...window, id: 'e', portal: 'hue', cause: 'của nơi khác', decision: null },
        ],
      },
    })
    expect(html.match(/mất điện/g)).toHaveLength(1)
    expect(rowOf(html, 'mất điện')).toMatch(/Loại trừ\|.*\|2\|+mất điện; điểm đo hn\. Chấp nhận: có biên bản/)
    expect(rowOf(html, 'đứt cáp')).toContain('Không chấp nhận: máy chủ quá tải')
    expect(rowOf(html, 'nghẽn mạng')).toContain('Chờ quyết định')
    expect(rowOf(html, 'lệch giờ')).toContain('Loại trừ (phương pháp đo)')
    expect(html).not.toContain('của nơi khác')
  })

  test('is cut off where it would fill the sheet, which says so', () => {
    const windows = Array.from({ length: 9 }, (_, n) => ({ ...WINDOW, note: `số ${n}` }))
    const html = sheetOf({ of: { windows } })
    expect(html.match(/Nâng cấp|số \d/g)).toHaveLength(6)
    expect(html).toContain('Còn 3 khoảng khác')
  })
})

test('no points are a dash and the reason, never 0', () => {
  const html = sheetOf({ points: null, reason: 'insufficient_coverage' })
  expect(html).toContain('<b>Điểm hiệu năng: – / 20</b> (chưa đủ căn cứ: mức bao phủ thấp)')
})

test('what is nearly all, or nearly a limit, is not shown as that', () => {
  expect(sheetOf({ share: 0.9999 })).toContain('99,99% lượt đạt')
  expect(sheetOf({ share: 0.99995 })).toContain('99,995% lượt đạt')
  expect(sheetOf({ share: 0.8996 })).toContain('89,96% lượt đạt')
  expect(sheetOf({ share: 0.9 })).toContain('90,0% lượt đạt')
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
  const html = sheetOf({ fleet: 1 })
  expect(html.indexOf('TỔNG HỢP KẾT QUẢ')).toBeLessThan(html.indexOf('PHIẾU KẾT QUẢ'))
  expect(sheetOf()).not.toContain('TỔNG HỢP KẾT QUẢ')
})

test('83 portals have one page, of which those without points give their reason by a letter', async () => {
  const name = 'Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Quảng Ngãi'
  const one = sheetOf({ fleet: 83 }).replace(/<td>[^<]*<\/td><td class="w">/g, `<td>${name}</td><td class="w">`)
  const pdf = Buffer.from(await printPdf(one, 'vi')).toString('latin1')
  expect(/\/Count (\d+)/.exec(pdf)?.[1]).toBe('2')

  const reason = 'obstructed' as const
  const words = say(NO_POINTS_WORDS[reason], 'vi')
  const few = sheetOf({ points: null, reason, fleet: 40 })
  expect(few).toContain(`<td colspan="2">${words}</td>`)
  const many = sheetOf({ points: null, reason, fleet: 41 })
  expect(many).toContain(`(a) 41 ${words}`)
  expect(many.match(/<td colspan="2">\(a\)<\/td>/g)).toHaveLength(41)
}, 180_000)

describe('the audit that stands for all', () => {
  const JPEG = (name: string): string => `data:image/jpeg;base64,${Buffer.from(name).toString('base64')}`
  const kept = (audits: object): Buffer => gzipSync(JSON.stringify({ lighthouseVersion: '13', audits }))
  const film = (...names: readonly string[]) => ({
    'screenshot-thumbnails': {
      score: null,
      details: { type: 'filmstrip', items: names.map((name, n) => ({ timing: 300 * n, data: JPEG(name) })) },
    },
  })
  const shown = (
    audits: object,
    changes: { readonly lang?: Lang; readonly thirdParties?: ShownLoad['audit']['thirdParties'] } = {},
  ): string => {
    const load = readLoad(kept(audits))
    if (load === null) throw new Error('it can be read')
    const metrics = { ...NO_METRICS, totalBytes: 1_000_000 }
    const { lang = 'vi', thirdParties = null } = changes
    const audit = { startedAtMs: MAY(8, 20), location: 'sgn', metrics, thirdParties }
    return sheetOf({ of: { lang }, load: { ...load, audit, timezone: 'Asia/Ho_Chi_Minh', isCounted: true } })
  }

  test('shows what changed on the screen, at most five pictures, the last among them', () => {
    const html = shown(film('a', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'g'))
    expect([...html.matchAll(/<img src="[^"]*base64,([^"]+)"/g)].map(([, data = '']) => atob(data))).toEqual([
      'a',
      'c',
      'd',
      'f',
      'g',
    ])
    expect(html).toContain('<figcaption>2,1 s</figcaption>')
    expect(html).toContain('theo lượt kiểm tra tiêu biểu 08/05/2026 20:00, sgn')
  })

  test('shows fewer pictures where they are large, and none that is no picture', () => {
    const html = shown(film(...['a', 'b', 'c', 'd'].map((name) => name.repeat(60_000))))
    expect(html.match(/<img /g)).toHaveLength(2)
    const hostile = [{ timing: 0, data: 'data:image/svg+xml,<svg onload="alert(1)">' }]
    expect(shown({ 'screenshot-thumbnails': { score: null, details: { items: hostile } } })).not.toContain('<img')
  })

  const AUDITS = {
    'cache-insight': {
      score: 0,
      metricSavings: { FCP: 150, LCP: 900 },
      details: { debugData: { wastedBytes: 213_266 } },
    },
    'render-blocking-insight': { score: 0, metricSavings: { FCP: 1_240, LCP: 300 } },
    'unused-css-rules': { score: 0.5, metricSavings: { LCP: 150 }, details: { overallSavingsBytes: 32_288 } },
    'image-delivery-insight': { score: 1, metricSavings: { LCP: 5_000 } },
    'cls-culprits-insight': { score: null, metricSavings: { CLS: 0.3 } },
    'some-new-insight': { score: 0, metricSavings: { LCP: 9_000 } },
  }

  test('tells what to improve, by what it saves, in both languages', () => {
    const items = (html: string): readonly string[] =>
      [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, item = '']) => item)
    expect(items(shown(AUDITS))).toEqual([
      'Không để CSS, JavaScript chặn hiển thị: đưa phần cần ngay vào trang, tải phần còn lại sau (ước tính giảm 1,2 giây)',
      'Đặt thời hạn lưu tạm dài cho tệp tĩnh (Cache-Control) (ước tính giảm 0,9 giây, 213 kB)',
      'Bỏ hoặc tải sau phần CSS không dùng đến (ước tính giảm 0,2 giây, 32 kB)',
    ])
    expect(items(shown(AUDITS, { lang: 'en' }))[1]).toBe(
      'Let static files be cached for longer (Cache-Control) (saves about 0.9 s, 213 kB)',
    )
    expect(shown({})).toContain('Lighthouse không thấy điểm nào.')
  })

  test('tells the share of third parties by origin', () => {
    const origins = ['a', 'b', 'c', 'd'].map((name, n) => ({
      origin: `https://${name}.example`,
      bytes: 100_000 - n,
      requests: 1,
      mainThreadMs: 80,
    }))
    const html = shown({}, { thirdParties: { bytes: 400_000, requests: 4, mainThreadMs: 320, origins } })
    expect(html).toContain(
      'Bên thứ ba: 400 kB, 40,0% dung lượng trang; 320 ms xử lý. a.example 100 kB; b.example 100 kB; c.example 100 kB</p>',
    )
    const none = { bytes: 0, requests: 0, mainThreadMs: 0, origins: [] }
    expect(shown({}, { thirdParties: none })).toContain('Trang không tải gì từ bên thứ ba.')
  })

  test('is none where its file can’t be read', () => {
    expect([Buffer.from('no gzip'), gzipSync('no JSON'), gzipSync('{"audits":1}')].map(readLoad)).toEqual([
      null,
      null,
      null,
    ])
  })
})

test('in English', () => {
  const html = sheetOf({ of: { lang: 'en' }, fleet: 1 })
  for (const text of [
    '<html lang="en">',
    'PERFORMANCE OF ALL PORTALS',
    'Points: 19.13 (18.50–19.50) / 20',
    '2026-05-01 – 2026-05-31 (Vietnam time, GMT+7)',
    '87.4% within',
    'Planned maintenance',
    'A preview: the period is not closed.',
    'Head of the agency',
  ])
    expect(html).toContain(text)
  expect(html.replace(/Quyết định 766\/QĐ-TTg|Nhịp|Nâng cấp/g, '')).not.toMatch(/[ăâđêôơưạảấầẩậắằếềểệịọỏốồộớờợụủứừựỳ]/i)
})

test('the face comes with the document, with every letter of Vietnamese', () => {
  const html = sheetOf()
  const faces = [...html.matchAll(/@font-face\{font-family:Tinos;([^}]*)\}/g)].map(([, rule = '']) => rule)
  expect(faces).toHaveLength(6)
  const ranges = faces.slice(0, 2).flatMap((rule) => [...rule.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)])
  const has = (letter: string): boolean => {
    const code = letter.codePointAt(0) ?? 0
    return ranges.some(
      ([, from = '', to = from]) => code >= Number.parseInt(from, 16) && code <= Number.parseInt(to, 16),
    )
  }
  const text = 'ăâđêôơư àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ ĂÂĐÊÔƠƯ – … “”'
  expect([...text].filter((letter) => !has(letter))).toEqual([])
})
