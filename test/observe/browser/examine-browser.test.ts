import { join } from 'node:path'
import { expect, test } from 'vitest'
import { browserExaminationSchema } from '../../../lib/model/examination.ts'
import { examineBrowser } from '../../../lib/observe/browser/examine-browser.ts'
import { scratchFile } from '../../kit/nhip.ts'

test('a browser is started, draws Vietnamese letters, and Lighthouse is there', async () => {
  const examination = await examineBrowser()
  expect(examination).toMatchObject({ type: 'examined', mode: 'multi-process', undrawn: [], problem: null })
  expect(examination.chromium).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
  expect(examination.lighthouse).toMatch(/^\d+\.\d+\.\d+$/)
  expect(examination.startMs).toBeGreaterThan(0)
  expect(browserExaminationSchema.parse(JSON.parse(JSON.stringify(examination)))).toEqual(examination)
})

test('where it does not start, that is what is told', async () => {
  const cacheDir = join(await scratchFile('file', ''), 'below')
  const examination = await examineBrowser({ cacheDir })
  expect(examination).toMatchObject({ chromium: null, mode: null, startMs: null, lighthouse: null })
  expect(examination.problem).toMatch(/ENOTDIR/)
  expect(browserExaminationSchema.safeParse(examination).success).toBe(true)
})
