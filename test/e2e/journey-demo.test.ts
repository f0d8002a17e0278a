import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { startFarm } from '../../lib/local/farm/farm.ts'
import { auditSchema } from '../../lib/model/audit.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { timeReadiness } from '../kit/time-readiness.ts'
import { writtenCatalogue, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const NHIP = fileURLToPath(new URL('../../bin/nhip.ts', import.meta.url))

const browser = createKeptBrowser()
afterAll(browser.close)

test.each([
  ['formio', '/vi/padsvc/apply-online/64f1a2b3c4d5e6f708192a3b'],
  ['surveyjs', '/nop-ho-so?formalityCaseId=20260118002'],
] as const)(
  'the form of %s itself, with nothing named, is found, timed and named',
  { timeout: 180_000 },
  async (engine, path) => {
    const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
    onTestFinished(farm.close)
    const ready = await timeReadiness(browser, { url: farm.url('binh-minh', path) })
    expect(ready).toMatchObject({ cause: null, engine, readyMs: expect.any(Number) })
  },
)

test('nhip audit --page goes the way of a catalogue to the real Form.io form of a demo portal', {
  timeout: 180_000,
}, async () => {
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  const url = farm.url('binh-minh', '/thu-tuc/1.001193')
  const page = writtenPage({
    id: 'khai-sinh',
    kind: 'eform',
    url,
    journey: [
      { open: url },
      { choose: { in: '#tinh', option: 'Tỉnh Hải Đăng' } },
      { choose: { in: '#xa', option: 'Phường Hòa Bình' } },
      { click: { text: 'Nộp trực tuyến' } },
    ],
  })
  const file = join(temporaryFolder(), 'catalogue.yaml')
  writeFileSync(file, stringify(writtenCatalogue({ portals: [writtenPortal({ pages: [page] })] })))
  const args = ['audit', '--page', 'da-nang/khai-sinh', '--catalog', file, '--runs', '1', '--allow-private', '--json']
  const { exit, stdout, stderr } = await new Promise<{ exit: number | null; stdout: string; stderr: string }>(
    (resolve) => {
      const child = execFile(process.execPath, [NHIP, ...args], (_error, stdout, stderr) =>
        resolve({ exit: child.exitCode, stdout, stderr }),
      )
    },
  )
  expect([exit, stderr]).toEqual([0, expect.not.stringMatching(/error/i)])
  const made = auditSchema.parse(JSON.parse(stdout))
  expect(made).toMatchObject({
    page: 'da-nang/khai-sinh',
    outcome: 'passed',
    url,
    finalUrl: farm.url('binh-minh', '/vi/padsvc/apply-online/64f1a2b3c4d5e6f708192a3b'),
    engine: 'formio',
    journey: { steps: 4, isRoute: false },
    score: expect.any(Number),
    metrics: { readyMs: expect.any(Number) },
    refusedRequests: [],
  })
  expect(farm.requests().some(({ path }) => path === '/api/danh-muc/xa')).toBe(true)
})
