import { type Cell, readXlsx, type Sheet } from 'hucre/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { cellOf, shareFormat } from '../../lib/report/workbook/cell.ts'
import { workbook } from '../../lib/report/workbook/workbook.ts'
import { scoreExportOf } from '../kit/score-export.ts'

/** As they are agreed upon. */
const SUMMARY =
  'STT | Mã định danh điện tử | Cơ quan chủ quản | Khối | Tên hệ thống | Trạng thái cổng | Đơn vị cung cấp giải pháp | Đơn vị vận hành hạ tầng | Điểm trang chủ (tối đa 10) | Điểm eForm (tối đa 10) | Điểm hiệu năng (tối đa 20) | Khoảng tin cậy 95%: từ | đến | Khoảng thứ hạng | Đạt/Không đạt từng ngưỡng | Tỷ lệ lượt đo thành công | Mức bao phủ | Tỷ lệ không đo được do phía cổng | Số lượt đo | Số lượt kiểm tra trình duyệt | Giờ bảo trì được loại trừ | Điểm trước điều chỉnh | Lý do chưa chấm | Cách hiểu tiêu chí | Phiên bản tiêu chí | Mã kiểm chứng'

type Rows = readonly Readonly<Record<string, unknown>>[]

const made = scoreExportOf({ packs: ['vn-2025-load'] })
let sheets: ReadonlyMap<string, Sheet>
beforeAll(async () => {
  sheets = await sheetsOf(made)
})

async function sheetsOf(of: typeof made): Promise<ReadonlyMap<string, Sheet>> {
  const read = await readXlsx(await workbook(of), { readStyles: true })
  return new Map(read.sheets.map((sheet) => [sheet.name, sheet]))
}

/** A table's rows by their heads. */
function rowsOf(sheet: Sheet | undefined): Rows {
  const rows = sheet?.rows ?? []
  const head = rows.findIndex(([first]) => first === 'STT')
  const heads = rows[head] ?? []
  return rows
    .slice(head + 1)
    .map((row) => Object.fromEntries(heads.map((name, index) => [String(name), row[index] ?? null])))
}

test('all sheets, in the order of a report', () => {
  expect([...sheets.keys()].join(' · ')).toBe(
    'Tổng hợp · Biểu đồ · Theo trang · Theo tiêu chí · Mức bao phủ · Điều kiện đo · Đề nghị xem xét lại · Bảo trì và loại trừ · Phương pháp · Mã kiểm chứng',
  )
})

test('the summary has its columns, numbers, and nothing where there is no value', () => {
  const rows = rowsOf(sheets.get('Tổng hợp'))
  expect(Object.keys(rows[0] ?? {}).join(' | ')).toBe(SUMMARY)
  expect(rows).toHaveLength(9)
  const { points } = made.packs[0]?.score.portals[2] ?? {}
  expect(rows[2]).toMatchObject({
    STT: 3,
    'Mã định danh điện tử': 'H12',
    Khối: 'Tỉnh, thành phố',
    'Điểm hiệu năng (tối đa 20)': points?.points,
    'Mức bao phủ': 2_118 / 2_208,
    'Khoảng thứ hạng': '2–7 trong 8',
    // No rule of the pack is about HTTP checks.
    'Số lượt đo': null,
    'Số lượt kiểm tra trình duyệt': 4_236,
    'Giờ bảo trì được loại trừ': 0,
    'Điểm trước điều chỉnh': 18,
    'Lý do chưa chấm': 'chưa có văn bản đồng ý của cơ quan chủ quản trước kỳ, chỉ tham khảo',
    'Cách hiểu tiêu chí': 'theo cách hiểu của hệ thống',
    'Phiên bản tiêu chí': 'vn-2025-load@1',
    'Mã kiểm chứng': made.packs[0]?.codes[2]?.sha256.slice(0, 16),
  })
  expect(rows[1]).toMatchObject({
    'Điểm eForm (tối đa 10)': null,
    'Điểm hiệu năng (tối đa 20)': null,
    'Khoảng tin cậy 95%: từ': null,
    'Khoảng thứ hạng': null,
    'Lý do chưa chấm': 'chưa đo được (yêu cầu đăng nhập)',
  })
})

test('it says above the table what it is, in which zone, and that it is a preview', () => {
  const above = (sheets.get('Tổng hợp')?.rows ?? []).slice(0, 5).map(([first]) => first)
  expect(above).toEqual([
    'KẾT QUẢ ĐO HIỆU NĂNG CỔNG DỊCH VỤ CÔNG: Tốc độ tải trang theo bốn ngưỡng năm 2025',
    'KẾT QUẢ DỰ KIẾN: kỳ đánh giá chưa chốt, số liệu còn có thể thay đổi.',
    'Kỳ đánh giá 2026-Q3 (01/07/2026–30/09/2026), giờ Việt Nam (GMT+7). Điểm đo trong nước: ha-noi (AS64496), sai-gon (AS64498).',
    expect.stringContaining('Bộ tiêu chí vn-2025-load@1'),
    'Kết quả theo cách hiểu của hệ thống, không phải điểm chính thức theo văn bản. Điểm từ các điểm đo dùng để chấm điểm.',
  ])
})

test('tables are filtered, stay in sight, and are printed on A4 with their heads and page numbers', () => {
  const summary = sheets.get('Tổng hợp')
  expect(summary?.autoFilter?.range).toBe('A6:Z15')
  expect(summary?.freezePane).toMatchObject({ rows: 6, columns: 5 })
  expect(summary?.pageSetup).toMatchObject({
    paperSize: 'a4',
    orientation: 'landscape',
    printTitlesRow: '$6:$6',
    printTitlesColumn: '$A:$E',
  })
  expect(summary?.headerFooter?.oddFooter).toContain('Trang &P/&N')
  for (const sheet of sheets.values()) expect(sheet.merges ?? []).toEqual([])
})

test('no cell is a formula, and what looks like one is text with an apostrophe', () => {
  const cells = [...sheets.values()].flatMap((sheet) => [...(sheet.cells?.values() ?? [])])
  expect(cells.length).toBeGreaterThan(1_000)
  expect(cells.filter(({ type, formula }) => type === 'formula' || formula !== undefined)).toEqual([])
  const hostile = rowsOf(sheets.get('Tổng hợp'))[3]
  expect(hostile).toMatchObject({
    'Tên hệ thống': '\'=HYPERLINK("http://example.org/","bấm")',
    'Đơn vị vận hành hạ tầng': "'@SUM(A1:A9)",
  })
})

test('times are the wall clock of the period, as numbers with a format', () => {
  const rows = rowsOf(sheets.get('Bảo trì và loại trừ'))
  // 11 July 2026, 22:00 in Vietnam; spreadsheets count days from 30 December 1899.
  expect(asDate(rows[0]?.['Từ thời điểm'])).toBe('2026-07-11T22:00:00.000Z')
  expect(rows[0]).toMatchObject({ Loại: 'bảo trì theo kế hoạch', 'Số giờ': 3.5, Trang: 'mọi trang' })
  expect(rows[1]).toMatchObject({ 'Ghi chú hoặc lý do': "'=1+1" })
  expect(rows[2]).toMatchObject({ Loại: 'loại trừ theo đề nghị xem xét lại', 'Số giờ': 3, 'Mã cổng': 'p3' })
})

test('reviews are told with what became of them, and both values stay', () => {
  expect(rowsOf(sheets.get('Đề nghị xem xét lại'))).toMatchObject([
    {
      'Mã cổng': 'p3',
      'Nguyên nhân': 'đứt cáp quang',
      'Nội dung': '\'=HYPERLINK("http://example.org/")',
      'Bên đề nghị': 'đơn vị cung cấp giải pháp',
      'Quyết định': 'chấp nhận',
      'Phạm vi': 'cổng này',
      'Lý do': 'có xác nhận của nhà mạng',
      'Người quyết định độc lập, theo lời của': 'link:platform/Chị Hoa, người có quyền trên máy chạy Nhịp (cli:nhip)',
    },
  ])
  const [home] = rowsOf(sheets.get('Theo trang')).filter((row) => row['Mã cổng'] === 'p3')
  expect(Number(home?.Điểm) - Number(home?.['Điểm trước điều chỉnh'])).toBeCloseTo(1)
})

test('points of the rules add up to those of the page, and those of the pages to the portal’s', () => {
  const rules = rowsOf(sheets.get('Theo tiêu chí'))
  const pages = rowsOf(sheets.get('Theo trang'))
  const sum = (some: Rows): number => some.reduce((total, { Điểm: points }) => total + Number(points ?? 0), 0)
  const of = (some: Rows, portal: string): Rows => some.filter((row) => row['Mã cổng'] === portal)
  const total = rowsOf(sheets.get('Tổng hợp'))[4]?.['Điểm hiệu năng (tối đa 20)']
  expect(sum(of(pages, 'p5'))).toBeCloseTo(Number(total), 2)
  expect(sum(of(rules, 'p5'))).toBeCloseTo(Number(total), 2)
  expect(of(rules, 'p5').find(({ 'Chỉ số': name }) => name === 'Tác vụ dài nhất')).toMatchObject({
    Điểm: null,
    'Điểm tối đa': 0,
    'Lý do không có giá trị hoặc điểm': 'chỉ công bố kèm theo, không tính điểm',
  })
})

test('several packs have a summary each, and share the other sheets', async () => {
  const both = await sheetsOf(scoreExportOf())
  expect([...both.keys()].slice(0, 3)).toEqual(['Tổng hợp vn-2023-response-time', 'Tổng hợp vn-2025-load', 'Biểu đồ'])
  const packs = new Set(rowsOf(both.get('Theo trang')).map((row) => row['Bộ tiêu chí']))
  expect([...packs]).toEqual(['vn-2023-response-time@1', 'vn-2025-load@1'])
  // The names of print titles are quoted: a sheet's has blanks.
  expect(both.get('Tổng hợp vn-2025-load')?.pageSetup).toMatchObject({ printTitlesRow: '$6:$6' })
})

describe('a share', () => {
  test.each([
    [0.5, [], '0.0%'],
    [0.9, [0.9], '0.0%'],
    [0.8999, [0.9], '0.00%'],
    [0.899_99, [0.9], '0.000%'],
    [0.9004, [0.9], '0.00%'],
    [0.9996, [], '0.00%'],
    [0.0004, [], '0.00%'],
    [1, [], '0.0%'],
    [0, [0.02], '0.0%'],
    [0.020_01, [0.02], '0.000%'],
  ])('%d beside %j is shown as %s', (share, sides, format) => {
    expect(shareFormat(share, sides)).toBe(format)
  })

  test('that is not there is an empty cell', () => {
    expect(cellOf({ share: null })).toMatchObject({ value: null, type: 'empty' } satisfies Partial<Cell>)
  })
})

test.each([
  ['Co\u0302\u0309ng', 'Cổng'],
  ['-1', "'-1"],
  ['a\u0001b\uffffc\nd', 'a\ufffdb\ufffdc\nd'],
])('a text %j is written as %j', (text, written) => {
  expect(cellOf(text)).toMatchObject({ value: written, type: 'string' })
})

function asDate(value: unknown): string {
  return value instanceof Date ? value.toISOString() : new Date((Number(value) - 25_569) * 86_400_000).toISOString()
}
