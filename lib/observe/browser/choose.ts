import type { Page } from 'puppeteer-core'
import { CHOICES, findInPage } from './find-in-page.ts'
import { ownWorld } from './own-world.ts'

const LOOK_EVERY_MS = 100

/**
 * Chooses in a list, in radio buttons or in a combobox what reads as `option` or has it for its value, as soon as it
 * is there: lists of communes come when the province is known. Throws where it doesn't come in time.
 */
export async function choose(
  page: Page,
  how: {
    readonly step: { readonly selector: string; readonly option: string }
    readonly untilMs: number
    readonly stop: AbortSignal
  },
): Promise<void> {
  const { step, untilMs, stop } = how
  while (!stop.aborted) {
    const done = await ownWorld(page.mainFrame())
      .evaluate(chooseNow, step)
      .catch(() => 'absent' as const)
    if (done === 'chosen') return
    if (done === 'combobox') return chooseListed(page, how)
    if (Date.now() >= untilMs) break
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  throw new Error('nothing of this kind could be chosen in time')
}

/** Opens a combobox, and presses the choice that shows. */
async function chooseListed(page: Page, { step, untilMs, stop }: Parameters<typeof choose>[1]): Promise<void> {
  const box = await findInPage(page, { target: { selector: step.selector, text: null }, untilMs, stop })
  if (box === null) throw new Error('the combobox can not be seen')
  await box.click()
  const choice = await findInPage(page, {
    target: { selector: null, text: step.option },
    among: CHOICES,
    untilMs,
    stop,
  })
  if (choice === null) throw new Error('the combobox has no such choice')
  await choice.click()
}

/** Runs in the page. */
function chooseNow(step: { readonly selector: string; readonly option: string }): 'chosen' | 'combobox' | 'absent' {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
  const wanted = fold(step.option)
  const isWanted = (texts: readonly (string | null | undefined)[]): boolean =>
    texts.some((text) => text !== null && text !== undefined && fold(text) === wanted)
  const first = (root: Document | ShadowRoot): Element | null => {
    const own = root.querySelector(step.selector)
    if (own !== null) return own
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const inner = shadowRoot === null ? null : first(shadowRoot)
      if (inner !== null) return inner
    }
    return null
  }
  const element = first(document)
  if (element === null) return 'absent'
  if (element instanceof HTMLSelectElement) {
    const option = [...element.options].find((one) => !one.disabled && isWanted([one.label, one.text, one.value]))
    if (!option || element.disabled) return 'absent'
    element.value = option.value
    for (const type of ['input', 'change']) element.dispatchEvent(new Event(type, { bubbles: true }))
    return 'chosen'
  }
  const root = element.getRootNode() as Document | ShadowRoot
  const within = element.matches('input[type=radio]') ? root : element
  const radios = [...within.querySelectorAll<HTMLInputElement>('input[type=radio]')]
  if (radios.length > 0) {
    const radio = radios.find((one) =>
      isWanted([
        one.value,
        one.getAttribute('aria-label'),
        ...[...(one.labels ?? [])].map(({ innerText }) => innerText),
      ]),
    )
    radio?.click()
    return radio ? 'chosen' : 'absent'
  }
  return 'combobox'
}
