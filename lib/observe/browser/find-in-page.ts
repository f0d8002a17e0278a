import type { ElementHandle, Page } from 'puppeteer-core'
import type { JourneyTarget } from '../../model/journey.ts'
import { ownWorld } from './own-world.ts'

const LOOK_EVERY_MS = 100

/** What people press. */
const PRESSED =
  'a, button, summary, label, [role=button], [role=link], [role=tab], [role=option], [role=menuitem], ' +
  'input[type=button], input[type=submit], [onclick]'

/** What lists and comboboxes show their choices in, whoever drew them. */
export const CHOICES =
  '[role=option], [role=listbox] li, [class*=option i], [class*=choices__item i], [class*=dropdown i] li'

export type Looking = {
  readonly target: JourneyTarget
  /** Elements that count where the target names none by selector. */
  readonly among?: string
  readonly untilMs: number
  readonly stop: AbortSignal
}

/**
 * The first element that can be seen and matches, as soon as there is one; of texts, letters' case and white space
 * make no difference; open shadow trees are looked into. Null where none came in time. Lives through navigations. The
 * page's scripts can't change what is found, nor what is read of it by its handle.
 */
export async function findInPage(page: Page, { target, among = PRESSED, untilMs, stop }: Looking) {
  const wanted = { selector: target.selector ?? among, text: target.text }
  while (!stop.aborted) {
    const found = await firstMatch(page, wanted).catch(() => null)
    if (found !== null) return found
    if (Date.now() >= untilMs) return null
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return null
}

async function firstMatch(
  page: Page,
  wanted: { readonly selector: string; readonly text: string | null },
): Promise<ElementHandle<Element> | null> {
  const handle = await ownWorld(page.mainFrame()).evaluateHandle(match, wanted)
  const element = handle.asElement() as ElementHandle<Element> | null
  if (element === null) await handle.dispose()
  return element
}

/** Runs in the page. */
function match(wanted: { readonly selector: string; readonly text: string | null }): Element | null {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
  const text = wanted.text === null ? null : fold(wanted.text)
  const matching = (root: Document | ShadowRoot): readonly Element[] => [
    ...root.querySelectorAll(wanted.selector),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : matching(shadowRoot))),
  ]
  for (const element of matching(document)) {
    const { width, height } = element.getBoundingClientRect()
    const isSeen =
      width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    if (!isSeen) continue
    const readings = [
      element instanceof HTMLElement ? element.innerText : '',
      element instanceof HTMLInputElement ? element.value : '',
      element.getAttribute('aria-label') ?? '',
    ]
    if (text === null || readings.some((reading) => fold(reading) === text)) return element
  }
  return null
}
