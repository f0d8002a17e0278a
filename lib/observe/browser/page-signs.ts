import type { Page } from 'puppeteer-core'
import type { PageSigns } from '../../model/page-signs.ts'
import { asksForLogin, recogniseMarkup } from '../http/recognise.ts'
import { showsCaptcha } from './captcha-box.ts'
import { inTime } from './in-time.ts'
import { showsLogin } from './login-box.ts'
import { ownWorld } from './own-world.ts'

type ShownPage = {
  readonly signs: PageSigns
  /** The document is still being read; one whose script stopped the load is not. */
  readonly loading: boolean
  /**
   * What may hold what the document lacks: the largest frame or open shadow tree with fields, where it takes at least half
   * of the window's width and a fair part of its height. In words, a frame's with origin and path; null: nothing.
   */
  readonly mayHold: string | null
  /** The kind of captcha that it shows in place of a form, in words; null: none. */
  readonly captcha: string | null
}

const ANSWER_DEADLINE_MS = 2_000

/** So long a document that is still being read is waited for. */
const READING_MS = 1_000

/** A page that loads itself anew may do so while it is asked. */
const MAX_TRIES = 5

/** As much of a page's text as is read for what it asks of its reader. */
const TEXT_CHARS = 100_000

/**
 * What a loaded document shows, as an http check would see it, scripts and all; null where the page can't be asked.
 * What it asks of its reader is taken from what can be seen: many pages carry a hidden “please sign in”.
 */
export async function pageSigns(page: Page, expectText: string | null): Promise<ShownPage | null> {
  const [shown, login, captcha] = await Promise.all([
    inTime(ANSWER_DEADLINE_MS, null, ask(page)),
    inTime(ANSWER_DEADLINE_MS, false, showsLogin(page)),
    inTime(ANSWER_DEADLINE_MS, null, showsCaptcha(page)),
  ])
  if (shown === null) return null
  const signs = {
    ...recogniseMarkup(shown.markup, expectText),
    loginDemand: login || asksForLogin(shown.text),
  }
  return { signs, loading: shown.loading, mayHold: shown.mayHold, captcha }
}

async function ask(page: Page): Promise<Awaited<ReturnType<typeof read>> | null> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const shown = await ownWorld(page.mainFrame())
      .evaluate(read, TEXT_CHARS, READING_MS)
      .catch(() => null)
    if (shown !== null) return shown
  }
  return null
}

/** Runs in the page, once it has been read to its end, or that has been waited for long enough. */
async function read(
  chars: number,
  readingMs: number,
): Promise<{
  readonly markup: string
  readonly text: string
  readonly loading: boolean
  readonly mayHold: string | null
}> {
  if (document.readyState === 'loading') {
    await new Promise((resolve) => {
      document.addEventListener('DOMContentLoaded', resolve, { once: true })
      setTimeout(resolve, readingMs)
    })
  }
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getBoundingClientRect().height > 0
  const area = (element: Element): number => {
    const { width, height } = element.getBoundingClientRect()
    const isLarge = width >= innerWidth / 2 && height >= innerHeight / 4
    return isLarge && isSeen(element) ? width * height : 0
  }
  const hasField = (root: ShadowRoot): boolean =>
    root.querySelector('input:not([type=hidden]), select, textarea, [contenteditable=true]') !== null ||
    [...root.querySelectorAll('*')].some(({ shadowRoot }) => shadowRoot !== null && hasField(shadowRoot))
  const frames = [...document.querySelectorAll<HTMLIFrameElement>('iframe, frame')].map((frame) => {
    const address = URL.parse(frame.src)
    return { area: area(frame), words: `the frame ${address?.origin ?? ''}${address?.pathname ?? '(its own)'}` }
  })
  const trees = [...document.querySelectorAll('*')].flatMap(({ localName, shadowRoot }) =>
    shadowRoot === null || !hasField(shadowRoot)
      ? []
      : [{ area: Math.max(0, ...[...shadowRoot.children].map(area)), words: `the shadow tree of <${localName}>` }],
  )
  const [largest] = [...frames, ...trees].toSorted((a, b) => b.area - a.area)
  return {
    mayHold: largest && largest.area > 0 ? largest.words : null,
    markup: document.documentElement.outerHTML,
    text: (document.body?.innerText ?? '').slice(0, chars),
    loading: document.readyState === 'loading',
  }
}
