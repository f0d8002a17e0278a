import type { Page } from 'puppeteer-core'
import type { PageSigns } from '../../model/page-signs.ts'
import { recogniseMarkup } from '../http/recognise.ts'
import { inTime } from './in-time.ts'

type ShownPage = {
  readonly signs: PageSigns
  /** The document is still being read; one whose script stopped the load is not. */
  readonly loading: boolean
}

const ANSWER_DEADLINE_MS = 2_000

/** What a loaded document shows by itself, as an http check would see it; null where the page can't be asked. */
export async function pageSigns(page: Page, expectText: string | null): Promise<ShownPage | null> {
  const asked = page
    .evaluate(() => ({ markup: document.documentElement.outerHTML, loading: document.readyState === 'loading' }))
    .catch(() => null)
  const shown = await inTime(ANSWER_DEADLINE_MS, null, asked)
  return shown && { signs: recogniseMarkup(shown.markup, expectText), loading: shown.loading }
}
