import type { WriteSheet } from 'hucre/xlsx'
import type { ExportPack, ScoreExport } from '../../model/score-export.ts'
import { officialName, portalRows } from './portal-row.ts'
import { tableSheet } from './sheet.ts'
import { packName, periodText, zoneText } from './words.ts'

type Row = {
  readonly kind: string
  readonly id: string
  readonly name: string | null
  readonly pack: string | null
  readonly code: string
  readonly fromMs: number | null
  readonly toMs: number | null
}

/** What stands for the pack, the catalogue and each portal's score, and how to compute it anew. */
export function codesSheet(made: ScoreExport): WriteSheet {
  const { timezone } = made.period
  return tableSheet<Row>({
    name: 'Mã kiểm chứng',
    title: 'MÃ KIỂM CHỨNG',
    warning: null,
    about: [
      `Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}. Lập bằng Nhịp ${made.nhip}.`,
      'Bộ tiêu chí: SHA-256 của văn bản bộ tiêu chí. Chốt kỳ: SHA-256 của toàn bộ bảng điểm đã ký. Danh mục: mã phiên bản. Điểm của cổng: SHA-256 của JSON theo RFC 8785, tính lại bằng lệnh:',
      `nhip score --criteria MÃ@PHIÊN-BẢN --period ${made.period.name} --json | jq -jcS '{criteria,version,period,from,to,group,portal:(.portals[]|select(.portal=="MÃ-CỔNG"))}' | sha256sum`,
    ],
    rows: [...made.packs.map(packRow), ...made.packs.flatMap(closingRows), ...versionRows(made), ...scoreRows(made)],
    fixed: 3,
    columns: [
      { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
      { head: 'Loại', width: 15, cell: ({ kind }) => kind },
      { head: 'Mã', width: 22, cell: ({ id }) => id },
      { head: 'Tên', width: 40, cell: ({ name }) => name },
      { head: 'Bộ tiêu chí', width: 20, cell: ({ pack }) => pack },
      { head: 'Mã kiểm chứng', width: 70, cell: ({ code }) => code },
      { head: 'Có hiệu lực từ', width: 19, cell: ({ fromMs }) => ({ atMs: fromMs, timezone }) },
      { head: 'Đến', width: 19, cell: ({ toMs }) => ({ atMs: toMs, timezone }) },
    ],
  })
}

const ALWAYS = { fromMs: null, toMs: null } as const

function packRow(pack: ExportPack): Row {
  const { criteria, sha256 } = pack
  return { kind: 'Bộ tiêu chí', id: packName(pack), name: criteria.name.vi, pack: null, code: sha256, ...ALWAYS }
}

/** What was signed when the period was closed, or a correction made. */
function closingRows(pack: ExportPack): readonly Row[] {
  const { closing } = pack.score
  if (closing === null) return []
  const { revision, madeAtMs, scoreSha256 } = closing.statement
  const kind = revision > 1 ? `Bản điều chỉnh ${revision - 1}` : 'Chốt kỳ'
  return [{ kind, id: packName(pack), name: null, pack: null, code: scoreSha256, fromMs: madeAtMs, toMs: null }]
}

function versionRows({ catalogue }: ScoreExport): readonly Row[] {
  return catalogue.versions.map(({ version, effectiveFromMs, untilMs }) => ({
    kind: 'Danh mục',
    id: catalogue.catalog,
    name: null,
    pack: null,
    code: version,
    fromMs: effectiveFromMs,
    toMs: untilMs,
  }))
}

function scoreRows(made: ScoreExport): readonly Row[] {
  return made.packs
    .flatMap((pack) => portalRows(made, pack))
    .map(({ pack, portal, code }) => ({
      kind: 'Điểm của cổng',
      id: portal.portal,
      name: officialName(portal),
      pack: packName(pack),
      code,
      ...ALWAYS,
    }))
}
