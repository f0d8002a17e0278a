import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { Result } from 'lighthouse'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { REPORT_FILE_NAMES, type ReportFileName, reportKey } from '../../../lib/model/report-file.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { type LighthouseRun, NO_RUN, runLighthouse } from '../../../lib/observe/browser/lighthouse-run.ts'
import { loadOnce } from '../../../lib/observe/browser/load.ts'
import { measuredIn } from '../../../lib/observe/browser/metrics.ts'
import { packReport } from '../../../lib/observe/browser/pack-report.ts'
import { profileSettings } from '../../../lib/observe/browser/profile.ts'
import { thirdPartiesIn } from '../../../lib/observe/browser/third-parties.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { html, openSite, type Site } from '../../kit/site.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'

const SECRETS = ['phien-bi-mat', 'ma-bi-mat', 'an.nguyen@example.vn', '0912345678', '001203004567', 'mat-khau-cua-an']
const LIGHTHOUSE = fileURLToPath(import.meta.resolve('lighthouse/cli/index.js'))
const at = { page: 'da-nang/home', slotMs: 1_790_000_100_000, location: 'sgn' }

/** A page of somebody who has signed in, that shifts, blocks, and has something from elsewhere. */
const PAGE = html(`<p id="who">Nguyễn Văn An, 001203004567, 0912345678, an.nguyen@example.vn, mat-khau-cua-an</p>
<img src="/seal.svg?token=ma-bi-mat" width="120" height="80" alt="0912345678">
<script src="ELSEWHERE/count.js?email=an.nguyen@example.vn"></script>
<script>
  fetch('/whoami?token=ma-bi-mat', { headers: { Authorization: 'Bearer phien-bi-mat' } })
  setTimeout(() => { const end = performance.now() + 120; while (performance.now() < end); }, 50)
  setTimeout(() => who.style.marginTop = '200px', 200)
</script>`)

let site: Site
let run: LighthouseRun
let close: () => void
beforeAll(async () => {
  const opened = await openSite({
    '/': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'sid=phien-bi-mat; Path=/' })
      response.end(PAGE.replace('ELSEWHERE', site.url('', 'elsewhere')))
    },
    '/count.js': (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/javascript' }).end(`//${'x'.repeat(5_000)}`),
    '/whoami': '{}',
  })
  ;({ site, close } = opened)
  const request = auditRequest({ url: site.url('/?access_token=ma-bi-mat'), contact: 'mailto:an.nguyen@example.vn' })
  const browser = createKeptBrowser()
  const { result } = await loadOnce(
    { browser, request },
    {
      load: (page) =>
        runLighthouse(page, {
          start: { kind: 'open', url: request.url },
          settings: profileSettings(request),
          deadlineMs: 60_000,
        }),
      nothing: NO_RUN,
    },
  )
  await browser.close()
  run = result
}, 180_000)
afterAll(() => close())

/** What is in a folder of a report's files, by name, unzipped. */
const contentsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder).map((name) => {
      const bytes = readFileSync(join(folder, name))
      return [name, (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')]
    }),
  )
const folderOf = (folder: string, name: ReportFileName): string => dirname(join(folder, reportKey(at, name)))

describe('what a run left', () => {
  test('is kept without what is somebody’s, and gives the same numbers again', { timeout: 180_000 }, async () => {
    const folder = temporaryFolder()
    expect(run.measured?.score).toBeGreaterThan(0)
    const { files, dropped } = await packReport(run, { folder, at, secrets: ['mat-khau-cua-an'] })
    expect(dropped).toEqual([])
    expect(files.map(({ name }) => name)).toEqual(REPORT_FILE_NAMES)
    for (const { name, sha256, bytes } of files) {
      const kept = readFileSync(join(folder, reportKey(at, name)))
      expect([name, bytes]).toEqual([name, kept.byteLength])
      expect([name, sha256]).toEqual([name, createHash('sha256').update(kept).digest('hex')])
    }
    expect(readdirSync(folder)).toEqual(['audits'])

    const traced = folderOf(folder, 'trace.json.gz')
    const raw = JSON.stringify([run.artifacts, run.report])
    for (const secret of SECRETS) expect([secret, raw.includes(secret)]).toEqual([secret, true])
    for (const [name, text] of [...contentsOf(traced), ...contentsOf(folderOf(folder, 'report.json.gz'))])
      for (const secret of SECRETS) expect([name, secret, text.includes(secret)]).toEqual([name, secret, false])

    // The command that anybody has, on nothing but the kept files.
    const report = JSON.parse(contentsOf(folderOf(folder, 'report.json.gz')).get('report.json.gz') ?? '') as Result
    await promisify(execFile)(
      process.execPath,
      [
        LIGHTHOUSE,
        report.requestedUrl ?? '',
        `--audit-mode=${traced}`,
        `--config-path=${join(traced, 'config.json')}`,
        '--output=json',
        `--output-path=${join(folder, 'again.json')}`,
        '--quiet',
        '--no-enable-error-reporting',
      ],
      { timeout: 50_000 },
    )
    const again = measuredIn(JSON.parse(readFileSync(join(folder, 'again.json'), 'utf8')) as Result)
    expect(again).toEqual(run.measured)
  })

  test('has a page that may load nothing and be read by nobody', async () => {
    const folder = temporaryFolder()
    await packReport(run, { folder, at })
    const page = contentsOf(folderOf(folder, 'report.html.gz')).get('report.html.gz') ?? ''
    expect(page).toMatch(/<head><meta http-equiv="content-security-policy" content="default-src 'none'; script-src/)
    const strip = contentsOf(folderOf(folder, 'filmstrip.svg')).get('filmstrip.svg') ?? ''
    expect(strip.match(/<image /g)?.length).toBeGreaterThan(1)
  })

  test('fits its budget: the trace goes first, then what the report shows anyway, the report last', async () => {
    const names = async (budgetBytes: number) => {
      const folder = temporaryFolder()
      const { files, dropped } = await packReport(run, { folder, at, budgetBytes })
      const kept = files.map(({ name }) => name)
      expect(dropped.every(({ reason }) => reason === 'budget')).toBe(true)
      expect([...kept, ...dropped.map(({ name }) => name)].toSorted()).toEqual(REPORT_FILE_NAMES.toSorted())
      expect(files.reduce((total, { bytes }) => total + bytes, 0)).toBeLessThanOrEqual(budgetBytes)
      return { kept, files }
    }
    const { files } = await names(6_000_000)
    const report = files.slice(0, 4).reduce((total, { bytes }) => total + bytes, 0)
    expect((await names(report)).kept).toEqual(REPORT_FILE_NAMES.slice(0, 4))
    expect((await names(files[0]?.bytes ?? 0)).kept).toEqual(['report.json.gz'])
    expect((await names(0)).kept).toEqual([])
  })

  test('never fails the audit: where nothing can be written, all of it is dropped and it says why', async () => {
    const folder = join(temporaryFolder(), 'file')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(folder, '')
    onTestFinished(() => rmSync(folder))
    const { files, dropped } = await packReport(run, { folder, at })
    expect(files).toEqual([])
    expect(dropped[0]).toEqual({
      name: 'report.json.gz',
      reason: 'fault',
      detail: expect.stringMatching(/ENOTDIR|EEXIST/),
    })
    expect(await packReport(NO_RUN, { folder, at })).toEqual({ files: [], dropped: [] })
  })
})

test('what others have in a page is told by origin', () => {
  if (run.report === null) throw new Error('no report')
  const elsewhere = site.url('', 'elsewhere')
  expect(thirdPartiesIn(run.report)).toEqual({
    bytes: expect.any(Number),
    requests: 1,
    mainThreadMs: expect.any(Number),
    origins: [{ origin: elsewhere, bytes: expect.any(Number), requests: 1, mainThreadMs: expect.any(Number) }],
  })
  expect(thirdPartiesIn(run.report)?.bytes).toBeGreaterThan(5_000)
})
