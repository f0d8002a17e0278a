import type { BilingualText } from '../model/catalogue.ts'
import type { Cost, CostLine } from '../report/cost.ts'
import { columns } from './columns.ts'
import type { Io } from './io.ts'

const TOTAL: BilingualText = { vi: 'Tổng cộng', en: 'Total' }

const BESIDES: BilingualText = {
  vi: 'Giá niêm yết của Synthetics chỉ tính lần chạy; Lambda, S3 và nhật ký của chúng tính thêm.',
  en: 'The list price of Synthetics is for runs alone; their Lambda, S3 and logs come on top.',
}

const CARRIED: BilingualText = {
  vi: 'theo giá chưa đối chiếu được cho vùng này',
  en: 'by prices that were not seen for this region',
}

/** What lines are of, and their units; functions are called by their names in both languages. */
const VI: Readonly<Record<string, string>> = {
  results: 'kết quả',
  'verdicts and rollups': 'đánh giá và số liệu gộp',
  'what has had its time': 'xóa dữ liệu hết hạn',
  locations: 'điểm đo',
  'each minute': 'mỗi phút',
  'sealing and sweeping': 'niêm phong và dọn dẹp',
  storage: 'lưu trữ',
  backup: 'sao lưu',
  alerts: 'cảnh báo',
  reports: 'báo cáo kiểm tra',
  evidence: 'tài liệu kiểm chứng',
  'status page': 'trang tình trạng công khai',
  logs: 'nhật ký',
  alarms: 'cảnh báo vận hành',
  dashboard: 'bảng theo dõi',
  keys: 'khóa',
  signatures: 'chữ ký',
  secrets: 'bí mật',
  reads: 'lượt đọc',
  requests: 'yêu cầu',
  schedules: 'lịch chạy',
  'to the internet': 'ra Internet',
  'between regions': 'giữa các vùng',
  writes: 'lượt ghi',
  'GB-months': 'GB-tháng',
  publishes: 'lượt gửi',
  dashboards: 'bảng',
  events: 'sự kiện',
  runs: 'lần chạy',
}

/** By service with what it comes from, then the sum, then CloudWatch Synthetics. */
export function showCost(
  io: Io,
  cost: Cost,
  of: { readonly catalog: string; readonly region: string; readonly pricesOf: string },
): void {
  const { colour, say } = io
  io.print(colour.bold(`${of.catalog}  ${of.region}  ${say({ vi: 'USD một tháng', en: 'USD a month' })}`))
  io.print(colour.dim(aboutOf(io, cost, of.pricesOf)))
  const places = cost.locations.map(({ location, place }) => `${location} (${say(PLACES[place])})`).join(', ')
  io.print(colour.dim(`${say({ vi: 'điểm đo', en: 'locations' })}: ${places}\n`))
  const rows = cost.services.flatMap(({ service, usd }) => [
    [service, '', '', money(usd), ''],
    ...cost.lines.filter((line) => line.service === service).map((line) => lineRow(io, line)),
  ])
  const heads = new Set(cost.services.map(({ service }) => service as string))
  const lines = columns([...rows, [say(TOTAL), '', '', money(cost.totalUsd), '']], { right: [1, 3] })
  for (const [index, line] of lines.entries()) {
    const isHead = index === rows.length || heads.has(rows[index]?.[0] ?? '')
    io.print(isHead ? colour.bold(line) : colour.dim(line))
  }
  showSynthetics(io, cost)
  const { synthetics } = cost
  io.print(colour.dim(`\n${say(BESIDES)}`))
  if (cost.carriedUsd > 0 || synthetics.kind === 'carried')
    io.print(colour.dim(`* ${say(CARRIED)}: ${money(cost.carriedUsd)}`))
}

const PLACES: Readonly<Record<Cost['locations'][number]['place'], BilingualText>> = {
  aws: { vi: 'AWS', en: 'AWS' },
  agent: { vi: 'máy riêng, không tính', en: 'agent, not counted' },
}

function aboutOf(io: Io, cost: Cost, pricesOf: string): string {
  const sum = (key: 'checks' | 'audits'): string =>
    amount(
      cost.locations.reduce((all, one) => all + one[key], 0),
      io,
    )
  return io.say({
    vi: `${cost.portals} cổng, ${cost.pages} trang; ${sum('checks')} lượt đo, ${sum('audits')} lượt kiểm tra bằng trình duyệt; giá ngày ${pricesOf}, chưa trừ phần miễn phí`,
    en: `${cost.portals} portals, ${cost.pages} pages; ${sum('checks')} checks, ${sum('audits')} audits; prices of ${pricesOf}, free tiers not taken off`,
  })
}

function lineRow(io: Io, { of, quantity, unit, usd, kind }: CostLine): readonly string[] {
  return [`  ${wordOf(of, io)}`, amount(quantity, io), wordOf(unit, io), money(usd), starOf(kind, usd)]
}

function showSynthetics(io: Io, { synthetics }: Cost): void {
  const { say, colour } = io
  const { http, browser, httpUsd, browserUsd, totalUsd, kind } = synthetics
  const title = say({ vi: 'CloudWatch Synthetics, giá niêm yết', en: 'CloudWatch Synthetics, list price' })
  io.print(`\n${colour.bold(title)}`)
  const checks = say({ vi: 'lượt đo, mười lượt một lần chạy', en: 'checks, ten a run' })
  const audits = say({ vi: 'trình duyệt, một lượt một lần chạy', en: 'browser, an audit a run' })
  const runs = wordOf('runs', io)
  const rows = [
    [`  ${checks}`, amount(http, io), runs, money(httpUsd), starOf(kind, httpUsd)],
    [`  ${audits}`, amount(browser, io), runs, money(browserUsd), starOf(kind, browserUsd)],
    [say(TOTAL), '', '', money(totalUsd), ''],
  ]
  for (const [index, line] of columns(rows, { right: [1, 3] }).entries())
    io.print(index === rows.length - 1 ? colour.bold(line) : line)
}

function wordOf(word: string, { lang }: Io): string {
  return lang === 'vi' ? (VI[word] ?? word) : word
}

function starOf(kind: CostLine['kind'], usd: number): string {
  return kind === 'carried' && usd > 0 ? '*' : ''
}

function money(usd: number): string {
  return usd.toFixed(2)
}

function amount(value: number, { lang }: Io): string {
  return value.toLocaleString(lang, { maximumFractionDigits: value < 1_000 ? 1 : 0 })
}
