import { setTimeout } from 'node:timers/promises'
import type { HTTPRequest, Page } from 'puppeteer-core'
import type { Account } from '../../model/account.ts'
import type { Cause } from '../../model/cause.ts'
import {
  describeStep,
  JOURNEY_DEADLINE_MS,
  type JourneyStep,
  STEP_DEADLINE_MS,
  saysSubmit,
} from '../../model/journey.ts'
import { fillIn } from './account.ts'
import { choose } from './choose.ts'
import { findInPage } from './find-in-page.ts'
import type { RequestGuard } from './request-guard.ts'

/** Why the way ended before its end. */
export type Stopped = { readonly cause: Cause; readonly detail: string }

/** The last step, found and ready to be taken: what it leads to is what is measured. */
export type LastStep =
  | { readonly kind: 'open'; readonly url: string }
  /** Presses it; the browser's own clock at that moment, epoch ms. */
  | { readonly kind: 'click'; readonly press: () => Promise<number> }

export type Way = {
  readonly steps: readonly JourneyStep[]
  readonly account: Account | null
  readonly requests: Pick<RequestGuard, 'permits' | 'touch'>
  /** Default 15 s. */
  readonly stepDeadlineMs?: number
  readonly stop: AbortSignal
}

/** A press that leads to another document has asked for it by then. */
const ASKING_MS = 500

const MAX_LABEL = 200

type Walking = Way & { readonly page: Page; readonly untilMs: number }

/** What a step is refused for; thrown by what takes steps. */
class StepRefused extends Error {}

/**
 * Takes every step but the last, each as soon as what it needs can be seen, and finds what the last one needs. Never
 * throws for what a page does: a step that finds nothing in time is `not_ready`, one that is against the rules ours.
 */
export async function walk(page: Page, way: Way): Promise<LastStep | Stopped> {
  const latestMs = Date.now() + JOURNEY_DEADLINE_MS
  const stepMs = way.stepDeadlineMs ?? STEP_DEADLINE_MS
  for (const [index, step] of way.steps.entries()) {
    const walking = { ...way, page, untilMs: Math.min(latestMs, Date.now() + stepMs) }
    const isLast = index === way.steps.length - 1
    try {
      const last = isLast ? await prepareLast(step, walking) : await take(step, walking)
      if (isLast && last) return last
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const detail = `step ${index + 1} (${describeStep(step)}): ${why}`
      return { cause: error instanceof StepRefused ? 'audit_error' : 'not_ready', detail }
    }
  }
  return { cause: 'audit_error', detail: 'the journey has no last step' }
}

/** Whether a request is for another document in the page's place, and is let out. */
export function asksForDocument(
  request: HTTPRequest,
  { page, requests }: { readonly page: Page; readonly requests: Pick<RequestGuard, 'permits'> },
): boolean {
  const isOfPage = request.isNavigationRequest() && request.frame() === page.mainFrame()
  return isOfPage && requests.permits({ method: request.method(), url: request.url() })
}

async function prepareLast(step: JourneyStep, walking: Walking): Promise<LastStep> {
  if (step.kind === 'open') return step
  if (step.kind !== 'click') throw new StepRefused('a journey ends with open or click')
  const { press } = await pressable(step, walking)
  return { kind: 'click', press }
}

async function take(step: JourneyStep, walking: Walking): Promise<null> {
  const { page, requests, untilMs } = walking
  switch (step.kind) {
    case 'open':
      await page.goto(step.url, { waitUntil: 'domcontentloaded', timeout: Math.max(1, untilMs - Date.now()) })
      return null
    case 'choose':
      requests.touch()
      await choose(page, { step, untilMs, stop: walking.stop })
      return null
    case 'type':
      await typeInto(step, walking)
      return null
    case 'click': {
      const { press } = await pressable(step, walking)
      await followed(press, walking)
      return null
    }
    case 'waitFor':
      await (await found(step.target, { ...walking, among: '*' })).dispose()
      return null
  }
}

async function pressable(step: JourneyStep & { readonly kind: 'click' }, walking: Walking) {
  const { page, requests } = walking
  const element = await found(step.target, walking)
  const { labels, isLink, sends } = await element.evaluate((pressed) => {
    const control = pressed.closest('a[href], button, input, [role=button]') ?? pressed
    const form = control instanceof HTMLButtonElement || control instanceof HTMLInputElement ? control.form : null
    const button = control as HTMLButtonElement | HTMLInputElement
    const method = (button.getAttribute('formmethod') ?? form?.getAttribute('method') ?? 'get').toLowerCase()
    const submits = form !== null && (button.type === 'submit' || button.type === 'image')
    const action = button.getAttribute('formaction') ?? form?.getAttribute('action') ?? ''
    const labelledBy = (control.getAttribute('aria-labelledby') ?? '').split(/\s+/)
    const read = [
      ...new Set([pressed, control, ...control.querySelectorAll('img')]),
      ...labelledBy.map((id) => (control.getRootNode() as Document | ShadowRoot).getElementById(id)),
    ]
    /** One whose script does all of it has an address for form's sake. */
    const leadsOn = (link: HTMLAnchorElement): boolean =>
      /^https?:$/.test(link.protocol) &&
      (!/^#?!?$/.test(link.hash) || link.href.split('#')[0] !== location.href.split('#')[0])
    return {
      labels: read.flatMap((one) => [
        one instanceof HTMLElement ? one.innerText.trim() : '',
        one instanceof HTMLInputElement ? one.value.trim() : '',
        ...['aria-label', 'title', 'alt'].map((name) => one?.getAttribute(name)?.trim() ?? ''),
      ]),
      isLink: control instanceof HTMLAnchorElement && leadsOn(control),
      // A form's own properties may be fields of these names.
      sends: submits
        ? { method: method === 'post' ? 'POST' : 'GET', url: URL.parse(action, document.baseURI)?.href }
        : null,
    }
  })
  const label = labels.find(saysSubmit)
  if (!isLink && label !== undefined)
    throw new StepRefused(`“${label.slice(0, MAX_LABEL)}” is no link and says that it sends something`)
  if (sends && !requests.permits({ ...sends, url: sends.url ?? '' }))
    throw new StepRefused(`it sends a form to ${sends.url ?? 'no address'}`)
  const press = async (): Promise<number> => {
    // What would open in a window of its own opens here: what is measured is this page.
    await page.evaluate(() => {
      window.open = (url) => {
        if (url) location.href = String(url)
        return window
      }
    })
    const atMs = await element.evaluate((pressed) => {
      pressed.closest('a, form')?.removeAttribute('target')
      pressed.closest('button, input')?.removeAttribute('formtarget')
      return performance.timeOrigin + performance.now()
    })
    requests.touch()
    await element.click()
    return atMs
  }
  return { press }
}

/** Presses, and lets the document come that this asks for: the next step must not be taken on the one before. */
async function followed(press: () => Promise<unknown>, { page, requests, untilMs, stop }: Walking): Promise<void> {
  let isAsked = false
  const hear = (request: HTTPRequest): void => {
    if (asksForDocument(request, { page, requests })) isAsked = true
  }
  const come = new Promise<void>((resolve) => void page.once('domcontentloaded', () => resolve()))
  page.on('request', hear)
  try {
    await press()
    await setTimeout(ASKING_MS, undefined, { signal: stop })
    if (isAsked) await Promise.race([come, setTimeout(Math.max(0, untilMs - Date.now()), undefined, { signal: stop })])
  } finally {
    page.off('request', hear)
  }
}

async function typeInto(step: JourneyStep & { readonly kind: 'type' }, walking: Walking): Promise<void> {
  const { account } = walking
  const element = await found({ selector: step.selector, text: null }, { ...walking, among: '*' })
  const { isSearch, isPassword } = await element.evaluate((field) => ({
    isSearch:
      field.matches('[type=search], [role=searchbox], [role=combobox], [list]') ||
      field.closest('[role=search], [role=combobox], [class*=search i], [class*=select i]') !== null,
    isPassword: field.matches('[type=password]'),
  }))
  const text = fillIn(step.text, account)
  if (text === null) throw new StepRefused('the account lacks what is to be typed')
  if (text === step.text && (isPassword || !isSearch)) throw new StepRefused('it would fill in a field of a form')
  walking.requests.touch()
  await element.type(text)
  await element.dispose()
}

async function found(
  target: Parameters<typeof findInPage>[1]['target'],
  walking: Walking & { readonly among?: string },
) {
  const element = await findInPage(walking.page, { ...walking, target })
  if (element === null) throw new Error('nothing that can be seen matched in time')
  return element
}
