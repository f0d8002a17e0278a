import type { WriteSheet } from 'hucre/xlsx'
import { PAGE_KIND_WORDS, PORTAL_KIND_WORDS, STATE_WORDS } from '../../model/catalogue-words.ts'
import { READING_WORDS } from '../../model/metric-words.ts'
import type { PublishedPage } from '../../model/score.ts'
import type { ExportPack, ScoreExport } from '../../model/score-export.ts'
import { remarksOf } from '../../model/score-words.ts'
import {
  leastCoverage,
  mostObstructed,
  officialName,
  type PortalRow,
  passedShare,
  portalRows,
  resultsOf,
} from './portal-row.ts'
import { type Column, tableSheet } from './sheet.ts'
import { metricName, packName, periodText, placesText, previewText, standingText, zoneText } from './words.ts'

/** Digits of a portal's code that stand in its row. */
export const SHORT_CODE = 16

/** Columns that say which portal a row is about. */
const IDENTITY = 5

/** One pack's scores, a portal a row. `name` is the sheet's. */
export function summarySheet(made: ScoreExport, of: { readonly pack: ExportPack; readonly name: string }): WriteSheet {
  const { pack, name } = of
  const { criteria } = pack
  return tableSheet({
    name,
    title: `KẾT QUẢ ĐO HIỆU NĂNG CỔNG DỊCH VỤ CÔNG: ${criteria.name.vi}`,
    warning: previewText(made),
    about: [
      `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}. ${placesText(made)}.`,
      `Bộ tiêu chí ${packName(pack)}: ${criteria.source}.`,
      standingText(pack).join(' '),
    ],
    columns: columnsOf(pack),
    rows: portalRows(made, pack),
    fixed: IDENTITY,
    pagesWide: 2,
  })
}

function columnsOf({ criteria }: ExportPack): readonly Column<PortalRow>[] {
  const { pages, points, coverage, obstructed } = criteria
  const most = (kind: 'homepage' | 'eform'): string =>
    pages[kind] === undefined ? '(không tính)' : `(tối đa ${pages[kind]})`
  return [
    { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
    { head: 'Mã định danh điện tử', width: 13, cell: ({ portal }) => portal.idCode },
    { head: 'Cơ quan chủ quản', width: 17, cell: ({ portal }) => portal.owner },
    { head: 'Khối', width: 11, cell: ({ portal }) => PORTAL_KIND_WORDS[portal.kind].vi },
    { head: 'Tên hệ thống', width: 30, cell: ({ portal }) => officialName(portal) },
    { head: 'Trạng thái cổng', width: 13, cell: ({ portal }) => STATE_WORDS[portal.state].vi },
    { head: 'Đơn vị cung cấp giải pháp', width: 14, cell: ({ portal }) => portal.vendor },
    { head: 'Đơn vị vận hành hạ tầng', width: 14, cell: ({ portal }) => portal.hosting },
    {
      head: `Điểm trang chủ ${most('homepage')}`,
      width: 11,
      cell: ({ score }) => ({ points: score.homepage?.points ?? null }),
    },
    { head: `Điểm eForm ${most('eform')}`, width: 11, cell: ({ score }) => ({ points: score.eform?.points ?? null }) },
    {
      head: `Điểm hiệu năng (tối đa ${points})`,
      width: 11,
      cell: ({ score }) => ({ points: score.points?.points ?? null }),
    },
    { head: 'Khoảng tin cậy 95%: từ', width: 10, cell: ({ score }) => ({ points: score.interval?.low ?? null }) },
    { head: 'đến', width: 8, cell: ({ score }) => ({ points: score.interval?.high ?? null }) },
    {
      head: 'Khoảng thứ hạng',
      width: 13,
      cell: ({ score: { ranks } }) => (ranks === null ? null : `${ranks.best}–${ranks.worst} trong ${ranks.of}`),
    },
    {
      head: 'Đạt/Không đạt từng ngưỡng',
      width: 34,
      cell: ({ score }) => score.pages.map((page) => metText(page, score.pages)).join('\n'),
    },
    {
      head: 'Tỷ lệ lượt đo thành công',
      width: 11,
      cell: ({ score }) => ({ share: passedShare(score.pages) }),
    },
    {
      head: 'Mức bao phủ',
      width: 10,
      cell: ({ score }) => ({ share: leastCoverage(score.pages), sides: [coverage.minimum] }),
    },
    {
      head: 'Tỷ lệ không đo được do phía cổng',
      width: 12,
      cell: ({ score }) => ({
        share: mostObstructed(score.pages),
        sides: [obstructed.ignoreUpTo, obstructed.boundsUpTo],
      }),
    },
    { head: 'Số lượt đo', width: 10, cell: ({ score }) => ({ count: resultsOf(score.pages, 'http') }) },
    {
      head: 'Số lượt kiểm tra trình duyệt',
      width: 11,
      cell: ({ score }) => ({ count: resultsOf(score.pages, 'audit') }),
    },
    { head: 'Giờ bảo trì được loại trừ', width: 10, cell: ({ portal }) => ({ hours: portal.maintenanceHours }) },
    {
      head: 'Điểm trước điều chỉnh',
      width: 11,
      cell: ({ score: { before } }) => ({ points: before?.points?.points ?? null }),
    },
    {
      head: 'Lý do chưa chấm',
      width: 26,
      cell: ({ score }) =>
        remarksOf(score)
          .map(({ vi }) => vi)
          .join('; ') || null,
    },
    { head: 'Cách hiểu tiêu chí', width: 14, cell: ({ pack }) => READING_WORDS[pack.criteria.reading].vi },
    { head: 'Phiên bản tiêu chí', width: 15, cell: ({ pack }) => packName(pack) },
    { head: 'Mã kiểm chứng', width: 19, cell: ({ code }) => code.slice(0, SHORT_CODE) },
  ]
}

/** `Trang chủ: FCP đạt, LCP không đạt`; a page of several of its kind has its id with it. */
function metText({ page, kind, rules }: PublishedPage, pages: readonly PublishedPage[]): string {
  const words = PAGE_KIND_WORDS[kind].vi
  const among = pages.filter((one) => one.kind === kind).length
  const name = among > 1 ? `${words} ${page.slice(page.indexOf('/') + 1)}` : words
  const met = rules
    .filter(({ most }) => most > 0)
    .map(
      (rule) => `${metricName(rule.metric)} ${rule.met === null ? 'chưa đủ căn cứ' : rule.met ? 'đạt' : 'không đạt'}`,
    )
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${met.join(', ') || 'không có ngưỡng'}`
}
