import type { WriteSheet } from 'hucre/xlsx'
import { PAGE_KIND_WORDS } from '../../model/catalogue-words.ts'
import { HOUR_MS } from '../../model/duration.ts'
import { BASIS_WORDS } from '../../model/metric-words.ts'
import type { PublishedRule } from '../../model/score.ts'
import type { ScoreExport } from '../../model/score-export.ts'
import { NO_POINTS_WORDS } from '../../model/score-words.ts'
import type { Value } from './cell.ts'
import { officialName, type PageRow, type PortalRow, pageRows } from './portal-row.ts'
import { type Column, tableSheet } from './sheet.ts'
import { metricName, packName, periodText, previewText, zoneText } from './words.ts'

type RuleRow = PageRow & { readonly rule: PublishedRule; readonly full: number; readonly zero: number }

/** A page a row, of all packs. */
export function pagesSheet(made: ScoreExport): WriteSheet {
  return tableSheet({
    name: 'Theo trang',
    title: 'ĐIỂM THEO TRANG',
    warning: previewText(made),
    about: [aboutPeriod(made)],
    rows: pageRows(made),
    fixed: 5,
    columns: [
      ...identity<PageRow>(),
      { head: 'Loại trang', width: 16, cell: ({ page }) => PAGE_KIND_WORDS[page.kind].vi },
      { head: 'Thủ tục hành chính', width: 13, cell: (row) => catalogued(row)?.procedure ?? null },
      { head: 'Địa chỉ', width: 38, cell: (row) => catalogued(row)?.url ?? null },
      { head: 'Điểm', width: 9, cell: ({ page }) => ({ points: page.points?.points ?? null }) },
      { head: 'Điểm: cận dưới', width: 9, cell: ({ page }) => ({ points: page.points?.low ?? null }) },
      { head: 'Điểm: cận trên', width: 9, cell: ({ page }) => ({ points: page.points?.high ?? null }) },
      {
        head: 'Điểm trước điều chỉnh',
        width: 10,
        cell: ({ page: { before } }) => ({ points: before?.points?.points ?? null }),
      },
      {
        head: 'Điểm tối đa',
        width: 9,
        cell: ({ page }) => ({ points: page.rules.reduce((sum, { most }) => sum + most, 0) }),
      },
      {
        head: 'Lý do chưa chấm',
        width: 30,
        cell: ({ page }) => (page.reason === null ? null : NO_POINTS_WORDS[page.reason].vi),
      },
    ],
  })
}

/** A rule of a page a row, of all packs. */
export function rulesSheet(made: ScoreExport): WriteSheet {
  return tableSheet<RuleRow>({
    name: 'Theo tiêu chí',
    title: 'KẾT QUẢ THEO TỪNG TIÊU CHÍ',
    warning: previewText(made),
    about: [aboutPeriod(made), 'Thời gian tính bằng mili giây (ms). Lượt đo không thành công nằm ngoài mọi ngưỡng.'],
    rows: pageRows(made).flatMap((row) => {
      const written = row.pack.criteria.rules.filter(({ page }) => page === row.page.kind)
      return row.page.rules.map((rule, index) => ({
        ...row,
        rule,
        full: written[index]?.full ?? 0,
        zero: written[index]?.zero ?? 0,
      }))
    }),
    fixed: 5,
    columns: [
      ...identity<RuleRow>(),
      { head: 'Chỉ số', width: 13, cell: ({ rule }) => metricName(rule.metric) },
      { head: 'Cơ sở đo', width: 15, cell: ({ rule }) => BASIS_WORDS[rule.basis].vi },
      { head: 'Ngưỡng (ms)', width: 9, cell: ({ rule }) => inUnit(rule, rule.limit) },
      {
        head: 'Tỷ lệ lượt đạt ngưỡng',
        width: 10,
        cell: ({ rule, full, zero }) =>
          rule.statistic === 'within' ? { share: rule.value, sides: [full, zero] } : null,
      },
      {
        head: 'Giá trị phân vị (ms)',
        width: 10,
        cell: ({ rule }) => (rule.statistic === 'within' ? null : inUnit(rule, rule.value)),
      },
      { head: 'Đủ điểm từ', width: 9, cell: ({ rule, full }) => bound(rule, full) },
      { head: '0 điểm từ', width: 9, cell: ({ rule, zero }) => bound(rule, zero) },
      { head: 'Số lượt đo hợp lệ', width: 9, cell: ({ rule }) => ({ count: rule.n }) },
      { head: 'p50 (ms)', width: 9, cell: ({ rule }) => inUnit(rule, rule.p50) },
      { head: 'p75 (ms)', width: 9, cell: ({ rule }) => inUnit(rule, rule.p75) },
      { head: 'p95 (ms)', width: 9, cell: ({ rule }) => inUnit(rule, rule.p95) },
      { head: 'Tỷ lệ không thành công', width: 10, cell: ({ rule }) => ({ share: rule.failedShare }) },
      { head: 'Điểm', width: 8, cell: ({ rule }) => ({ points: rule.most === 0 ? null : rule.points }) },
      { head: 'Điểm tối đa', width: 8, cell: ({ rule }) => ({ points: rule.most }) },
      {
        head: 'Đạt ngưỡng',
        width: 11,
        cell: ({ rule: { met } }) => (met === null ? null : met ? 'đạt' : 'không đạt'),
      },
      { head: 'Lý do không có giá trị hoặc điểm', width: 26, cell: whyNot },
    ],
  })
}

/** What was due of a page, and what came of it, of all packs. */
export function coverageSheet(made: ScoreExport): WriteSheet {
  return tableSheet<PageRow>({
    name: 'Mức bao phủ',
    title: 'MỨC BAO PHỦ VÀ PHẦN KHÔNG ĐO ĐƯỢC',
    warning: previewText(made),
    about: [
      aboutPeriod(made),
      'Nếu bộ tiêu chí dùng nhiều loại lượt đo, số liệu là của loại có mức bao phủ thấp nhất.',
    ],
    rows: pageRows(made),
    fixed: 5,
    pagesWide: 2,
    columns: [
      ...identity<PageRow>(),
      { head: 'Số lượt theo lịch', width: 10, cell: ({ page }) => ({ count: page.due }) },
      { head: 'Thành công', width: 10, cell: ({ page }) => ({ count: page.passed }) },
      { head: 'Không thành công', width: 10, cell: ({ page }) => ({ count: page.failed }) },
      {
        head: 'Chưa kết luận được hoặc thiếu',
        width: 12,
        cell: ({ page }) => ({ count: page.due - page.passed - page.failed }),
      },
      {
        head: 'Mức bao phủ',
        width: 9,
        cell: ({ page, pack }) => ({ share: page.coverage, sides: [pack.criteria.coverage.minimum] }),
      },
      {
        head: 'Mức bao phủ giờ làm việc',
        width: 11,
        cell: ({ page, pack }) => ({ share: page.workCoverage, sides: [pack.criteria.coverage.work] }),
      },
      {
        head: 'Mức bao phủ tối thiểu',
        width: 9,
        cell: ({ pack }) => ({ share: pack.criteria.coverage.minimum }),
      },
      {
        head: 'Tỷ lệ không đo được do phía cổng',
        width: 12,
        cell: ({ page, pack: { criteria } }) => ({
          share: page.obstructed,
          sides: [criteria.obstructed.ignoreUpTo, criteria.obstructed.boundsUpTo],
        }),
      },
      { head: 'Cách xử lý phần không đo được', width: 22, cell: treatment },
      {
        head: 'Giờ bảo trì theo kế hoạch',
        width: 10,
        cell: ({ page }) => ({ hours: page.maintenance.plannedMs / HOUR_MS }),
      },
      {
        head: 'Giờ bảo trì được loại trừ',
        width: 10,
        cell: ({ page }) => ({ hours: page.maintenance.acceptedMs / HOUR_MS }),
      },
      { head: 'Số lượt bị loại trừ theo đề nghị', width: 11, cell: ({ page }) => ({ count: page.excluded }) },
      { head: 'Điểm của cổng: cận dưới', width: 10, cell: ({ score }) => ({ points: score.points?.low ?? null }) },
      { head: 'Điểm của cổng: cận trên', width: 10, cell: ({ score }) => ({ points: score.points?.high ?? null }) },
      {
        head: 'Lý do chưa đủ căn cứ',
        width: 28,
        cell: ({ page }) => (page.reason === null ? null : NO_POINTS_WORDS[page.reason].vi),
      },
    ],
  })
}

function aboutPeriod(made: ScoreExport): string {
  return `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}. Lọc theo cột “Bộ tiêu chí” khi tệp có nhiều bộ.`
}

function identity<R extends PageRow>(): readonly Column<R>[] {
  return [
    { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
    { head: 'Bộ tiêu chí', width: 16, cell: ({ pack }) => packName(pack) },
    { head: 'Mã cổng', width: 13, cell: ({ portal }) => portal.portal },
    { head: 'Tên hệ thống', width: 28, cell: ({ portal }) => officialName(portal) },
    { head: 'Trang', width: 12, cell: ({ page }) => page.page.slice(page.page.indexOf('/') + 1) },
  ]
}

function catalogued({ portal, page }: PageRow): PortalRow['portal']['pages'][number] | undefined {
  return portal.pages.find((one) => one.page === page.page)
}

function inUnit({ metric }: PublishedRule, value: number | null): Value {
  return metric === 'cls' ? { ratio: value } : { ms: value }
}

function bound(rule: PublishedRule, value: number): Value {
  return rule.statistic === 'within' ? { share: value } : inUnit(rule, value)
}

function whyNot({ rule, page }: RuleRow): string | null {
  if (rule.value === null)
    return rule.n === 0
      ? 'không có lượt đo hợp lệ'
      : 'một khung giờ không có lượt đo hợp lệ, hoặc quá nhiều lượt không thành công'
  if (rule.most === 0) return 'chỉ công bố kèm theo, không tính điểm'
  return page.reason === null ? null : NO_POINTS_WORDS[page.reason].vi
}

function treatment({ page, pack: { criteria } }: PageRow): string | null {
  const { ignoreUpTo, boundsUpTo } = criteria.obstructed
  if (page.obstructed === null || page.obstructed === 0) return null
  if (page.obstructed <= ignoreUpTo) return 'công bố, không tính'
  return page.obstructed <= boundsUpTo ? 'công bố điểm với cận dưới và cận trên' : 'không chấm điểm'
}
