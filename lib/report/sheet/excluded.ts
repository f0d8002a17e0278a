import type { Portal } from '../../model/catalogue.ts'
import { HOUR_MS } from '../../model/duration.ts'
import type { PublishedPortal } from '../../model/score.ts'
import { escaped } from '../markup.ts'
import type { SheetsOf } from './about.ts'
import { capital, figure, timeText } from './figures.ts'

type Row = {
  readonly kind: string
  readonly page: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly why: string
}

/** So that a sheet stays one page: the export has them all. */
const MOST_ROWS = 6

/** Planned maintenance, and what was contested in the period, with what became of it. */
export function excludedBlock(of: SheetsOf & { readonly portal: Portal; readonly published: PublishedPortal }): string {
  const { lang, published, score } = of
  const vi = lang === 'vi'
  const name = vi ? 'Bảo trì và loại trừ' : 'Maintenance and exclusions'
  const rows = [...maintenanceRows(of), ...reviewRows(of)].toSorted((a, b) => a.fromMs - b.fromMs)
  if (rows.length === 0)
    return `<p class="small"><b>${name}.</b> ${vi ? 'Trong kỳ không có bảo trì theo kế hoạch, không có đề nghị xem xét lại.' : 'No maintenance was planned in the period, and nothing was contested.'}</p>`
  const lines = rows.slice(0, MOST_ROWS).map(({ kind, page, fromMs, toMs, why }) => {
    const times = [fromMs, toMs]
      .map((ms) => `<td class="w">${timeText(ms, { timezone: score.timezone, lang })}</td>`)
      .join('')
    const where = page ?? (vi ? 'mọi trang' : 'every page')
    return `<tr><td class="w">${escaped(kind)}</td><td class="w">${escaped(where)}</td>${times}<td class="n">${hours(toMs - fromMs, of)}</td><td>${escaped(why)}</td></tr>`
  })
  const left = rows.length - MOST_ROWS
  const more =
    left > 0
      ? vi
        ? ` Còn ${left} khoảng khác, xem tệp kết xuất của kỳ.`
        : ` ${left} more are in the period’s export.`
      : ''
  const heads = vi
    ? ['Loại', 'Trang', 'Từ', 'Đến', 'Giờ', 'Lý do, kết quả']
    : ['What', 'Page', 'From', 'To', 'Hours', 'Why, and what became of it']
  return `<h2>${name}</h2><table><thead><tr>${heads.map((text) => `<th>${text}</th>`).join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>
<p class="small">${totals(published, of)}${more}</p>`
}

function maintenanceRows({ portal, windows, lang }: SheetsOf & { readonly portal: Portal }): readonly Row[] {
  return windows
    .filter((window) => window.portal === portal.id)
    .map(({ page, fromMs, toMs, note }) => ({
      kind: lang === 'vi' ? 'Bảo trì theo kế hoạch' : 'Planned maintenance',
      page,
      fromMs,
      toMs,
      why: note ?? '',
    }))
}

function reviewRows({
  portal,
  reviews,
  score,
  lang,
}: SheetsOf & { readonly portal: Portal; readonly published: PublishedPortal }): readonly Row[] {
  const vi = lang === 'vi'
  const isAbout = (one: { readonly portal: string | null }): boolean => one.portal === null || one.portal === portal.id
  const places = (locations: readonly string[] | null): string =>
    locations === null ? '' : `; ${vi ? 'điểm đo' : 'locations'} ${locations.join(', ')}`
  const excluded = score.exclusions.filter(isAbout).map((one) => ({
    ...one,
    kind: one.portal === null ? (vi ? 'Loại trừ (phương pháp đo)' : 'Excluded (method)') : vi ? 'Loại trừ' : 'Excluded',
    why: `${one.cause}${places(one.locations)}. ${vi ? 'Chấp nhận' : 'Accepted'}: ${one.reason}`,
  }))
  const known = new Set(excluded.map(({ review }) => review))
  // Of what was accepted these are the exclusions.
  const others = reviews
    .filter((one) => isAbout(one) && !known.has(one.id))
    .map(({ decision, cause, locations, ...one }) => ({
      ...one,
      kind: vi ? 'Đề nghị xem xét lại' : 'Contested',
      why: `${cause}${places(locations)}. ${becameOf(decision, vi)}`,
    }))
  return [...excluded, ...others]
}

function becameOf(decision: SheetsOf['reviews'][number]['decision'], vi: boolean): string {
  if (decision === null) return vi ? 'Chờ quyết định' : 'Not decided yet'
  const accepted = vi ? 'Chấp nhận' : 'Accepted'
  const rejected = vi ? 'Không chấp nhận' : 'Rejected'
  return `${decision.isAccepted ? accepted : rejected}: ${decision.reason}`
}

/** Of the page that had most. */
function totals({ pages }: PublishedPortal, of: SheetsOf): string {
  const most = (ms: readonly number[]): string => hours(Math.max(0, ...ms), of)
  const planned = most(pages.map(({ maintenance }) => maintenance.plannedMs))
  const accepted = most(pages.map(({ maintenance }) => maintenance.acceptedMs))
  const checks = figure(
    pages.reduce((sum, { excluded }) => sum + excluded, 0),
    of.lang,
  )
  return of.lang === 'vi'
    ? capital(
        `bảo trì: đã báo trước ${planned} giờ, được loại trừ ${accepted} giờ; loại trừ theo đề nghị: ${checks} lượt đo, cả tốt lẫn xấu.`,
      )
    : `Maintenance: ${planned} h planned, ${accepted} h left out; excluded by review: ${checks} checks, good and bad.`
}

function hours(ms: number, { lang }: Pick<SheetsOf, 'lang'>): string {
  return figure(ms / HOUR_MS, lang, 1)
}
