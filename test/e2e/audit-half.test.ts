import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { navigation, type Result } from 'lighthouse'
import { saveArtifacts } from 'lighthouse/core/lib/asset-saver.js'
import { expect, onTestFinished, test } from 'vitest'
import { prepareChromium } from '../../lib/observe/browser/chromium.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { type LighthouseRun, NO_RUN, runLighthouse } from '../../lib/observe/browser/lighthouse-run.ts'
import { loadOnce } from '../../lib/observe/browser/load.ts'
import { type Measured, measuredIn } from '../../lib/observe/browser/metrics.ts'
import { type ProfileSettings, profileSettings } from '../../lib/observe/browser/profile.ts'
import { startAuditSite } from '../bench/audit-site.ts'
import { auditRequest } from '../kit/audit-request.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const COMMAND = join(dirname(createRequire(import.meta.url).resolve('lighthouse/package.json')), 'cli', 'index.js')

/** Metrics that come from audits which both sides make, whatever else they leave out. */
type Numbers = Omit<Measured, 'observed'> & { readonly weighted: Readonly<Record<string, number | undefined>> }

test.each(['light', 'shifts', 'blocks', 'formio'])(
  'what was gathered of the page "%s" has the same score and metrics, whoever audits it',
  async (name) => {
    const site = await startAuditSite()
    onTestFinished(site.close)
    const url = site.pages.find((page) => page.name === name)?.url ?? ''
    const request = auditRequest({ url })
    const settings = profileSettings(request)

    const kept = temporaryFolder()
    const ours = await gather(url, settings)
    if (!ours.report || !ours.artifacts) throw new Error(`nothing was gathered: ${ours.fault}`)
    await saveArtifacts(ours.artifacts, kept)
    const config = join(kept, 'config.json')
    writeFileSync(config, JSON.stringify({ extends: 'lighthouse:default', settings }))
    const theirsOfOurs = await lighthouse([url, `--audit-mode=${kept}`, `--config-path=${config}`])
    expect(numbersOf(theirsOfOurs)).toEqual(numbersOf(ours.report))

    const reference = temporaryFolder()
    const theirs = await lighthouse([url, `--gather-mode=${reference}`, `--audit-mode=${reference}`])
    // Audited with other settings than it was gathered with: what is left out bears on no metric.
    const file = join(reference, 'artifacts.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), settings }))
    const auditing = { ...settings, auditMode: reference }
    const made = await navigation(undefined, url, { config: { extends: 'lighthouse:default', settings: auditing } })
    expect(numbersOf(made?.lhr)).toEqual(numbersOf(theirs))
  },
)

async function gather(url: string, settings: ProfileSettings): Promise<LighthouseRun> {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const { result } = await loadOnce(
    { browser, request: auditRequest({ url }) },
    {
      load: (page) => runLighthouse(page, { start: { kind: 'open', url }, settings, deadlineMs: 90_000 }),
      nothing: NO_RUN,
    },
  )
  return result
}

/** The report of the `lighthouse` command, with the product's Chromium. */
async function lighthouse(args: readonly string[]): Promise<Result> {
  const { executablePath, env } = await prepareChromium()
  const report = join(temporaryFolder(), 'report.json')
  const flags = ['--quiet', '--output=json', `--output-path=${report}`]
  const child = spawn(
    process.execPath,
    [COMMAND, ...args, ...flags, '--chrome-flags=--headless --no-sandbox --disable-gpu'],
    { stdio: 'inherit', env: { ...process.env, ...env, CHROME_PATH: executablePath } },
  )
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  return JSON.parse(readFileSync(report, 'utf8')) as Result
}

function numbersOf(report: Result | undefined): Numbers {
  if (!report) throw new Error('no report')
  const { score, metrics } = measuredIn(report)
  const weighted = report.categories.performance?.auditRefs.filter(({ weight }) => weight > 0) ?? []
  return {
    score,
    metrics,
    weighted: Object.fromEntries(weighted.map(({ id }) => [id, report.audits[id]?.numericValue])),
  }
}
