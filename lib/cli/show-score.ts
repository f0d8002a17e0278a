import { shareText } from '../model/percent.ts'
import type { PublishedPage, PublishedPoints, PublishedPortal, PublishedRule, Score } from '../model/score.ts'
import { NO_POINTS_WORDS, RESERVATION_WORDS, remarksOf } from '../model/score-words.ts'
import { GROUP_WORDS } from '../model/words.ts'
import { columns } from './columns.ts'
import type { Io } from './io.ts'

/** By what, for when and from where; and what keeps it from being more than that. */
export function showScoreHead(io: Io, score: Omit<Score, 'portals'>): void {
  const { colour, say } = io
  const kind = score.kind === 'official' ? { vi: 'chính thức', en: 'official' } : { vi: 'vận hành', en: 'operational' }
  io.print(colour.bold(`${score.criteria}@${score.version}  ${score.period}  (${score.timezone})`))
  const places = `${say(GROUP_WORDS[score.group])}: ${score.locations.join(', ') || '–'}`
  io.print(colour.dim(`${say(kind)}, ${places}`))
  showClosing(io, score)
  if (score.reservation !== null) io.print(colour.yellow(say(RESERVATION_WORDS[score.reservation])))
  if (score.reading === 'ours')
    io.print(
      colour.dim(
        say({
          vi: 'Theo cách hiểu của hệ thống, không phải điểm chính thức theo văn bản.',
          en: 'By our reading of the criteria, not the official score.',
        }),
      ),
    )
}

/** A line per portal; of the one that is named its pages and rules besides. */
export function showScore(io: Io, score: Score, portal: string | undefined): void {
  const { say } = io
  showScoreHead(io, score)
  const shown = score.portals.filter((one) => portal === undefined || one.portal === portal)
  if (shown.length === 0) return io.print(say({ vi: 'Không có cổng nào.', en: 'There is no such portal.' }))
  table(io, [
    [
      say({ vi: 'cổng', en: 'portal' }),
      say({ vi: 'điểm', en: 'points' }),
      say({ vi: 'trang chủ', en: 'homepage' }),
      'eForm',
      say({ vi: 'khoảng tin cậy 95%', en: '95% interval' }),
      say({ vi: 'khoảng thứ hạng', en: 'ranks' }),
      say({ vi: 'bao phủ', en: 'coverage' }),
      say({ vi: 'lý do, lưu ý', en: 'remarks' }),
    ],
    ...shown.map((one) => portalRow(io, one)),
  ])
  if (portal !== undefined) for (const one of shown) for (const page of one.pages) showPage(io, page)
}

function showClosing(io: Io, { status, closing, exclusions }: Pick<Score, 'status' | 'closing' | 'exclusions'>): void {
  const { colour, say } = io
  if (closing === null)
    io.print(colour.dim(say({ vi: 'Kết quả dự kiến, tính lúc này.', en: 'A preview, computed now.' })))
  else {
    const { revision, madeAtMs, by, reason, scoreSha256 } = closing.statement
    const state = status === 'closed' ? { vi: 'Đã chốt', en: 'Closed' } : { vi: 'Kết quả dự kiến', en: 'Preview' }
    const number = say({ vi: `bản ${revision}`, en: `revision ${revision}` })
    io.print(
      `${say(state)}, ${number}, ${new Date(madeAtMs).toISOString()}, ${by}${reason === null ? '' : `: ${reason}`}  ${colour.dim(scoreSha256)}`,
    )
  }
  for (const { portal, page, fromMs, toMs, cause } of exclusions) {
    const place =
      portal === null ? say({ vi: 'mọi cổng', en: 'all portals' }) : `${portal}${page === null ? '' : `/${page}`}`
    const span = `${new Date(fromMs).toISOString()} – ${new Date(toMs).toISOString()}`
    io.print(colour.dim(`${say({ vi: 'Loại trừ', en: 'Excluded' })}: ${place}  ${span}  ${cause}`))
  }
}

function portalRow(io: Io, scored: PublishedPortal) {
  const { portal, points, homepage, eform, interval, ranks, pages } = scored
  const coverage = pages.length === 0 ? null : Math.min(...pages.map((page) => page.coverage ?? 0))
  return [
    portal,
    pointsOf(points),
    pointsOf(homepage),
    pointsOf(eform),
    interval === null ? '–' : `${interval.low.toFixed(2)}–${interval.high.toFixed(2)}`,
    ranks === null ? '–' : `${ranks.best}–${ranks.worst} / ${ranks.of}`,
    shareOf(coverage),
    remarksOf(scored).map(io.say).join('; '),
  ]
}

function showPage(io: Io, page: PublishedPage): void {
  const { say, colour } = io
  io.print('')
  io.print(
    `${colour.bold(page.page)}  ${pointsOf(page.points)}  ${page.reason === null ? '' : say(NO_POINTS_WORDS[page.reason])}`,
  )
  io.print(
    colour.dim(
      say({
        vi: `${page.passed + page.failed}/${page.due} lượt đo hợp lệ, bao phủ ${shareOf(page.coverage)}, trong giờ làm việc ${shareOf(page.workCoverage)}, không đo được do phía cổng ${shareOf(page.obstructed)}`,
        en: `${page.passed + page.failed}/${page.due} valid results, coverage ${shareOf(page.coverage)}, in working hours ${shareOf(page.workCoverage)}, obstructed ${shareOf(page.obstructed)}`,
      }),
    ),
  )
  showAdjustment(io, page)
  table(io, [
    [
      say({ vi: 'chỉ số', en: 'metric' }),
      say({ vi: 'cơ sở', en: 'basis' }),
      say({ vi: 'ngưỡng', en: 'limit' }),
      say({ vi: 'giá trị', en: 'value' }),
      'n',
      'p50',
      'p75',
      'p95',
      say({ vi: 'không thành công', en: 'failed' }),
      say({ vi: 'điểm', en: 'points' }),
    ],
    ...page.rules.map(ruleRow),
  ])
}

function showAdjustment(io: Io, { before, excluded, excludedShare, maintenance }: PublishedPage): void {
  const { say, colour } = io
  const hours = (ms: number): string => (ms / 3_600_000).toFixed(1)
  if (before !== null) {
    const was = before.reason === null ? pointsOf(before.points) : say(NO_POINTS_WORDS[before.reason])
    io.print(
      colour.dim(
        say({
          vi: `loại trừ ${excluded} lượt đo (${shareOf(excludedShare)}); điểm trước điều chỉnh ${was}`,
          en: `${excluded} checks excluded (${shareOf(excludedShare)}); points before: ${was}`,
        }),
      ),
    )
  }
  const { plannedMs, acceptedMs } = maintenance
  if (plannedMs > 0)
    io.print(
      colour.dim(
        say({
          vi: `bảo trì theo kế hoạch ${hours(plannedMs)} giờ, được loại trừ ${hours(acceptedMs)} giờ`,
          en: `maintenance planned for ${hours(plannedMs)} h, of which ${hours(acceptedMs)} h are left out`,
        }),
      ),
    )
}

function ruleRow(rule: PublishedRule): readonly string[] {
  const { metric, basis, statistic, limit, value, n, p50, p75, p95, failedShare, points, most } = rule
  return [
    metric,
    basis,
    limit === null ? statistic : `< ${limit}`,
    statistic === 'within' ? shareOf(value) : numberOf(value),
    String(n),
    numberOf(p50),
    numberOf(p75),
    numberOf(p95),
    shareOf(failedShare),
    most === 0 ? '–' : `${points === null ? '–' : points.toFixed(2)} / ${most}`,
  ]
}

/** The first and last columns are words, the others figures. */
function table(io: Io, rows: readonly (readonly string[])[]): void {
  const right = (rows[0] ?? []).map((_, column) => column).slice(1, -1)
  for (const [index, line] of columns(rows, { right }).entries()) io.print(index === 0 ? io.colour.dim(line) : line)
}

function pointsOf(points: PublishedPoints | null): string {
  if (points === null) return '–'
  const { low, high } = points
  return low === high ? points.points.toFixed(2) : `${points.points.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
}

function shareOf(value: number | null): string {
  return value === null ? '–' : shareText(value, 'en')
}

function numberOf(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 1_000) / 1_000)
}
