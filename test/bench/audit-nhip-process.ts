import { makeRun } from '../../lib/observe/browser/attempt.ts'
import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'
import { benchmarkIndex, reuseBenchmarkIndex } from '../../lib/observe/browser/benchmark.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { profileSettings } from '../../lib/observe/browser/profile.ts'
import { auditRequest } from '../kit/audit-request.ts'
import { BENCH_CONTACT, type NhipAnswer, type NhipCall } from './audit-sides.ts'

// The product's runs one by one, so that another side's lie between them; of an audit it leaves out what is not a run.
const DEADLINE_MS = 90_000

const browser = createKeptBrowser(
  process.env.NHIP_BENCH_KEEP ? { auditsPerBrowser: Number(process.env.NHIP_BENCH_KEEP) } : {},
)
await browser.ready()
const indexBegunMs = performance.now()
reuseBenchmarkIndex(await benchmarkIndex(browser))
const indexMs = performance.now() - indexBegunMs

process.on('disconnect', () => void browser.close().finally(() => process.exit()))
process.on('message', (call: NhipCall) => void answer(call))

async function answer({ url, wayUrl, settings }: NhipCall): Promise<void> {
  const way = wayUrl === null ? {} : wayTo(wayUrl)
  const request = auditRequest({ url, contact: BENCH_CONTACT, ...way })
  await browser.ready()
  const begunMs = performance.now()
  const { run } = await makeRun({
    browser,
    request,
    settings: { ...profileSettings(request), ...settings },
    deadlineMs: DEADLINE_MS,
    number: 1,
  })
  process.send?.({
    score: run.score,
    metrics: run.metrics,
    wallMs: performance.now() - begunMs,
    problem: run.attempts > 1 ? `${run.attempts} attempts` : (run.detail ?? run.cause),
    browserPid: browser.processId(),
    indexMs,
  } satisfies NhipAnswer)
}

function wayTo(wayUrl: string): Pick<AuditRequest, 'journey' | 'expectHosts'> {
  return {
    journey: [
      { kind: 'open', url: wayUrl },
      { kind: 'click', target: { selector: '#den', text: null } },
    ],
    expectHosts: [new URL(wayUrl).hostname],
  }
}
