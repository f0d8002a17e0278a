import { NO_METRICS } from '../../model/audit.ts'
import { outcomeOf } from '../../model/cause.ts'
import type { ControlAudit } from '../../model/control-audit.ts'
import { makeRun, shortened } from './attempt.ts'
import type { AuditPorts } from './audit.ts'
import { reuseBenchmarkIndex } from './benchmark.ts'
import { conditionsOf } from './conditions.ts'
import { CONTROL_PAGE_SHA256 } from './control-page.ts'
import type { ControlRequest } from './control-request.ts'
import { serveControlPage } from './control-server.ts'
import { watchMachine } from './machine-use.ts'
import { type ProfileSettings, profileSettings } from './profile.ts'

type Outcome = Pick<ControlAudit, 'outcome' | 'cause' | 'detail' | 'score' | 'metrics'>

const PROFILE = 'mobile'
const RUN_DEADLINE_MS = 60_000

/**
 * The page is known to begin nothing later, and its tasks to follow each other within a few milliseconds: nothing has
 * to be waited for that might still come.
 */
const NO_WAITING = { pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 0, cpuQuietThresholdMs: 250 }

/** Audits the control page once, like any other page. Never beside another audit. */
export async function runControl(
  request: ControlRequest,
  { browser, now = Date.now }: Pick<AuditPorts, 'browser' | 'now'>,
): Promise<ControlAudit> {
  const startedAtMs = now()
  const begunMs = performance.now()
  const used = watchMachine()
  const settings = { ...profileSettings({ ...request, profile: PROFILE }), ...NO_WAITING }
  const started = await browser.ready().catch((error: Error) => error)
  const { score, metrics, outcome, cause, detail } =
    started instanceof Error ? unstarted(started) : await load(request, { browser, settings })
  return {
    type: 'controlAudit',
    location: request.location,
    startedAtMs,
    outcome,
    cause,
    detail,
    pageSha256: CONTROL_PAGE_SHA256,
    score,
    metrics,
    conditions: conditionsOf({
      started: started instanceof Error ? null : started,
      profile: PROFILE,
      settings,
      runs: 1,
      benchmarkIndex: { before: null, after: null },
      use: used(),
    }),
    durationMs: Math.round(performance.now() - begunMs),
  }
}

async function load(
  request: ControlRequest,
  { browser, settings }: Pick<AuditPorts, 'browser'> & { readonly settings: ProfileSettings },
): Promise<Outcome> {
  // The index would take a second, and nobody reads it here.
  reuseBenchmarkIndex(0)
  const { url, close } = await serveControlPage()
  try {
    const { run } = await makeRun({
      browser,
      settings,
      deadlineMs: RUN_DEADLINE_MS,
      number: 1,
      request: {
        ...request,
        page: null,
        slotMs: null,
        url,
        expectHosts: [],
        expectText: null,
        runs: 1,
        profile: PROFILE,
        ready: null,
        contact: null,
        families: [4],
        allowPrivate: true,
        source: null,
        catalogVersion: null,
        out: null,
      },
    })
    return run
  } finally {
    close()
  }
}

function unstarted({ message }: Error): Outcome {
  const fault = shortened({ outcome: outcomeOf('audit_error'), cause: 'audit_error', detail: message })
  return { ...fault, score: null, metrics: NO_METRICS }
}
