import type { WriteSheet } from 'hucre/xlsx'
import { HOUR_MS } from '../../model/duration.ts'
import type { ExportInstrument, ExportLocation, ExportWindow, ScoreExport } from '../../model/score-export.ts'
import { GROUP_WORDS } from '../../model/words.ts'
import { officialName } from './portal-row.ts'
import { tableSheet } from './sheet.ts'
import { periodText, previewText, zoneText } from './words.ts'

/** From where and with what was measured. */
export function conditionsSheet(made: ScoreExport): WriteSheet {
  const { timezone } = made.period
  const rows = made.locations.flatMap((location): readonly Partial<ExportInstrument & ExportLocation>[] => {
    const seen = made.instruments.filter((one) => one.location === location.location)
    return seen.length === 0 ? [location] : seen.map((one) => ({ ...location, ...one }))
  })
  return tableSheet({
    name: 'Điều kiện đo',
    title: 'ĐIỀU KIỆN ĐO',
    warning: null,
    about: [
      `Kết quả có trong kỳ ${periodText(made)}, ${zoneText(made)}; điểm đo ghi ở một dòng cho mỗi thiết bị, phần mềm đã dùng.`,
      'Kết quả nhập từ nơi khác không kèm phần mềm đo.',
    ],
    rows,
    fixed: 2,
    columns: [
      { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
      { head: 'Điểm đo', width: 18, cell: ({ location = null }) => location },
      { head: 'Nhóm', width: 12, cell: ({ group }) => (group === undefined ? null : GROUP_WORDS[group].vi) },
      { head: 'Mạng', width: 14, cell: ({ network = null }) => network },
      { head: 'Dùng để chấm điểm', width: 11, cell: ({ scoring }) => (scoring === true ? 'có' : 'không') },
      {
        head: 'Loại lượt đo',
        width: 18,
        cell: ({ from }) =>
          from === undefined ? 'không có kết quả' : from === 'http' ? 'lượt đo HTTP' : 'lượt kiểm tra bằng trình duyệt',
      },
      { head: 'Cấu hình thiết bị, mạng', width: 13, cell: ({ profile = null }) => profile },
      { head: 'Mã bộ công cụ đo', width: 19, cell: ({ instrument = null }) => instrument },
      {
        head: 'Hệ số làm chậm bộ xử lý',
        width: 10,
        cell: ({ cpuSlowdownMultiplier = null }) => ({ points: cpuSlowdownMultiplier }),
      },
      {
        head: 'Phần mềm',
        width: 34,
        cell: ({ software = {} }) =>
          Object.entries(software)
            .map(([name, version]) => `${name} ${version}`)
            .join(', '),
      },
      { head: 'Số kết quả', width: 10, cell: ({ results = 0 }) => ({ count: results }) },
      { head: 'Từ thời điểm', width: 19, cell: ({ fromMs = null }) => ({ atMs: fromMs, timezone }) },
      { head: 'Đến thời điểm', width: 19, cell: ({ toMs = null }) => ({ atMs: toMs, timezone }) },
    ],
  })
}

/** None is known to this version: the sheet says so. */
export function disputesSheet(made: ScoreExport): WriteSheet {
  const heads = ['STT', 'Mã cổng', 'Tên hệ thống', 'Trang', 'Từ thời điểm', 'Đến thời điểm', 'Điểm đo', 'Nội dung']
  return tableSheet({
    name: 'Đề nghị xem xét lại',
    title: 'ĐỀ NGHỊ XEM XÉT LẠI',
    warning: null,
    about: [
      `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}.`,
      'Phiên bản này chưa ghi nhận đề nghị xem xét lại; không có kết quả nào bị loại trừ theo đề nghị.',
    ],
    rows: [] as readonly never[],
    fixed: 3,
    columns: [...heads, 'Quyết định', 'Lý do'].map((head) => ({
      head,
      width: head === 'STT' ? 5 : 18,
      cell: () => null,
    })),
  })
}

/** Planned maintenance that reaches into the period. */
export function maintenanceSheet(made: ScoreExport): WriteSheet {
  const { timezone } = made.period
  const names = new Map(made.portals.map((portal) => [portal.portal, officialName(portal)]))
  return tableSheet<ExportWindow>({
    name: 'Bảo trì và loại trừ',
    title: 'BẢO TRÌ THEO KẾ HOẠCH VÀ LOẠI TRỪ',
    warning: previewText(made),
    about: [
      `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}.`,
      made.maintenance.length === 0
        ? 'Không có bảo trì theo kế hoạch nào trong kỳ.'
        : 'Chỉ bảo trì được khai báo trước khi bắt đầu mới được loại trừ.',
    ],
    rows: made.maintenance,
    fixed: 3,
    columns: [
      { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
      { head: 'Mã cổng', width: 14, cell: ({ portal }) => portal },
      { head: 'Tên hệ thống', width: 34, cell: ({ portal }) => names.get(portal) ?? null },
      { head: 'Trang', width: 14, cell: ({ page }) => page ?? 'mọi trang' },
      { head: 'Từ thời điểm', width: 19, cell: ({ fromMs }) => ({ atMs: fromMs, timezone }) },
      { head: 'Đến thời điểm', width: 19, cell: ({ toMs }) => ({ atMs: toMs, timezone }) },
      { head: 'Số giờ', width: 9, cell: ({ fromMs, toMs }) => ({ hours: (toMs - fromMs) / HOUR_MS }) },
      { head: 'Khai báo lúc', width: 19, cell: ({ declaredAtMs }) => ({ atMs: declaredAtMs, timezone }) },
      { head: 'Số giờ được loại trừ trong kỳ', width: 12, cell: ({ excludedHours }) => ({ hours: excludedHours }) },
      {
        head: 'Ghi chú',
        width: 34,
        cell: ({ note, excludedHours }) =>
          [note, excludedHours === 0 ? 'không loại trừ: khai báo sau khi đã bắt đầu' : null]
            .filter((text) => text !== null)
            .join('; '),
      },
    ],
  })
}
