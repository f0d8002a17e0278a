import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { type Field, PROCEDURES } from '../../../lib/local/farm/procedures.ts'
import { openChromium } from '../../kit/chromium.ts'

type Opened = {
  readonly page: Page
  readonly requests: { readonly method: string; readonly url: string }[]
  /** Errors that the page's own scripts threw. */
  readonly faults: string[]
}

const FORMIO = {
  ready: '[name^="data["]',
  path: (index: number) => `/vi/padsvc/apply-online/${PROCEDURES[index]!.formId}`,
}
const SURVEY = {
  ready: '.sd-question',
  path: (index: number) => `/nop-ho-so?formalityCaseId=${PROCEDURES[index]!.caseId}`,
}

let farm: Farm
let browser: Browser
beforeAll(async () => {
  farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  browser = await openChromium()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await farm.close()
})

/** Opens a page, keeping what it asked of whom. */
async function open(path: string): Promise<Opened> {
  const page = await browser.newPage()
  const requests: Opened['requests'] = []
  const faults: Opened['faults'] = []
  page.on('request', (request) => requests.push({ method: request.method(), url: request.url() }))
  page.on('pageerror', (error) => faults.push(String(error)))
  await page.goto(farm.url('binh-minh', path))
  return { page, requests, faults }
}

describe.each([
  ['Form.io', FORMIO],
  ['SurveyJS', SURVEY],
])('%s', (_, { ready, path }) => {
  const procedures = PROCEDURES.map(({ name }, index) => [name, index] as const)
  test.each(procedures)('draws “%s” with at least 15 fields', async (name, index) => {
    const { page, requests, faults } = await open(path(index))
    await page.waitForSelector(ready)
    expect((await page.$$(ready)).length).toBeGreaterThanOrEqual(15)
    const text = (await page.evaluate('document.body.innerText')) as string
    for (const words of [name, 'Họ và tên', 'Số định danh cá nhân', 'Nộp hồ sơ']) expect(text).toContain(words)
    expect(faults).toEqual([])
    const foreign = requests.filter(({ url }) => !url.startsWith('data:') && !url.startsWith(farm.url('binh-minh')))
    expect(foreign).toEqual([])
    await page.close()
  })

  test('is not ready where its API fails, and says so', async () => {
    const { page } = await open(`${path(0)}${path(0).includes('?') ? '&' : '?'}fault=form-error`)
    await page.waitForFunction('document.querySelector(".outcome").textContent !== ""')
    expect(await page.$eval('.outcome', (element) => element.textContent)).toContain('mã lỗi 503')
    expect(await page.$$(ready)).toEqual([])
    await page.close()
  })
})

test('a form filled in and sent by its button leaves nothing with the portal', async () => {
  const { page, requests } = await open(FORMIO.path(0))
  await page.waitForSelector(FORMIO.ready)
  const fields = PROCEDURES[0]!.sections.flatMap((section) => section.fields)
  const atOnce = fields.filter(({ kind }) => kind !== 'commune')
  const data = Object.fromEntries(atOnce.map((field) => [field.name, valueOf(field)]))
  await page.evaluate(`Object.values(Formio.forms)[0].setSubmission({ data: ${JSON.stringify(data)} })`)
  // The list of communes is asked for once the province is known, and clears what was there before.
  await page.waitForFunction('Object.values(Formio.forms)[0].getComponent("tinhThanh").dataValue === "01"')
  const communes = farm.url('binh-minh', '/api/danh-muc/xa?tinh=01')
  await expect.poll(() => requests.some(({ url }) => url.startsWith(communes)), { timeout: 10_000 }).toBe(true)
  await page.evaluate('Object.values(Formio.forms)[0].getComponent("xaPhuong").setValue("0101")')
  await page.click('button[name="data[submit]"]')
  await page.waitForFunction('document.querySelector(".outcome").textContent !== ""')
  expect(await page.$eval('.outcome', (element) => element.textContent)).toContain('không được gửi đi')
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([])
  await page.close()
})

test('the homepage narrows its procedures, whether or not diacritics are typed', async () => {
  const { page } = await open('/')
  const shown = () => page.$$eval('.procedures li:not([hidden]) strong', (rows) => rows.map((row) => row.textContent))
  expect(await shown()).toHaveLength(PROCEDURES.length)
  await page.type('#tu-khoa', 'doi giay phep')
  expect(await shown()).toEqual(['Đổi giấy phép lái xe'])
  await page.close()
})

function valueOf({ kind, options }: Field): string | number | boolean {
  if (kind === 'number') return 1
  if (kind === 'tick') return true
  if (kind === 'date') return '01/01/2000'
  if (kind === 'email') return 'a@example.org'
  if (kind === 'province') return '01'
  return options[0] ?? 'a'
}
