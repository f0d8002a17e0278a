import { setTimeout } from 'node:timers/promises'
import type { Page } from 'puppeteer-core'
import type { PageSigns } from '../../model/page-signs.ts'
import { recogniseMarkup } from '../http/recognise.ts'

const ANSWER_DEADLINE_MS = 2_000

/** What a loaded document shows by itself, as an http check would see it; null where the page can't be asked. */
export async function pageSigns(page: Page, expectText: string | null): Promise<PageSigns | null> {
  const answered = new AbortController()
  const markup = await Promise.race([
    page.evaluate(() => document.documentElement.outerHTML).catch(() => null),
    setTimeout(ANSWER_DEADLINE_MS, null, { signal: answered.signal }).catch(() => null),
  ])
  answered.abort()
  return markup === null ? null : recogniseMarkup(markup, expectText)
}
