import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { workbook } from '../../lib/report/workbook/workbook.ts'
import { scoreExportOf } from '../kit/score-export.ts'

/** LibreOffice's filter for CSV: semicolons, quotes, UTF-8, each sheet a file; as shown, or the values themselves. */
const csvFilter = (asShown: boolean): string =>
  `csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,${asShown},false,false,-1`

/** What LibreOffice asks of the system elsewhere: which country it is in. */
const VIETNAM = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>`

/** With which it ends after it has filled a new profile, to be started again. */
const RESTART = 81

type Row = Readonly<Record<string, string>>

const made = scoreExportOf({ portals: 83 })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-office-'))
  await mkdir(join(folder, 'profile', 'user'), { recursive: true })
  await writeFile(join(folder, 'profile', 'user', 'registrymodifications.xcu'), VIETNAM)
  await writeFile(join(folder, 'export.xlsx'), await workbook(made))
  return () => rm(folder, { recursive: true })
})

/** Opens the workbook and saves it as something else; the names of the files. */
async function convert(to: string, name: string): Promise<readonly string[]> {
  const out = join(folder, name)
  const args = ['--headless', '--norestore', '--convert-to', to, '--outdir', out, join(folder, 'export.xlsx')]
  await office(args).catch((error: { readonly code?: unknown }) => {
    if (error.code === RESTART) return office(args)
    throw error
  })
  return (await readdir(out)).sort()
}

function office(args: readonly string[]): Promise<unknown> {
  const { NHIP_OFFICE, NHIP_OFFICE_LIBRARIES = '', NHIP_OFFICE_FONTS = '', ...env } = process.env
  if (NHIP_OFFICE === undefined) throw new Error('npm run test:office brings LibreOffice')
  return promisify(execFile)(NHIP_OFFICE, [`-env:UserInstallation=file://${join(folder, 'profile')}`, ...args], {
    env: { ...env, LD_LIBRARY_PATH: NHIP_OFFICE_LIBRARIES, FONTCONFIG_FILE: NHIP_OFFICE_FONTS },
    timeout: 180_000,
  })
}

/** A sheet's rows by their heads. */
async function sheet(name: string, from: string): Promise<readonly Row[]> {
  const text = await readFile(join(folder, from, `export-${name}.csv`), 'utf8')
  const [heads = [], ...rows] = fields(text.slice(text.indexOf('\nSTT;') + 1))
  return rows
    .filter((row) => row.length === heads.length)
    .map((row) => Object.fromEntries(heads.map((head, index) => [head, row[index] ?? ''])))
}

function fields(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', end = ''] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^;\n"]*))(;|\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\n') rows.push([])
  }
  return rows
}

/** As a spreadsheet in Việt Nam would read it. */
const number = (text = ''): number => Number(text.replaceAll('.', '').replace(',', '.'))
const sum = (values: readonly (number | null | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

describe('as it is shown in Việt Nam', () => {
  beforeAll(() => convert(csvFilter(true), 'shown'))

  test('numbers have decimal commas, thousands points, and days their order', async () => {
    const [row] = await sheet('Tổng hợp vn-2025-load', 'shown')
    expect(row).toMatchObject({
      'Điểm hiệu năng (tối đa 20)': '1,34',
      'Mức bao phủ': '95,9%',
      'Số lượt kiểm tra trình duyệt': '4.236',
      'Giờ bảo trì được loại trừ': '3,5',
    })
    const [window] = await sheet('Bảo trì và loại trừ', 'shown')
    expect(window).toMatchObject({ 'Từ thời điểm': '11/07/2026 22:00:00', 'Đến thời điểm': '12/07/2026 01:30:00' })
  })

  test('texts that look like formulas are texts', async () => {
    const rows = await sheet('Tổng hợp vn-2025-load', 'shown')
    expect(rows[3]).toMatchObject({
      'Tên hệ thống': '\'=HYPERLINK("http://example.org/","bấm")',
      'Đơn vị vận hành hạ tầng': "'@SUM(A1:A9)",
    })
  })
})

describe('as it is summed there', () => {
  beforeAll(() => convert(csvFilter(false), 'raw'))

  test.each(['vn-2023-response-time', 'vn-2025-load'])('points by %s', async (id) => {
    const pack = made.packs.find(({ criteria }) => criteria.criteria === id)
    const rows = await sheet(`Tổng hợp ${id}`, 'raw')
    const portals = pack?.score.portals ?? []
    const column = (head: string): number => sum(rows.map((row) => number(row[head])))
    expect(rows).toHaveLength(83)
    expect(column('Điểm hiệu năng (tối đa 20)')).toBeCloseTo(sum(portals.map(({ points }) => points?.points)), 6)
    expect(column('Điểm trang chủ (tối đa 10)')).toBeCloseTo(sum(portals.map((one) => one.homepage?.points)), 6)
    expect(column('Điểm eForm (tối đa 10)')).toBeCloseTo(sum(portals.map(({ eform }) => eform?.points)), 6)
    expect(rows.map((row) => row['Điểm hiệu năng (tối đa 20)'] === '')).toEqual(
      portals.map(({ points }) => points === null),
    )
  })

  test('results and points of every rule', async () => {
    const rows = await sheet('Theo tiêu chí', 'raw')
    const rules = made.packs
      .flatMap(({ score }) => score.portals)
      .flatMap(({ pages }) => pages)
      .flatMap((page) => page.rules)
    expect(rows).toHaveLength(rules.length)
    expect(sum(rows.map((row) => number(row['Số lượt đo hợp lệ'])))).toBe(sum(rules.map(({ n }) => n)))
    expect(sum(rows.map((row) => number(row.Điểm)))).toBeCloseTo(
      sum(rules.filter(({ most }) => most > 0).map(({ points }) => points)),
      6,
    )
  })
})

test('it can be printed', async () => {
  const [pdf = ''] = await convert('pdf', 'print')
  const bytes = await readFile(join(folder, 'print', pdf))
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  const { NHIP_OFFICE_OUT } = process.env
  if (NHIP_OFFICE_OUT === undefined) return
  await cp(join(folder, 'print', pdf), join(NHIP_OFFICE_OUT, 'export.pdf'))
  await cp(join(folder, 'export.xlsx'), join(NHIP_OFFICE_OUT, 'export.xlsx'))
})
