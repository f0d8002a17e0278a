import { expect, test } from 'vitest'
import type { Lang } from '../../lib/model/lang.ts'
import { exportCsv } from '../../lib/report/export-csv.ts'
import { exportFile } from '../../lib/report/export-file.ts'
import { scoreExportOf } from '../kit/score-export.ts'

const made = scoreExportOf({ packs: ['vn-2025-load'] })

/** Records by their heads; there is no quoted separator in them. */
function records(lang: Lang): readonly Readonly<Record<string, string>>[] {
  const lines = [...exportCsv(made, lang)].map((line) => line.replace(/^\ufeff/, '').trimEnd())
  const [heads = [], ...rows] = lines.map((line) => line.split(lang === 'vi' ? ';' : ','))
  return rows
    .filter((row) => row.length === heads.length)
    .map((row) => Object.fromEntries(heads.map((name, index) => [name, row[index] ?? ''])))
}

test('in English: a row for a portal, each page and each rule, with the names of the JSON', () => {
  const rows = records('en').filter(({ portal }) => portal === 'p5')
  expect(rows.map(({ level, page }) => [level, page]).slice(0, 3)).toEqual([
    ['portal', ''],
    ['page', 'p5/home'],
    ['rule', 'p5/home'],
  ])
  // Nine rules of an eForm, eight of a homepage.
  expect(rows).toHaveLength(1 + 2 + 8 + 9)
  const score = made.packs[0]?.score.portals[4]
  expect(rows[0]).toMatchObject({
    criteria: 'vn-2025-load',
    from: '2026-07-01',
    status: 'preview',
    reading: 'our reading',
    portalName: 'Đồng Lúa public service portal',
    points: String(score?.points?.points),
    most: '20',
    coverage: '',
    intervalLow: '12.34',
    sha256: made.packs[0]?.codes[4]?.sha256,
  })
  expect(rows[1]).toMatchObject({ points: String(score?.homepage?.points), most: '10', due: '2208', intervalLow: '' })
  expect(rows[2]).toMatchObject({ metric: 'fcpMs', basis: 'simulated', limit: '3000', n: '2118', most: '2.5', due: '' })
})

test('in Vietnamese: semicolons, decimal commas, days as they are written there, and the mark of UTF-8', () => {
  const [head] = [...exportCsv(made, 'vi')]
  expect(head?.startsWith('\ufeffCấp;Bộ tiêu chí;')).toBe(true)
  const rows = records('vi').filter((row) => row['Mã cổng'] === 'p5')
  expect(rows[0]).toMatchObject({
    Cấp: 'cổng',
    'Từ ngày': '01/07/2026',
    'Trạng thái kỳ': 'kết quả dự kiến',
    'Khoảng tin cậy 95%: từ': '12,34',
  })
})

test('what has no value is empty, with the reason', () => {
  const [portal, , ...rest] = records('en').filter(({ portal: id }) => id === 'p2')
  expect(portal).toMatchObject({ points: '', eformPoints: '', reason: 'not measurable (asks for a login)' })
  expect(rest.filter(({ page, level }) => page === 'p2/khai-sinh' && level === 'rule')).toHaveLength(9)
})

test('a file is named for its period, pack and state, in ASCII', () => {
  const named = (of: Partial<typeof made>): string =>
    exportFile({ ...made, ...of }, { format: 'xlsx', lang: 'vi' }).name
  expect(named({})).toBe('nhip-export-2026-Q3-vn-2025-load-preview.xlsx')
  const only = { portal: null, owner: null, vendor: 'hoa-sen' }
  expect(named({ only, status: 'closed' })).toBe('nhip-export-2026-Q3-vn-2025-load-hoa-sen.xlsx')
})
