import type { Browser, ElementHandle, Page } from 'puppeteer-core'
import type { Lang } from '../../lib/model/lang.ts'

/** How somebody uses a page: by pointer and with its scripts, or by keys alone and without them. */
export type Hand = 'pointer' | 'keys'

/** Somebody who has signed in, at a browser of their own. Things of a page are found by what they are called. */
export type Person = {
  readonly page: Page
  /** Signs in anew, by the cookie of a session. */
  readonly enter: (cookie: string) => Promise<void>
  /** The status of the answer. */
  readonly open: (path: string) => Promise<number>
  /** Goes where a link or a button leads. */
  readonly follow: (name: string) => Promise<void>
  /** Opens or closes what a page folds away. */
  readonly fold: (name: string) => Promise<void>
  /** Writes into a field instead of what is in it; a day or a moment as `2026-11-24T22:00`. */
  readonly fill: (label: string, text: string) => Promise<void>
  /** Chooses an option by its text. */
  readonly choose: (label: string, option: string) => Promise<void>
  readonly attach: (label: string, file: string) => Promise<void>
  /** What the main part of the page shows. */
  readonly seen: () => Promise<string>
  readonly close: () => Promise<void>
}

const MOST_TABS = 400

/** What a thing of a page is called: by its label without what is beside it, its own label, or what it says. */
const CALLED = `(one) => {
  const label = one.labels?.[0]
  const text = label
    ? [...label.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data).join(' ')
    : one.getAttribute('aria-label') ?? one.textContent
  return (text ?? '').replace(/\\s+/g, ' ').trim()
}`
const WAYS = ':is(main, header, footer) :is(a[href], button)'
const FOLDS = 'main summary'
const FIELDS = 'main :is(input:not([type=hidden]), select, textarea)'

export async function personAt(
  browser: Browser,
  of: { readonly url: string; readonly cookie: string; readonly lang: Lang; readonly hand: Hand },
): Promise<Person> {
  const { url, hand } = of
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  await page.setJavaScriptEnabled(hand === 'pointer')
  const { hostname: domain } = new URL(url)
  const enter = async (cookie: string): Promise<void> => {
    const [name = '', value = ''] = cookie.split('=', 2)
    await context.setCookie({ name, value, domain, path: '/' })
  }
  await enter(of.cookie)
  await context.setCookie({ name: 'nhip_lang', value: of.lang, domain, path: '/' })
  const to = hand === 'pointer' ? pointAt : tabTo

  const field = async (label: string): Promise<ElementHandle<HTMLInputElement>> => {
    await to(page, { name: label, among: FIELDS })
    const found = (await page.evaluateHandle('document.activeElement')) as ElementHandle<HTMLInputElement>
    if ((await page.evaluate(`(${CALLED})(document.activeElement)`)) !== label)
      throw new Error(`${page.url()}: the field “${label}” doesn't take the focus`)
    return found
  }
  const press = async (name: string, among: string): Promise<void> => {
    await to(page, { name, among })
    if (hand === 'keys') await page.keyboard.press('Enter')
  }
  return {
    page,
    enter,
    open: async (path) => (await page.goto(new URL(path, url).href))?.status() ?? 0,
    follow: async (name) => {
      await Promise.all([page.waitForNavigation(), press(name, WAYS)])
    },
    fold: (name) => press(name, FOLDS),
    fill: async (label, text) => {
      const found = await field(label)
      const isDate = await found.evaluate(({ type }) => type.startsWith('date'))
      if (!isDate) await replace(page, text)
      else if (hand === 'keys') await typeDate(found, text)
      // As its picker would.
      else await found.evaluate((input, given) => void (input.value = given), text)
      const kept = await found.evaluate((input) => input.value)
      if (kept !== text) throw new Error(`${page.url()}: “${label}” has ${JSON.stringify(kept)} instead of ${text}`)
    },
    choose: async (label, option) => {
      const found = (await field(label)) as unknown as ElementHandle<HTMLSelectElement>
      const options = await found.evaluate((select) => [...select.options].map(({ text }) => text))
      if (!options.includes(option))
        throw new Error(`${page.url()}: “${label}” has no “${option}”, but ${options.join(', ')}`)
      const chosen = () => found.evaluate((select) => select.selectedIndex)
      const wanted = options.indexOf(option)
      if (hand === 'pointer') await found.evaluate((select, index) => void (select.selectedIndex = index), wanted)
      else
        for (let at = await chosen(); at !== wanted; at = await chosen()) {
          await page.keyboard.press(at < wanted ? 'ArrowDown' : 'ArrowUp')
          if ((await chosen()) === at) throw new Error(`${page.url()}: “${label}” isn't moved by arrow keys`)
        }
    },
    // The picker of files is the system's.
    attach: async (label, file) => (await field(label)).uploadFile(file),
    seen: () => page.$eval('main', (main) => main.innerText),
    close: () => context.close(),
  }
}

type Wanted = { readonly name: string; readonly among: string }

/** Presses the middle of what is called so. */
async function pointAt(page: Page, { name, among }: Wanted): Promise<void> {
  const place = (await page.evaluate(`(() => {
    const found = [...document.querySelectorAll('${among}')].find((one) => (${CALLED})(one) === ${JSON.stringify(name)} && one.checkVisibility())
    if (!found) return null
    found.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { x, y, width, height } = found.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  })()`)) as { readonly x: number; readonly y: number } | null
  if (place === null) throw new Error(`${page.url()}: there is no “${name}”`)
  await page.mouse.click(place.x, place.y)
}

/** Goes on from thing to thing by the tabulator, until it is at the one that is called so; each is to be seen there. */
async function tabTo(page: Page, { name, among }: Wanted): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab')
    const [called, isMarked] = (await page.evaluate(`(() => {
      const one = document.activeElement
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      return [one.matches('${among}') ? (${CALLED})(one) : null, outlineStyle !== 'none' && outlineWidth !== '0px']
    })()`)) as readonly [string | null, boolean]
    if (called !== null && !isMarked) throw new Error(`${page.url()}: nothing shows that “${called}” has the focus`)
    if (called === name) return
  }
  throw new Error(`${page.url()}: “${name}” isn't reached by the tabulator`)
}

async function replace(page: Page, text: string): Promise<void> {
  await page.keyboard.down('Control')
  await page.keyboard.press('a')
  await page.keyboard.up('Control')
  await page.keyboard.type(text)
}

/** Part by part, in the order of a browser in English: month, day, year, and perhaps hour, minute, half of the day. */
async function typeDate(input: ElementHandle<HTMLInputElement>, text: string): Promise<void> {
  const { keyboard } = input.frame.page()
  const [day = '', time] = text.split('T')
  const [year = '', month = '', date = ''] = day.split('-')
  await keyboard.type(month)
  await keyboard.type(date)
  await keyboard.type(year)
  if (time === undefined) return
  // With a latest moment, four digits are known to be all of a year.
  if (await input.evaluate(({ max }) => max === '')) await keyboard.press('ArrowRight')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  await keyboard.type(String(hour % 12 === 0 ? 12 : hour % 12).padStart(2, '0'))
  await keyboard.type(String(minute).padStart(2, '0'))
  await keyboard.type(hour < 12 ? 'A' : 'P')
}
