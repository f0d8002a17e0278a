import { setTimeout } from 'node:timers/promises'
import type { Page } from 'puppeteer-core'
import type { Engine } from '../../model/catalogue.ts'

const ANSWER_DEADLINE_MS = 2_000

/**
 * The form engine that drew a loaded page, by what it leaves in the document or, failing that, by its global; null
 * where there is none, or the page can't be asked.
 */
export async function engineOf(page: Page): Promise<Engine | null> {
  const answered = new AbortController()
  // A page that navigates or hangs as it is asked has no engine that could be named; its metrics stand.
  const engine = await Promise.race([
    page.evaluate(detect).catch(() => null),
    setTimeout(ANSWER_DEADLINE_MS, null, { signal: answered.signal }),
  ])
  answered.abort()
  return engine
}

/** Runs in the page. */
function detect(): 'formio' | 'surveyjs' | null {
  if (document.querySelector('.formio-form, .formio-component')) return 'formio'
  if (document.querySelector('.sd-root-modern, .sv-root-modern, .sv_main, .sd-question')) return 'surveyjs'
  if ('Formio' in window) return 'formio'
  if ('Survey' in window) return 'surveyjs'
  return null
}
