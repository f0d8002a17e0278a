import { AUDIT_PROFILES } from './audit-profile.ts'
import { DAY_MS, DURATION_PATTERN, formatDuration, HOUR_MS, MINUTE_MS, parseDurationMs } from './duration.ts'
import { USUAL_CADENCES_MS } from './host-fit.ts'
import { ID_PATTERN } from './id.ts'
import { type Fault, quote } from './problem.ts'
import { HISTORY_DAYS } from './publication.ts'
import { DAY_PATTERN, FIRST_DAY, isCalendarDay, isTimeZone, LAST_DAY, TIME_PATTERN } from './time-zone.ts'

const HOLIDAY_PATTERN = /^(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const LEAP_YEAR = 2000

/** What a text must be: `check` knows all of it, `json` what JSON Schema can say, which never asks more than `check`. */
export type TextRule = {
  readonly check: (text: string) => Fault | null
  readonly json: { readonly pattern?: string; readonly enum?: readonly string[]; readonly maxLength?: number }
}

/** A history row carries either a location or a group, and the CLI and the hub report under names of their own. */
const RESERVED_LOCATION_IDS: readonly string[] = ['domestic', 'abroad', 'cli', 'hub']

const MIN_EVERY_MS = 10_000

/** Every spelling of a cadence: at least 10 s, and a whole number of them make a day. */
const EVERY_SPELLINGS: readonly string[] = everySpellings()

const URL_PATTERN = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\/?#@\\]+(?:[\/?#]\S*)?$/
const HOST_PATTERN = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/
/**
 * What nobody sees, or what turns the direction of all that follows: Unicode's Default_Ignorable_Code_Point (Bidi_Control is
 * of it), control characters, annotations, and separators of lines that editors don't break at. Line breaks and tabs are
 * seen; a variation selector belongs to the sign before it.
 */
const UNSEEN =
  /(?![\t\n\r]|\p{Variation_Selector})[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\u2028\u2029\ufff9-\ufffb]/u
/** The part of it that an editor's JSON Schema tells, beside a text that isn't empty. */
const SEEN_PATTERN = '^(?=[\\s\\S]*\\S)[^\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]*$'
// Contact goes into request headers: printable ASCII, and no brackets, which delimit comments there.
const CONTACT_PATTERN =
  /^(?:https?:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?(?:[\/?#][!#-'*-;=?-~]*)?|(?:mailto:)?[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/
const ACCOUNT_PATTERN = /^[A-Za-z0-9\/_+=.@-]{1,256}$/

export const anyText: TextRule = {
  json: { pattern: '\\S', maxLength: 1_000 },
  check: (text) => {
    if (!/\S/.test(text))
      return { code: 'empty_text', message: 'the text is empty', fix: 'write a text, or remove the key' }
    const length = [...text].length
    if (length <= 1_000) return null
    return { code: 'text_too_long', message: `the text has ${length} characters`, fix: 'use at most 1000 characters' }
  },
}

/** A text that people read: each of its characters is one that they see. */
export const seenText: TextRule = {
  json: { ...anyText.json, pattern: SEEN_PATTERN },
  check: (text) => {
    const [unseen] = UNSEEN.exec(text) ?? []
    if (unseen === undefined) return anyText.check(text)
    const point = `U+${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    const place = Array.from(text.slice(0, text.indexOf(unseen))).length + 1
    const does = /\p{Bidi_Control}/u.test(unseen) ? 'turns the direction of text' : 'nobody sees'
    return {
      code: 'unseen_character',
      message: `${quote(text)} has ${point} as character ${place}, which ${does}`,
      fix: 'take it out: type the text anew, or copy it as plain text',
    }
  },
}

export const id: TextRule = patternRule(ID_PATTERN, (text) => ({
  code: 'invalid_id',
  message: `${quote(text)} is not an id`,
  fix: 'use 1 to 63 lower-case letters a–z, digits and hyphens, not beginning with a hyphen, for example da-nang',
}))

export const locationId: TextRule = {
  json: { pattern: `^(?!(?:${RESERVED_LOCATION_IDS.join('|')})$)${ID_PATTERN.source.slice(1)}` },
  check: (text) => {
    if (!RESERVED_LOCATION_IDS.includes(text)) return id.check(text)
    return {
      code: 'reserved_id',
      message: `${quote(text)} cannot be a location's id: results use it for something else`,
      fix: 'choose another id, for example the place or the region: sgn, ap-southeast-1',
    }
  },
}

export const every: TextRule = {
  json: { enum: EVERY_SPELLINGS },
  check: (text) => {
    const everyMs = parseDurationMs(text)
    if (everyMs === null) return notDuration(text)
    if (everyMs < MIN_EVERY_MS) {
      return { code: 'every_too_short', message: `${quote(text)} is shorter than 10 s`, fix: 'write 10s or more' }
    }
    if (DAY_MS % everyMs === 0) return null
    return {
      code: 'every_not_divisor',
      message: `${quote(text)} does not divide 24 hours, so that slots would shift from day to day`,
      fix: everyMs > DAY_MS ? 'write 1d or less' : `write ${nearestSpellings(everyMs).join(' or ')}`,
    }
  },
}

export const timeout: TextRule = patternRule(DURATION_PATTERN, notDuration)

/** Whole days that are told. */
export const historySpan: TextRule = {
  json: { pattern: '^[0-9]{1,2}d$' },
  check: (text) => {
    const spanMs = parseDurationMs(text)
    if (spanMs === null) return notDuration(text)
    const days = spanMs / DAY_MS
    if (/^\d+d$/.test(text) && days >= HISTORY_DAYS.min && days <= HISTORY_DAYS.max) return null
    return {
      code: 'invalid_history',
      message: `${quote(text)} is not a number of days that can be told`,
      fix: `write days from ${HISTORY_DAYS.min}d to ${HISTORY_DAYS.max}d`,
    }
  },
}

export const profile: TextRule = ruleOf({
  json: { enum: AUDIT_PROFILES },
  accepts: (text) => AUDIT_PROFILES.includes(text),
  fault: (text) => ({
    code: 'unknown_profile',
    message: `${quote(text)} is not a profile that this version knows`,
    fix: `write ${AUDIT_PROFILES.join(' or ')}`,
  }),
})

/** An absolute http or https address. Fragments are allowed: hash routes such as `/#/ke-khai/1` need them. */
export const url: TextRule = {
  json: { pattern: URL_PATTERN.source, maxLength: 2_048 },
  check: (text) => {
    const fix = 'write it in full, for example https://dichvucong.gov.vn/'
    const fault = (why: string, how: string = fix): Fault => ({
      code: 'invalid_url',
      message: `${quote(text)} ${why}`,
      fix: how,
    })
    if (text.length > 2_048) return fault('is longer than 2048 characters', 'find a shorter address of the page')
    if (!/^https?:\/\//i.test(text)) return fault('is not an absolute http or https address')
    if (/\s/.test(text)) return fault('contains a space', 'write %20 for a space')
    if (/^https?:\/\/[^/?#]*@/i.test(text)) {
      return fault('contains a user name', 'remove it; a login belongs in `account`, never in an address')
    }
    if (!URL_PATTERN.test(text) || !URL.canParse(text)) return fault('is not a valid address')
    const { hostname, port } = new URL(text)
    if (hostname.endsWith('.')) return fault('has a host name that ends with a dot', 'remove the dot')
    return port === '0' ? fault('has port 0', 'write the real port') : null
  },
}

export const hostName: TextRule = patternRule(HOST_PATTERN, (text) => ({
  code: 'invalid_host_name',
  message: `${quote(text)} is not a host name`,
  fix: 'write the lower-case name alone, without https://, port, path or final dot, for example dichvucong.gov.vn',
}))

export const contact: TextRule = patternRule(CONTACT_PATTERN, (text) => ({
  code: 'invalid_contact',
  message: `${quote(text)} is neither an address of a web page nor of a mailbox`,
  fix: 'write where the people you measure can reach you: https://…, or name@example.org',
}))

export const timezone: TextRule = ruleOf({
  json: { pattern: '^[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*$' },
  accepts: isTimeZone,
  fault: (text) => ({
    code: 'unknown_timezone',
    message: `${quote(text)} is not a time zone`,
    fix: 'write an IANA name, for example Asia/Ho_Chi_Minh',
  }),
})

export const day: TextRule = ruleOf({
  json: { pattern: DAY_PATTERN.source },
  accepts: isCalendarDay,
  fault: (text) => ({
    code: 'invalid_day',
    message: DAY_PATTERN.test(text) ? `there is no day ${quote(text)}` : `${quote(text)} is not a day`,
    fix: `write a day of the calendar from ${FIRST_DAY} to ${LAST_DAY} as YYYY-MM-DD, for example 2026-01-15`,
  }),
})

/** A day, or one of every year: `09-02`. A year that has none, as of 29 February, has no such holiday. */
export const holiday: TextRule = ruleOf({
  json: { pattern: HOLIDAY_PATTERN.source },
  accepts: (text) => HOLIDAY_PATTERN.test(text) && isCalendarDay(/^\d{4}/.test(text) ? text : `${LEAP_YEAR}-${text}`),
  fault: (text) => ({
    code: 'invalid_day',
    message: HOLIDAY_PATTERN.test(text) ? `there is no day ${quote(text)}` : `${quote(text)} is not a day`,
    fix: `write a day from ${FIRST_DAY} to ${LAST_DAY} as YYYY-MM-DD, or one of every year as MM-DD, for example 09-02`,
  }),
})

export const time: TextRule = ruleOf({
  json: { pattern: TIME_PATTERN.source },
  accepts: (text) => TIME_PATTERN.test(text) && isCalendarDay(text.slice(0, 10)),
  fault: (text) => ({
    code: 'invalid_time',
    message: `${quote(text)} is not a time of a day that exists`,
    fix: 'write YYYY-MM-DDTHH:MM in the zone of the catalogue, or add an offset: 2026-11-22T22:00, 2026-11-22T22:00+07:00',
  }),
})

/** An IP address of this machine. */
export const address: TextRule = ruleOf({
  json: { pattern: '^(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$' },
  accepts: isAddress,
  fault: (text) => ({
    code: 'invalid_address',
    message: `${quote(text)} is not an IP address`,
    fix: 'write an address of the machine that measures, for example 127.0.0.11',
  }),
})

export const account: TextRule = patternRule(ACCOUNT_PATTERN, (text) => ({
  code: 'invalid_account',
  message: `${quote(text)} is not the id of a secret`,
  fix: 'write the id under which the secret is kept (letters, digits and / _ + = . @ -), never the secret itself',
}))

function ruleOf({
  json,
  accepts,
  fault,
}: {
  readonly json: TextRule['json']
  readonly accepts: (text: string) => boolean
  readonly fault: (text: string) => Fault
}): TextRule {
  return { json, check: (text) => (accepts(text) ? null : fault(text)) }
}

function patternRule(pattern: RegExp, fault: (text: string) => Fault): TextRule {
  return ruleOf({ json: { pattern: pattern.source }, accepts: (text) => pattern.test(text), fault })
}

function notDuration(text: string): Fault {
  return {
    code: 'invalid_duration',
    message: `${quote(text)} is not a duration`,
    fix: 'write a whole number and one of s, m, h, d, for example 30s, 5m, 6h',
  }
}

function isAddress(text: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    return text.split('.').every((part) => String(Number(part)) === part && Number(part) < 256)
  }
  return text.includes(':') && URL.canParse(`http://[${text}]/`)
}

function everySpellings(): readonly string[] {
  const units = [
    ['s', 1_000],
    ['m', MINUTE_MS],
    ['h', HOUR_MS],
    ['d', DAY_MS],
  ] as const
  return units.flatMap(([unit, unitMs]) => {
    const counts = Array.from({ length: DAY_MS / unitMs }, (_, index) => index + 1)
    return counts.filter((n) => n * unitMs >= MIN_EVERY_MS && (DAY_MS / unitMs) % n === 0).map((n) => `${n}${unit}`)
  })
}

/** The usual cadences just below and just above. */
function nearestSpellings(everyMs: number): readonly string[] {
  const below = USUAL_CADENCES_MS.findLast((cadenceMs) => cadenceMs < everyMs)
  const above = USUAL_CADENCES_MS.find((cadenceMs) => cadenceMs > everyMs)
  return [below, above].filter((cadenceMs) => cadenceMs !== undefined).map(formatDuration)
}
