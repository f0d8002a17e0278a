import { z } from 'zod'
import { ALLOWED_METHODS } from './allowed-request.ts'
import * as rule from './catalogue-text.ts'
import { ACCOUNT_PLACEHOLDERS, type JourneyStep, saysSubmit } from './journey.ts'
import { quote } from './problem.ts'
import { textSchema as text } from './text-schema.ts'

export type WrittenStep = z.infer<typeof stepSchema>

const MAX_STEPS = 20
const MAX_ALLOWED = 50
const MAX_SELECTOR = 500

/** In a selector, what names a button that sends a form. */
const SUBMITS = /submit|type\s*=\s*["']?image/i

const selector: rule.TextRule = {
  json: { pattern: '\\S', maxLength: MAX_SELECTOR },
  check: (value) => {
    if (!/\S/.test(value)) return { code: 'empty_text', message: 'the selector is empty', fix: 'write a CSS selector' }
    if (value.length <= MAX_SELECTOR) return null
    const message = `the selector has ${value.length} characters`
    return { code: 'text_too_long', message, fix: 'write a shorter one' }
  },
}

const clickedSelector: rule.TextRule = {
  json: selector.json,
  check: (value) => {
    if (!SUBMITS.test(value)) return selector.check(value)
    return {
      code: 'journey_submits',
      message: `${quote(value)} names a button that sends a form, and a journey never sends one`,
      fix: 'end the journey at the step that leads to the form',
    }
  },
}

const clickedText: rule.TextRule = {
  json: rule.anyText.json,
  check: (value) => {
    if (!saysSubmit(value)) return rule.anyText.check(value)
    return {
      code: 'journey_submits',
      message: `${quote(value)} is what stands on a button that sends something, and a journey never sends anything`,
      fix: 'end the journey at “Nộp trực tuyến”; a mere link that reads so can be named by its selector, as a[href*="/nop-ho-so"]',
    }
  },
}

/** An address whose scheme and host are written in full; `*` after them stands for any run of characters. */
const allowedUrl: rule.TextRule = {
  json: { pattern: '^[Hh][Tt][Tt][Pp][Ss]?://', maxLength: 2_048 },
  check: (value) => {
    const origin = /^https?:\/\/[^/?#]*/i.exec(value)?.[0] ?? ''
    const fault = rule.url.check(value)
    if (fault) return fault
    const fix = 'write scheme and host in full and * only after them, as https://dvc.example.gov.vn/api/danh-muc/*'
    if (origin.includes('*')) return { code: 'invalid_url', message: `${quote(value)} leaves its host open`, fix }
    if (value.includes('#')) return { code: 'invalid_url', message: `${quote(value)} has a fragment`, fix }
    if (/^https?:\/\/[^/]*(?:\/\*+)?$/i.test(value)) {
      return { code: 'allows_everything', message: `${quote(value)} allows everything on its host`, fix }
    }
    return saysSubmitPath(value)
      ? {
          code: 'journey_submits',
          message: `${quote(value)} names where forms are sent to`,
          fix: 'allow only requests that read, such as lists',
        }
      : null
  },
}

const targetSchema = (ofSelector: rule.TextRule, ofText: rule.TextRule) =>
  z
    .strictObject({
      selector: text(ofSelector, 'CSS selector.').optional(),
      text: text(ofText, 'All that is to be read on it, in upper or lower case.').optional(),
    })
    .superRefine((target, context) => {
      if (target.selector !== undefined || target.text !== undefined) return
      const fix = 'write selector, text or both'
      context.addIssue({ code: 'custom', message: 'it names no element', params: { code: 'no_target', fix } })
    })

const stepSchema = z
  .strictObject({
    open: text(rule.url, 'Opens an address of the page’s own hosts.').optional(),
    choose: z
      .strictObject({ in: text(selector, 'A list, radio buttons or a combobox.'), option: text(rule.anyText) })
      .optional()
      .meta({ description: 'Chooses what reads so, or has this value.' }),
    type: z
      .strictObject({ in: text(selector), text: text(rule.anyText) })
      .optional()
      .meta({
        description: `Types into a search field, or ${ACCOUNT_PLACEHOLDERS.join(' and ')} into a login.`,
      }),
    click: targetSchema(clickedSelector, clickedText).optional().meta({ description: 'Never what sends a form.' }),
    waitFor: targetSchema(selector, rule.anyText).optional().meta({ description: 'Waits until it can be seen.' }),
  })
  .superRefine((step, context) => {
    const kinds = Object.entries(step).filter(([, value]) => value !== undefined)
    if (kinds.length === 1) return
    const message = kinds.length === 0 ? 'the step does nothing' : `the step does ${kinds.length} things at once`
    const fix = 'write one of open, choose, type, click, waitFor; another step for each further one'
    context.addIssue({ code: 'custom', message, params: { code: 'not_one_step', fix } })
  })

export const journeySchema = z.array(stepSchema).min(1).max(MAX_STEPS)

export const allowSchema = z
  .array(
    z.strictObject({
      method: z.enum(ALLOWED_METHODS),
      url: text(allowedUrl, 'In full; * stands for any run of characters after the host.'),
    }),
  )
  .max(MAX_ALLOWED)

/** A written step, which must have been checked. */
export function resolveStep(written: WrittenStep): JourneyStep {
  const { open, choose, type, click, waitFor } = written
  if (open !== undefined) return { kind: 'open', url: open }
  if (choose) return { kind: 'choose', selector: choose.in, option: choose.option.normalize('NFC') }
  if (type) return { kind: 'type', selector: type.in, text: type.text.normalize('NFC') }
  if (click) return { kind: 'click', target: targetOf(click) }
  if (waitFor) return { kind: 'waitFor', target: targetOf(waitFor) }
  throw new Error('unchecked step')
}

function targetOf(written: { readonly selector?: string | undefined; readonly text?: string | undefined }) {
  return { selector: written.selector ?? null, text: written.text?.normalize('NFC') ?? null }
}

/** Paths such as `/api/ho-so/nop` or `/application/submit`; `/nop-ho-so` is where forms are. */
function saysSubmitPath(url: string): boolean {
  return /\/(?:nop|gui|submit|send|pay|payment|thanh-toan|ky-so)(?:[/?*.]|$)/i.test(url)
}
