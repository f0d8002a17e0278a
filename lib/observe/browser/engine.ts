import { setTimeout } from 'node:timers/promises'
import type { Frame, Page } from 'puppeteer-core'
import type { Engine } from '../../model/catalogue.ts'
import { ENGINE_FORMS, type EngineForm, FRAMED_FORMS } from '../../model/engine.ts'
import { ownWorld } from './own-world.ts'

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
  const own = await engineIn(page.mainFrame(), ENGINE_FORMS)
  if (own !== null && own !== 'other') return own
  const frames = page.frames().filter((frame) => frame !== page.mainFrame())
  // A frame may go as it is asked.
  const framed = await Promise.all(frames.map((frame) => engineIn(frame, FRAMED_FORMS).catch(() => null)))
  return framed.find((engine) => engine !== null) ?? own
}

async function engineIn(frame: Frame, forms: readonly EngineForm[]): Promise<Engine | null> {
  return (await ownWorld(frame).evaluate(byMarks, forms)) ?? (await frame.evaluate(byGlobals))
}

/** Runs in the page. */
function byMarks(forms: readonly EngineForm[]): Engine | null {
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
  return null
}

/** Runs in the page, among its own scripts. */
function byGlobals(): Engine | null {
  if ('Formio' in window) return 'formio'
  return 'Survey' in window ? 'surveyjs' : null
}
