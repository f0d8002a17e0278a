import type { DayHistory, Quantiles } from '../judge/history.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { type PageKey, portalOf } from '../model/id.ts'
import { type Lang, say } from '../model/lang.ts'
import { type Cell, csvLine, csvStart } from './csv.ts'

type Row = { readonly page: PageKey; readonly portalName: string; readonly day: DayHistory }
type Column = { readonly head: BilingualText; readonly cell: (row: Row) => Cell }

/** In `en` the names that the JSON has, in `vi` words. Shares are from 0 to 1, times in ms. */
const COLUMNS: readonly Column[] = [
  { head: { en: 'portal', vi: 'Mã cổng' }, cell: ({ page }) => portalOf(page) },
  { head: { en: 'portalName', vi: 'Tên cổng dịch vụ công' }, cell: ({ portalName }) => portalName },
  { head: { en: 'page', vi: 'Trang được đo' }, cell: ({ page }) => page },
  { head: { en: 'day', vi: 'Ngày' }, cell: ({ day }) => ({ day: day.day }) },
  { head: { en: 'location', vi: 'Điểm đo' }, cell: ({ day }) => day.location },
  { head: { en: 'uptime', vi: 'Tỷ lệ sẵn sàng' }, cell: ({ day }) => day.uptime },
  { head: { en: 'coverage', vi: 'Mức bao phủ' }, cell: ({ day }) => day.coverage },
  { head: { en: 'obstructed', vi: 'Tỷ lệ không đo được do phía cổng' }, cell: ({ day }) => day.obstructed },
  { head: { en: 'expected', vi: 'Số lượt theo lịch' }, cell: ({ day }) => day.expected },
  { head: { en: 'present', vi: 'Số lượt có kết quả' }, cell: ({ day }) => day.present },
  { head: { en: 'due', vi: 'Số lượt phải đo' }, cell: ({ day }) => day.due },
  { head: { en: 'passed', vi: 'Số lượt thành công' }, cell: ({ day }) => day.counts.passed },
  { head: { en: 'failed', vi: 'Số lượt không thành công' }, cell: ({ day }) => day.counts.failed },
  { head: { en: 'inconclusive', vi: 'Số lượt chưa kết luận được' }, cell: ({ day }) => day.counts.inconclusive },
  { head: { en: 'causes', vi: 'Nguyên nhân' }, cell: ({ day }) => causes(day) },
  ...quantiles('totalMs', 'Thời gian đáp ứng', ({ totalMs }) => totalMs),
  ...quantiles('waitMs', 'Thời gian chờ máy chủ', ({ waitMs }) => waitMs),
]

/** The first record, with what stands before it. */
export function historyCsvHead(lang: Lang): string {
  const heads = COLUMNS.map(({ head }) => say(head, lang))
  return csvStart(lang) + csvLine(heads, lang)
}

/** The records of a page, in the order of its days. */
export function historyCsvRows(
  of: { readonly page: PageKey; readonly days: readonly DayHistory[]; readonly portalName: string },
  lang: Lang,
): string {
  const { page, portalName } = of
  return of.days
    .map((day) =>
      csvLine(
        COLUMNS.map(({ cell }) => cell({ page, portalName, day })),
        lang,
      ),
    )
    .join('')
}

function quantiles(name: string, words: string, of: (day: DayHistory) => Quantiles): readonly Column[] {
  return [
    ...(['p50', 'p75', 'p95', 'p99'] as const).map((q) => ({
      head: { en: `${name}.${q}`, vi: `${words}: ${q} (ms)` },
      cell: ({ day }: Row) => of(day)[q],
    })),
    { head: { en: `${name}.n`, vi: `${words}: số lượt đo` }, cell: ({ day }: Row) => of(day).n },
  ]
}

/** `http_5xx 3, captcha 1`: the most frequent first. */
function causes({ causes: counts }: DayHistory): string {
  return Object.entries(counts)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([cause, count]) => `${cause} ${count}`)
    .join(', ')
}
