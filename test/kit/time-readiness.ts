import { judgeReadiness } from '../../lib/judge/audit-outcome.ts'
import type { Engine } from '../../lib/model/catalogue.ts'
import { engineForms } from '../../lib/model/engine.ts'
import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'
import type { KeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { loadOnce } from '../../lib/observe/browser/load.ts'
import { profileSettings } from '../../lib/observe/browser/profile.ts'
import { reach } from '../../lib/observe/browser/reach.ts'
import { measureReadiness, NO_READINESS } from '../../lib/observe/browser/readiness.ts'
import type { Wanted } from '../../lib/observe/browser/readiness-script.ts'
import { auditRequest } from './audit-request.ts'

/** One load that waits for a form, at the profile's full throttling, and what the judge makes of it. */
export async function timeReadiness(
  browser: KeptBrowser,
  over: Partial<AuditRequest> & Pick<AuditRequest, 'url'>,
  how: {
    readonly engine?: Engine
    /** Instead of a form: what is waited for. */
    readonly ready?: string
    readonly deadlineMs?: number
    readonly stepDeadlineMs?: number
  } = {},
) {
  const request = auditRequest(over)
  const settings = profileSettings(request)
  const wanted: Wanted =
    how.ready === undefined
      ? { kind: 'form', forms: engineForms(how.engine ?? null) }
      : { kind: 'selector', selector: how.ready }
  const { facts, result } = await loadOnce(
    { browser, request },
    {
      load: (page) =>
        reach(page, {
          request,
          account: null,
          settings,
          stepDeadlineMs: how.stepDeadlineMs,
          nothing: NO_READINESS,
          load: (start) => measureReadiness(page, { start, wanted, settings, deadlineMs: how.deadlineMs ?? 20_000 }),
        }),
      nothing: NO_READINESS,
    },
  )
  const { readyMs, engine, finalUrl } = result
  return { readyMs, engine, finalUrl, ...judgeReadiness({ ...facts, readyMs }) }
}
