import type { WriteSheet } from 'hucre/xlsx'
import { HOUR_MS } from '../../model/duration.ts'
import type { ExportInstrument, ExportLocation, ExportReview, ScoreExport } from '../../model/score-export.ts'
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

const DECISION_WORDS = { true: 'chấp nhận', false: 'không chấp nhận' } as const
const FINDING_WORDS = { portal: 'cổng này', method: 'phương pháp đo, áp dụng cho mọi cổng' } as const
const MACHINE = 'người có quyền trên máy chạy Nhịp'
const ROLE_WORDS = {
  operator: 'đơn vị vận hành hệ thống đo',
  evaluator: 'đơn vị đánh giá',
  vendor: 'đơn vị cung cấp giải pháp',
}

/** What was contested, and what became of it. */
export function reviewsSheet(made: ScoreExport): WriteSheet {
  const { timezone } = made.period
  const names = namesOf(made)
  return tableSheet<ExportReview>({
    name: 'Đề nghị xem xét lại',
    title: 'ĐỀ NGHỊ XEM XÉT LẠI',
    warning: previewText(made),
    about: [
      `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}.`,
      made.reviews.length === 0
        ? 'Không có đề nghị xem xét lại nào cho kỳ này.'
        : 'Đề nghị được chấp nhận loại trừ mọi kết quả trong khoảng thời gian đã nêu, dù tốt hay xấu.',
    ],
    rows: made.reviews,
    fixed: 3,
    pagesWide: 2,
    columns: [
      { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
      { head: 'Mã cổng', width: 13, cell: ({ portal }) => portal ?? 'mọi cổng' },
      { head: 'Tên hệ thống', width: 30, cell: ({ portal }) => (portal === null ? null : (names.get(portal) ?? null)) },
      { head: 'Trang', width: 12, cell: ({ page }) => page ?? 'mọi trang' },
      { head: 'Điểm đo', width: 16, cell: ({ locations }) => locations?.join(', ') ?? 'mọi điểm đo' },
      { head: 'Từ thời điểm', width: 19, cell: ({ fromMs }) => ({ atMs: fromMs, timezone }) },
      { head: 'Đến thời điểm', width: 19, cell: ({ toMs }) => ({ atMs: toMs, timezone }) },
      { head: 'Nguyên nhân', width: 24, cell: ({ cause }) => cause },
      { head: 'Nội dung', width: 34, cell: ({ note }) => note },
      { head: 'Bên đề nghị', width: 20, cell: ({ role, behalf }) => behalf ?? ROLE_WORDS[role] },
      { head: 'Ngày đề nghị', width: 19, cell: ({ openedAtMs }) => ({ atMs: openedAtMs, timezone }) },
      {
        head: 'Quyết định',
        width: 16,
        cell: ({ decision }) => (decision === null ? 'đang xem xét' : DECISION_WORDS[`${decision.isAccepted}`]),
      },
      {
        head: 'Phạm vi',
        width: 18,
        cell: ({ decision }) => (decision === null ? null : FINDING_WORDS[decision.finding]),
      },
      { head: 'Lý do', width: 30, cell: ({ decision }) => decision?.reason ?? null },
      { head: 'Ngày quyết định', width: 19, cell: ({ decision }) => ({ atMs: decision?.atMs ?? null, timezone }) },
      { head: 'Người quyết định độc lập, theo lời của', width: 30, cell: ({ decision }) => vouching(decision) },
    ],
  })
}

/** On whose word who decided is none of those concerned; an older release didn't ask. */
function vouching(decision: ExportReview['decision']): string | null {
  const makers = decision?.onWordOf
  if (makers === undefined) return null
  if (makers.length === 0) return 'không cần lời của ai'
  return makers.map((by) => (by === 'platform' || by.startsWith('cli:') ? `${MACHINE} (${by})` : by)).join(', ')
}

type LeftOut = {
  readonly kind: string
  readonly portal: string | null
  readonly page: string | null
  readonly locations: readonly string[] | null
  readonly fromMs: number
  readonly toMs: number
  readonly saidAtMs: number | null
  readonly text: string | null
}

/** Planned maintenance that reaches into the period, and what reviews have excluded. */
export function exclusionsSheet(made: ScoreExport): WriteSheet {
  const { timezone } = made.period
  const names = namesOf(made)
  const excluded = new Map(made.packs.flatMap(({ score }) => score.exclusions).map((one) => [one.review, one]))
  const rows: readonly LeftOut[] = [
    ...made.maintenance.map(({ declaredAtMs, note, ...window }) => ({
      ...window,
      kind: 'bảo trì theo kế hoạch',
      locations: null,
      saidAtMs: declaredAtMs,
      text: note,
    })),
    ...[...excluded.values()].map(({ portal, page, locations, fromMs, toMs, decidedAtMs, reason }) => ({
      kind: 'loại trừ theo đề nghị xem xét lại',
      portal,
      page,
      locations,
      fromMs,
      toMs,
      saidAtMs: decidedAtMs,
      text: reason,
    })),
  ]
  return tableSheet<LeftOut>({
    name: 'Bảo trì và loại trừ',
    title: 'BẢO TRÌ THEO KẾ HOẠCH VÀ LOẠI TRỪ',
    warning: previewText(made),
    about: [
      `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}.`,
      rows.length === 0
        ? 'Không có bảo trì theo kế hoạch và không có loại trừ nào trong kỳ.'
        : 'Bảo trì chỉ được loại trừ khi khai báo trước ít nhất 5 ngày làm việc, ngoài giờ làm việc, tối đa 8 giờ trong 28 ngày; số giờ được loại trừ ghi ở sheet Mức bao phủ.',
    ],
    rows,
    fixed: 3,
    columns: [
      { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
      { head: 'Mã cổng', width: 14, cell: ({ portal }) => portal ?? 'mọi cổng' },
      { head: 'Tên hệ thống', width: 34, cell: ({ portal }) => (portal === null ? null : (names.get(portal) ?? null)) },
      { head: 'Loại', width: 22, cell: ({ kind }) => kind },
      { head: 'Trang', width: 14, cell: ({ page }) => page ?? 'mọi trang' },
      { head: 'Điểm đo', width: 16, cell: ({ locations }) => locations?.join(', ') ?? 'mọi điểm đo' },
      { head: 'Từ thời điểm', width: 19, cell: ({ fromMs }) => ({ atMs: fromMs, timezone }) },
      { head: 'Đến thời điểm', width: 19, cell: ({ toMs }) => ({ atMs: toMs, timezone }) },
      { head: 'Số giờ', width: 9, cell: ({ fromMs, toMs }) => ({ hours: (toMs - fromMs) / HOUR_MS }) },
      { head: 'Khai báo hoặc quyết định lúc', width: 19, cell: ({ saidAtMs }) => ({ atMs: saidAtMs, timezone }) },
      { head: 'Ghi chú hoặc lý do', width: 34, cell: ({ text }) => text },
    ],
  })
}

function namesOf({ portals }: ScoreExport): ReadonlyMap<string, string> {
  return new Map(portals.map((portal) => [portal.portal, officialName(portal)]))
}
