import type { BilingualText } from '../model/catalogue.ts'
import { PAGE_KIND_WORDS, PORTAL_KIND_WORDS, STATE_WORDS } from '../model/catalogue-words.ts'
import type { CriteriaMetric } from '../model/criteria-metric.ts'
import { type Lang, say } from '../model/lang.ts'
import { BASIS_WORDS, METRIC_WORDS, READING_WORDS } from '../model/metric-words.ts'
import type { PublishedPage, PublishedPortal, PublishedRule } from '../model/score.ts'
import type { ExportPack, ExportPortal, ScoreExport } from '../model/score-export.ts'
import { NO_POINTS_WORDS, PORTAL_RESERVATION_WORDS } from '../model/score-words.ts'
import { GROUP_WORDS } from '../model/words.ts'
import { type Cell, csvLine, csvStart } from './csv.ts'

/** A portal, a page of it or a rule of that page: `page` and `rule` are null above their level. */
type Row = {
  readonly made: ScoreExport
  readonly pack: ExportPack
  readonly portal: ExportPortal
  readonly score: PublishedPortal
  readonly code: string
  readonly page: PublishedPage | null
  readonly rule: PublishedRule | null
}
type Column = { readonly head: BilingualText; readonly cell: (row: Row, lang: Lang) => Cell }

const LEVEL_WORDS = {
  portal: { vi: 'cổng', en: 'portal' },
  page: { vi: 'trang', en: 'page' },
  rule: { vi: 'tiêu chí', en: 'rule' },
} as const
const STATUS_WORDS = {
  preview: { vi: 'kết quả dự kiến', en: 'preview' },
  closed: { vi: 'đã chốt', en: 'closed' },
} as const
const SCORE_KIND_WORDS = {
  official: { vi: 'chính thức', en: 'official' },
  operational: { vi: 'vận hành', en: 'operational' },
} as const
const MET_WORDS = { true: { vi: 'đạt', en: 'met' }, false: { vi: 'không đạt', en: 'not met' } } as const

/** Columns of every row, then those of one level. Shares are from 0 to 1, times in ms. */
const COLUMNS: readonly Column[] = [
  { head: { en: 'level', vi: 'Cấp' }, cell: (row, lang) => say(LEVEL_WORDS[levelOf(row)], lang) },
  { head: { en: 'criteria', vi: 'Bộ tiêu chí' }, cell: ({ pack }) => pack.criteria.criteria },
  { head: { en: 'version', vi: 'Phiên bản tiêu chí' }, cell: ({ pack }) => pack.criteria.version },
  {
    head: { en: 'reading', vi: 'Cách hiểu tiêu chí' },
    cell: ({ pack }, lang) => say(READING_WORDS[pack.criteria.reading], lang),
  },
  { head: { en: 'from', vi: 'Từ ngày' }, cell: ({ made }) => ({ day: made.period.from }) },
  { head: { en: 'to', vi: 'Đến ngày' }, cell: ({ made }) => ({ day: made.period.to }) },
  { head: { en: 'status', vi: 'Trạng thái kỳ' }, cell: ({ pack }, lang) => say(STATUS_WORDS[pack.score.status], lang) },
  { head: { en: 'group', vi: 'Nhóm điểm đo' }, cell: ({ pack }, lang) => say(GROUP_WORDS[pack.score.group], lang) },
  { head: { en: 'kind', vi: 'Loại điểm' }, cell: ({ pack }, lang) => say(SCORE_KIND_WORDS[pack.score.kind], lang) },
  { head: { en: 'portal', vi: 'Mã cổng' }, cell: ({ portal }) => portal.portal },
  { head: { en: 'idCode', vi: 'Mã định danh điện tử' }, cell: ({ portal }) => portal.idCode },
  {
    head: { en: 'portalName', vi: 'Tên hệ thống' },
    cell: ({ portal: { name } }, lang) => (lang === 'vi' ? (name.official ?? name.vi) : name.en),
  },
  { head: { en: 'owner', vi: 'Cơ quan chủ quản' }, cell: ({ portal }) => portal.owner },
  { head: { en: 'portalKind', vi: 'Khối' }, cell: ({ portal }, lang) => say(PORTAL_KIND_WORDS[portal.kind], lang) },
  {
    head: { en: 'portalState', vi: 'Trạng thái cổng' },
    cell: ({ portal }, lang) => say(STATE_WORDS[portal.state], lang),
  },
  { head: { en: 'vendor', vi: 'Đơn vị cung cấp giải pháp' }, cell: ({ portal }) => portal.vendor },
  { head: { en: 'hosting', vi: 'Đơn vị vận hành hạ tầng' }, cell: ({ portal }) => portal.hosting },
  { head: { en: 'page', vi: 'Trang được đo' }, cell: ({ page }) => page?.page ?? null },
  {
    head: { en: 'pageKind', vi: 'Loại trang' },
    cell: ({ page }, lang) => (page === null ? null : say(PAGE_KIND_WORDS[page.kind], lang)),
  },
  {
    head: { en: 'metric', vi: 'Chỉ số' },
    cell: ({ rule }, lang) =>
      rule === null ? null : lang === 'en' ? rule.metric : METRIC_WORDS[rule.metric as CriteriaMetric].name.vi,
  },
  {
    head: { en: 'basis', vi: 'Cơ sở đo' },
    cell: ({ rule }, lang) => (rule === null ? null : say(BASIS_WORDS[rule.basis], lang)),
  },
  { head: { en: 'statistic', vi: 'Cách tính' }, cell: ({ rule }) => rule?.statistic ?? null },
  { head: { en: 'limit', vi: 'Ngưỡng' }, cell: ({ rule }) => rule?.limit ?? null },
  { head: { en: 'value', vi: 'Giá trị' }, cell: ({ rule }) => rule?.value ?? null },
  { head: { en: 'n', vi: 'Số lượt đo hợp lệ' }, cell: ({ rule }) => rule?.n ?? null },
  { head: { en: 'p50', vi: 'p50' }, cell: ({ rule }) => rule?.p50 ?? null },
  { head: { en: 'p75', vi: 'p75' }, cell: ({ rule }) => rule?.p75 ?? null },
  { head: { en: 'p95', vi: 'p95' }, cell: ({ rule }) => rule?.p95 ?? null },
  { head: { en: 'failedShare', vi: 'Tỷ lệ không thành công' }, cell: ({ rule }) => rule?.failedShare ?? null },
  {
    head: { en: 'met', vi: 'Đạt ngưỡng' },
    cell: ({ rule }, lang) => (rule === null || rule.met === null ? null : say(MET_WORDS[`${rule.met}`], lang)),
  },
  { head: { en: 'points', vi: 'Điểm' }, cell: pointsOf },
  { head: { en: 'low', vi: 'Điểm: cận dưới' }, cell: (row) => boundsOf(row)?.low ?? null },
  { head: { en: 'high', vi: 'Điểm: cận trên' }, cell: (row) => boundsOf(row)?.high ?? null },
  { head: { en: 'before', vi: 'Điểm trước điều chỉnh' }, cell: (row) => beforeOf(row)?.points?.points ?? null },
  { head: { en: 'most', vi: 'Điểm tối đa' }, cell: mostOf },
  { head: { en: 'homepagePoints', vi: 'Điểm trang chủ' }, cell: (row) => ofPortal(row)?.homepage?.points ?? null },
  { head: { en: 'eformPoints', vi: 'Điểm eForm' }, cell: (row) => ofPortal(row)?.eform?.points ?? null },
  { head: { en: 'intervalLow', vi: 'Khoảng tin cậy 95%: từ' }, cell: (row) => ofPortal(row)?.interval?.low ?? null },
  { head: { en: 'intervalHigh', vi: 'Khoảng tin cậy 95%: đến' }, cell: (row) => ofPortal(row)?.interval?.high ?? null },
  { head: { en: 'bestRank', vi: 'Thứ hạng: từ' }, cell: (row) => ofPortal(row)?.ranks?.best ?? null },
  { head: { en: 'worstRank', vi: 'Thứ hạng: đến' }, cell: (row) => ofPortal(row)?.ranks?.worst ?? null },
  { head: { en: 'ranked', vi: 'Số cổng được xếp hạng' }, cell: (row) => ofPortal(row)?.ranks?.of ?? null },
  { head: { en: 'due', vi: 'Số lượt theo lịch' }, cell: (row) => ofPage(row)?.due ?? null },
  { head: { en: 'passed', vi: 'Số lượt thành công' }, cell: (row) => ofPage(row)?.passed ?? null },
  { head: { en: 'failed', vi: 'Số lượt không thành công' }, cell: (row) => ofPage(row)?.failed ?? null },
  { head: { en: 'coverage', vi: 'Mức bao phủ' }, cell: (row) => ofPage(row)?.coverage ?? null },
  { head: { en: 'workCoverage', vi: 'Mức bao phủ giờ làm việc' }, cell: (row) => ofPage(row)?.workCoverage ?? null },
  {
    head: { en: 'obstructed', vi: 'Tỷ lệ không đo được do phía cổng' },
    cell: (row) => ofPage(row)?.obstructed ?? null,
  },
  {
    head: { en: 'excluded', vi: 'Số lượt bị loại trừ theo đề nghị' },
    cell: (row) => ofPage(row)?.excluded ?? null,
  },
  {
    head: { en: 'maintenanceHours', vi: 'Giờ bảo trì được loại trừ' },
    cell: (row) => (row.page === null ? row.portal.maintenanceHours : null),
  },
  { head: { en: 'reason', vi: 'Lý do chưa chấm' }, cell: reasonOf },
  {
    head: { en: 'reservation', vi: 'Lưu ý' },
    cell: (row, lang) => {
      const reservation = ofPortal(row)?.reservation ?? null
      return reservation === null ? null : say(PORTAL_RESERVATION_WORDS[reservation], lang)
    },
  },
  { head: { en: 'sha256', vi: 'Mã kiểm chứng' }, cell: (row) => (row.page === null ? row.code : null) },
]

/** A portal's row, then each page's, and under it those of its rules; pack by pack. A line at a time. */
export function* exportCsv(made: ScoreExport, lang: Lang): Generator<string> {
  const heads = COLUMNS.map(({ head }) => say(head, lang))
  yield csvStart(lang) + csvLine(heads, lang)
  for (const row of rowsOf(made))
    yield csvLine(
      COLUMNS.map(({ cell }) => cell(row, lang)),
      lang,
    )
}

function* rowsOf(made: ScoreExport): Generator<Row> {
  const portals = new Map(made.portals.map((portal) => [portal.portal, portal]))
  for (const pack of made.packs)
    for (const [index, score] of pack.score.portals.entries()) {
      const portal = portals.get(score.portal)
      if (portal === undefined) continue
      const row = { made, pack, portal, score, code: pack.codes[index]?.sha256 ?? '', page: null, rule: null }
      yield row
      for (const page of score.pages) {
        yield { ...row, page }
        for (const rule of page.rules) yield { ...row, page, rule }
      }
    }
}

function levelOf({ page, rule }: Row): keyof typeof LEVEL_WORDS {
  return rule !== null ? 'rule' : page !== null ? 'page' : 'portal'
}

function ofPortal({ page, score }: Row): PublishedPortal | null {
  return page === null ? score : null
}

function ofPage({ page, rule }: Row): PublishedPage | null {
  return rule === null ? page : null
}

function boundsOf(row: Row): PublishedPortal['points'] {
  return ofPortal(row)?.points ?? ofPage(row)?.points ?? null
}

function beforeOf(row: Row): PublishedPortal['before'] {
  return ofPortal(row)?.before ?? ofPage(row)?.before ?? null
}

/** Of a rule that earns nothing there are none. */
function pointsOf(row: Row): Cell {
  const { rule } = row
  if (rule !== null) return rule.most === 0 ? null : rule.points
  return boundsOf(row)?.points ?? null
}

function mostOf(row: Row): Cell {
  const { page, rule, pack } = row
  if (rule !== null) return rule.most
  return page === null ? pack.criteria.points : page.rules.reduce((sum, { most }) => sum + most, 0)
}

function reasonOf({ page, rule, score }: Row, lang: Lang): Cell {
  const reason = rule !== null ? null : page !== null ? page.reason : score.reason
  return reason === null ? null : say(NO_POINTS_WORDS[reason], lang)
}
