import { setTimeout } from 'node:timers/promises'
import type { Page } from 'puppeteer-core'
import type { Engine } from '../../model/catalogue.ts'
import { ENGINE_FORMS, type EngineForm, FRAMED_FORMS } from '../../model/engine.ts'

const ANSWER_DEADLINE_MS = 2_000

/**
 * The engine that drew the form in a loaded page, by what it leaves in the document or, failing that, by its global;
 * `other` where there is a form of none of them; null where there is none, or the page can't be asked. The form may be in
 * a frame or in an open shadow tree.
 */
export async function engineOf(page: Page): Promise<Engine | null> {
  const answered = new AbortController()
  // A page that navigates or hangs as it is asked has no engine that could be named; its metrics stand.
  const engine = await Promise.race([
    detectIn(page).catch(() => null),
    setTimeout(ANSWER_DEADLINE_MS, null, { signal: answered.signal }),
  ])
  answered.abort()
  return engine
}

async function detectIn(page: Page): Promise<Engine | null> {
  const own = await page.evaluate(detect, ENGINE_FORMS)
  if (own !== null && own !== 'other') return own
  const frames = page.frames().filter((frame) => frame !== page.mainFrame())
  // A frame may go as it is asked.
  const framed = await Promise.all(frames.map((frame) => frame.evaluate(detect, FRAMED_FORMS).catch(() => null)))
  return framed.find((engine) => engine !== null) ?? own
}

/** Runs in the page. */
function detect(forms: readonly EngineForm[]): Engine | null {
  const aside = 'header, footer, nav, [role=search], form:has([type=password])'
  const treesIn = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : treesIn(shadowRoot))),
  ]
  const trees = treesIn(document)
  for (const { engine, marks, fields } of forms) {
    const isBeyondDoubt = engine === 'formio' || engine === 'surveyjs'
    if (isBeyondDoubt && trees.some((root) => root.querySelector(marks))) return engine
    if (isBeyondDoubt || !document.querySelector(marks)) continue
    // A page can be of Liferay, WebForms or Angular and have no form.
    if ([...document.querySelectorAll(fields)].some((field) => !field.closest(aside))) return engine
  }
  if ('Formio' in window) return 'formio'
  return 'Survey' in window ? 'surveyjs' : null
}
