import type { SheetFacts } from '../judge/sheet-facts.ts'
import type { Catalogue, Maintenance, Portal } from '../model/catalogue.ts'
import type { Criteria, CriteriaRule } from '../model/criteria.ts'
import type { PublishedPage, PublishedPoints, PublishedPortal, PublishedRule, Score } from '../model/score.ts'
import { NO_POINTS_WORDS, RESERVATION_WORDS } from '../model/score-words.ts'
import { escaped } from './markup.ts'
import { courseChart, distributionChart } from './sheet-charts.ts'

export type SheetPage = {
  readonly page: PublishedPage
  readonly facts: readonly { readonly rule: CriteriaRule; readonly facts: SheetFacts }[]
}

export type Sheet = {
  readonly portal: Portal
  readonly published: PublishedPortal
  readonly pages: readonly SheetPage[]
}

export type SheetOf = {
  readonly score: Score
  readonly criteria: Criteria
  readonly catalogue: Catalogue
  readonly sheets: readonly Sheet[]
  /** Whether the page of all portals comes first. */
  readonly isFleet: boolean
  readonly madeAtMs: number
  /** That made it. */
  readonly software: string
}

const METRICS: Readonly<Record<string, string>> = {
  totalMs: 'Thời gian đáp ứng (ms)',
  waitMs: 'Thời gian chờ máy chủ (ms)',
  connectMs: 'Thời gian kết nối (ms)',
  downloadMs: 'Thời gian tải (ms)',
  fcpMs: 'Hiển thị nội dung đầu tiên, FCP (ms)',
  lcpMs: 'Hiển thị nội dung lớn nhất, LCP (ms)',
  siMs: 'Chỉ số tốc độ hiển thị, SI (ms)',
  tbtMs: 'Tổng thời gian bị chặn, TBT (ms)',
  ttiMs: 'Thời gian đến khi tương tác được (ms)',
  ttfbMs: 'Thời gian đến byte đầu tiên (ms)',
  longestTaskMs: 'Tác vụ dài nhất (ms)',
  loadMs: 'Thời gian tải xong (ms)',
  readyMs: 'Thời gian sẵn sàng nhập liệu (ms)',
  cls: 'Độ xê dịch bố cục, CLS',
}

const BASES: Readonly<Record<string, string>> = {
  observed: 'đo trực tiếp',
  simulated: 'mô phỏng',
  applied: 'giới hạn thật',
}

// No face that is metric-compatible with Times New Roman is shipped: where the system has none, Be Vietnam Pro stands in.
const STYLE = `@page{size:A4;margin:15mm 15mm 15mm 20mm}
*{box-sizing:border-box}
body{margin:0;color:#000;background:#fff;font:13pt/1.25 'Times New Roman','Liberation Serif',Tinos,'Be Vietnam Pro',serif}
section{break-after:page}section:last-child{break-after:auto}
h1{font-size:15pt;line-height:1.7;text-align:center;margin:0}h2{font-size:13pt;margin:2mm 0 .5mm}
p{margin:.8mm 0}.center{text-align:center}.small{font-size:10pt}
table{width:100%;border-collapse:collapse;font-size:10.5pt;margin:1mm 0}
th,td{border:.5pt solid #000;padding:.3mm 1.2mm;text-align:left;vertical-align:top}
td.n,th.n{text-align:right}td.n{white-space:nowrap}thead{display:table-header-group}tr{break-inside:avoid}
.charts{display:flex;gap:3mm;break-inside:avoid}.charts figure{flex:1;margin:0;min-width:0}
figcaption{font-size:9pt}svg{width:100%;display:block}svg text{font-size:11px}
svg .ok{fill:#1f5fa8}svg .range{fill:#a9c6e8}svg .bad{fill:#b3261e}svg .axis{stroke:#444;stroke-width:.6}
svg .limit{stroke:#000;stroke-width:.8;stroke-dasharray:3 2}
.sign{display:flex;justify-content:space-around;margin-top:3mm;break-inside:avoid;text-align:center}
.sign div{height:22mm}`

/** The printed sheets of a score, in Vietnamese: one for each portal, and where it is wanted one of all before them. */
export function resultSheets(of: SheetOf): string {
  const pages = [...(of.isFleet ? [fleetSection(of)] : []), ...of.sheets.map((sheet) => portalSection(sheet, of))]
  const title = `Phiếu kết quả đo hiệu năng ${of.score.period}`
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style></head>
<body>
${pages.join('\n')}
</body></html>
`
}

function portalSection({ portal, published, pages }: Sheet, of: SheetOf): string {
  return `<section>
<h1>PHIẾU KẾT QUẢ ĐO HIỆU NĂNG</h1>
<p class="center small"><i>(Kèm theo Văn bản số ………/……… ngày …… tháng …… năm ………)</i></p>
<table>
${row('Hệ thống', portal.name.official ?? portal.name.vi)}
${row('Cơ quan chủ quản', [portal.owner, portal.idCode].filter((text) => text !== null).join(', mã định danh '))}
${row('Đơn vị cung cấp giải pháp; vận hành hạ tầng', `${portal.vendor ?? '–'}; ${portal.hosting ?? '–'}`)}
${aboutRows(of)}
</table>
${reservationLine(of)}
<p><b>Điểm hiệu năng:</b> ${pointsOf(published.points)} / ${numberVi(of.criteria.points)}${published.reason === null ? '' : ` (${escaped(NO_POINTS_WORDS[published.reason].vi)})`};
trang chủ: ${pointsOf(published.homepage)}; eForm: ${pointsOf(published.eform)};
khoảng tin cậy 95%: ${published.interval === null ? 'chưa có' : `${numberVi(published.interval.low)} – ${numberVi(published.interval.high)} (${published.interval.batches} đợt tuần)`};
khoảng thứ hạng: ${published.ranks === null ? 'chưa đủ căn cứ phân hạng' : `${published.ranks.best} – ${published.ranks.worst} trên ${published.ranks.of}`}</p>
${pages.map((page) => pageBlock(page, { portal, of })).join('\n')}
${excludedBlock(portal, of)}
${verifyBlock(of)}
<div class="sign"><div><b>Người lập biểu</b><br><i class="small">(Ký, ghi rõ họ tên)</i></div><div><b>Thủ trưởng đơn vị</b><br><i class="small">(Ký, ghi rõ họ tên, đóng dấu)</i></div></div>
</section>`
}

function pageBlock(
  { page, facts }: SheetPage,
  { portal, of }: { readonly portal: Portal; readonly of: SheetOf },
): string {
  const url = portal.pages.find(({ key }) => key === page.page)?.url ?? null
  const rules = page.rules.map((rule) => ruleRow(rule))
  return `<h2>${page.kind === 'homepage' ? 'Trang chủ' : 'Biểu mẫu điện tử (eForm)'}: ${escaped(page.page)}</h2>
<p class="small">${url === null ? '' : `${escaped(url)}. `}${page.passed + page.failed} lượt đo hợp lệ trên ${page.due} theo lịch; mức bao phủ ${share(page.coverage)}, trong giờ làm việc ${share(page.workCoverage)}; không đo được do phía cổng ${share(page.obstructed)}. ${page.reason === null ? '' : `<b>${escaped(NO_POINTS_WORDS[page.reason].vi)}</b>`}</p>
<table><thead><tr><th>Chỉ số</th><th class="n">Ngưỡng</th><th class="n">Giá trị</th><th class="n">n</th><th class="n">p50</th><th class="n">p75</th><th class="n">p95</th><th class="n">Lỗi</th><th class="n">Điểm</th><th>Đạt</th></tr></thead>
<tbody>${rules.join('')}</tbody></table>
${facts.map((one) => charts(one, of)).join('\n')}`
}

function ruleRow({
  metric,
  basis,
  statistic,
  limit,
  value,
  n,
  p50,
  p75,
  p95,
  failedShare,
  points,
  most,
  met,
}: PublishedRule): string {
  const shown = statistic === 'within' ? `${share(value)} lượt đạt` : numberVi(value)
  const cells = [
    limit === null ? statistic : `< ${numberVi(limit)}`,
    shown,
    String(n),
    ...[p50, p75, p95].map(numberVi),
    share(failedShare),
  ]
  const earned = most === 0 ? '–' : `${points === null ? '–' : points.toFixed(2).replace('.', ',')} / ${numberVi(most)}`
  const name = `${METRICS[metric] ?? metric}, ${BASES[basis] ?? basis}`
  return `<tr><td>${escaped(name)}</td>${[...cells, earned].map((cell) => `<td class="n">${escaped(cell)}</td>`).join('')}<td>${met === null ? '–' : met ? 'Đạt' : 'Không đạt'}</td></tr>`
}

function charts({ rule, facts }: SheetPage['facts'][number], { score }: SheetOf): string {
  if (facts.values.length + facts.failed === 0) return ''
  const name = escaped(METRICS[rule.metric] ?? rule.metric)
  const figures = [
    [distributionChart(facts, rule.limit), 'phân bố'],
    [
      courseChart(facts.days, { limit: rule.limit, ends: [dayVi(score.from), dayVi(score.to)] }),
      'theo ngày: p50, đến p95; đỏ: tỷ lệ lỗi',
    ],
    [courseChart(facts.hours, { limit: rule.limit, ends: ['0 giờ', '23 giờ'] }), 'theo giờ trong ngày'],
  ]
  return `<div class="charts">${figures.map(([chart, says]) => `<figure>${chart}<figcaption>${name}: ${says}</figcaption></figure>`).join('')}</div>`
}

function excludedBlock(portal: Portal, { catalogue, score }: SheetOf): string {
  const own = catalogue.maintenance.filter((one) => one.portal === portal.id && overlaps(one, score))
  const rows = own.map(
    ({ page, fromMs, toMs, note }) =>
      `<tr><td>${escaped(page ?? 'mọi trang')}</td><td>${timeVi(fromMs, score.timezone)}</td><td>${timeVi(toMs, score.timezone)}</td><td>${escaped(note ?? '')}</td></tr>`,
  )
  if (rows.length === 0) return '<h2>Bảo trì và loại trừ</h2><p>Danh mục không có bảo trì theo kế hoạch trong kỳ.</p>'
  return `<h2>Bảo trì và loại trừ</h2><table><thead><tr><th>Trang</th><th>Từ</th><th>Đến</th><th>Lý do</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function overlaps({ fromMs, toMs }: Maintenance, { from, to }: Score): boolean {
  // By a day more on each side: a period's days are those of its own zone.
  return toMs > Date.parse(from) - 86_400_000 && fromMs < Date.parse(to) + 2 * 86_400_000
}

function verifyBlock({ score }: SheetOf): string {
  const bundle = `nhip bundle --criteria ${score.criteria} --period ${score.period} --out goi.zip`
  return `<h2>Cách kiểm chứng</h2><p class="small">Gói kiểm chứng của kỳ (<code>${escaped(bundle)}</code>) chứa toàn bộ kết quả đã niêm phong và ký số; <code>nhip verify goi.zip</code> kiểm tra mọi mã băm, chữ ký và tính lại mọi điểm, không cần mạng.</p>`
}

function reservationLine({ score, criteria }: SheetOf): string {
  const lines = [
    ...(score.status === 'preview' ? ['Kết quả dự kiến, kỳ chưa chốt.'] : []),
    ...(score.reservation === null ? [] : [`${capital(RESERVATION_WORDS[score.reservation].vi)}.`]),
    ...(criteria.reading === 'ours'
      ? [`Kết quả theo cách hiểu của hệ thống, không phải điểm chính thức theo ${criteria.source}.`]
      : []),
  ]
  return lines.length === 0 ? '' : `<p class="small"><b>${lines.map(escaped).join(' ')}</b></p>`
}

function fleetSection(of: SheetOf): string {
  const rows = of.sheets.map(({ portal, published }, index) => {
    const { points, homepage, eform, interval, ranks, reason } = published
    const cells = [points, homepage, eform].map((one) => `<td class="n">${pointsOf(one)}</td>`).join('')
    return `<tr><td class="n">${index + 1}</td><td>${escaped(portal.name.official ?? portal.name.vi)}</td><td>${escaped(portal.owner)}</td>${cells}<td class="n">${interval === null ? '–' : `${numberVi(interval.low)}–${numberVi(interval.high)}`}</td><td class="n">${ranks === null ? '–' : `${ranks.best}–${ranks.worst}`}</td><td>${reason === null ? '' : escaped(NO_POINTS_WORDS[reason].vi)}</td></tr>`
  })
  return `<section>
<h1>TỔNG HỢP KẾT QUẢ ĐO HIỆU NĂNG</h1>
<table>${aboutRows(of)}</table>
<table><thead><tr><th class="n">STT</th><th style="width:22%">Hệ thống</th><th>Cơ quan chủ quản</th><th class="n">Điểm</th><th class="n">Trang chủ</th><th class="n">eForm</th><th class="n">Khoảng tin cậy 95%</th><th class="n">Khoảng thứ hạng</th><th style="width:22%">Lý do chưa chấm</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p class="small">Xếp theo thứ tự của danh mục, không theo điểm.</p>
${reservationLine(of)}
</section>`
}

function aboutRows({ score, criteria, madeAtMs, software }: SheetOf): string {
  const kind = score.kind === 'official' ? 'dùng để chấm điểm' : 'chỉ dùng cho vận hành'
  return [
    row(
      'Kỳ đánh giá',
      `${score.period}: ${dayVi(score.from)} – ${dayVi(score.to)} (${score.timezone === 'Asia/Ho_Chi_Minh' ? 'giờ Việt Nam, GMT+7' : score.timezone})`,
    ),
    row(
      'Điểm đo',
      `${score.group === 'domestic' ? 'trong nước' : 'ngoài nước'}: ${score.locations.join(', ') || '–'} (${kind})`,
    ),
    row('Cấu hình thiết bị, mạng', criteria.profile),
    row('Bộ tiêu chí', `${criteria.name.vi} (${criteria.criteria}@${criteria.version})`),
    row('Lập lúc; phần mềm', `${timeVi(madeAtMs, score.timezone)}; ${software}`),
  ].join('\n')
}

function row(head: string, text: string): string {
  return `<tr><th style="width:34%">${escaped(head)}</th><td>${escaped(text)}</td></tr>`
}

function pointsOf(points: PublishedPoints | null): string {
  if (points === null) return '–'
  const shown = (value: number): string => value.toFixed(2).replace('.', ',')
  const { low, high } = points
  return low === high ? shown(points.points) : `${shown(points.points)} (${shown(low)}–${shown(high)})`
}

/** Never 100 % where something is missing. */
function share(value: number | null): string {
  if (value === null) return '–'
  const percent = (value * 100).toFixed(1)
  return `${(value < 1 && percent === '100.0' ? '99.9' : percent).replace('.', ',')}%`
}

function numberVi(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('vi', { maximumFractionDigits: 3 })
}

function dayVi(day: string): string {
  return day.split('-').reverse().join('/')
}

function timeVi(atMs: number, timeZone: string): string {
  const [two, year] = ['2-digit', 'numeric'] as const
  const form = { day: two, month: two, year, hour: two, minute: two, timeZone } as const
  return new Intl.DateTimeFormat('vi', form).format(atMs)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
