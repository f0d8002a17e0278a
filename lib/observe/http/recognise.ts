import { isUtf8 } from 'node:buffer'
import { setImmediate as breathe } from 'node:timers/promises'
import type { PageSigns } from '../../model/page-signs.ts'
import type { Body } from './body.ts'
import { attribute, type Markup, readable, readMarkup } from './markup.ts'
import { isBlockPage, isChallenge, isNotice } from './obstructions.ts'
import { standInOf } from './stand-ins.ts'

const LOGIN_WORDS = /đăng nhập|sign[ -]?in|log[ -]?in|xác thực (tài khoản|người dùng)|single sign/i
const SIGN_IN_OFFER =
  /(?:đăng nhập|xác thực|sign in|log in)[^.!?]{0,80}(?:vneid|định danh|dịch vụ công quốc gia|\bsso\b)|tài khoản (?:định danh điện tử|vneid)/i
/** A button that names an account of the state, and no more. */
const STATE_ACCOUNT =
  /^(?:tài khoản )?(?:vneid|định danh(?: điện tử)?(?: \(vneid\))?|(?:cổng )?dịch vụ công quốc gia)$/i
const LOGIN_DEMAND =
  /(?:vui lòng|hãy|bạn (?:cần|phải|chưa)|cần phải|chưa|yêu cầu)(?: phải)? đăng nhập|đăng nhập (?:trước khi|để) (?:tiếp tục|nộp|thực hiện|sử dụng|kê khai)|please (?:sign|log) in|(?:sign|log) in to continue/i
/** What fields of sign-in pages are called, as `ctl00$txtUserName` or `ma_otp`. */
const ACCOUNT_FIELD =
  /(?:^|[^a-z]|txt|input|ma|nhap)(?:otp(?:[-_]?code)?|user[-_]?(?:name|id)|login[-_]?(?:name|id)|ten[-_]?dang[-_]?nhap|tai[-_]?khoan)$/i
const NOT_FOUND_WORDS = /\b404\b|not found|không tìm thấy|không tồn tại/i

/** The signs are looked for in the beginning of the markup. */
const SIGN_CHARS = 262_144

/** A page that only leads on has next to nothing to read. */
const BARE_CHARS = 200

/** Text that is compared in one turn of the event loop: all of a large body would hold it up for a second (measured). */
const CHARS_PER_TURN = 262_144

/** Longest that an expected text is as written, with entities and white space. */
const OVERLAP_CHARS = 8_192

/**
 * Signs on a page. The expected text is looked for in the whole decoded body: entities decoded, NFC, case-insensitive,
 * white space of any kind and length the same as a space.
 */
export async function recognise(body: Body, expectText: string | null): Promise<PageSigns> {
  const charset = charsetOf(body)
  const text = decodeText(body.bytes, charset)
  const signs = signsOf(text.slice(0, SIGN_CHARS), { bodyBytes: body.bodyBytes, chars: text.length })
  if (expectText === null) return signs
  // As written is how texts mostly are found, and many times faster than what is first made comparable.
  const asWritten = charset === 'utf-8' && body.bytes.includes(expectText.normalize('NFC'))
  return { ...signs, textFound: asWritten || (await hasText(text, expectText)) }
}

/** The same for markup that is at hand as text, all at once. */
export function recogniseMarkup(text: string, expectText: string | null): PageSigns {
  const signs = signsOf(text.slice(0, SIGN_CHARS), { bodyBytes: Buffer.byteLength(text), chars: text.length })
  return { ...signs, textFound: expectText === null ? null : fold(text).includes(fold(expectText)) }
}

/** Whether a text asks its reader to sign in before anything else. */
export function asksForLogin(text: string): boolean {
  return LOGIN_DEMAND.test(readable(text))
}

/**
 * Whether something to press signs in with an account of the state: by its own words or, where it only names the account,
 * by those of a heading.
 */
export function offersSignIn({
  pressed,
  headings,
}: {
  readonly pressed: readonly string[]
  readonly headings: readonly string[]
}): boolean {
  const buttons = pressed.map((text) => readable(text).trim())
  const isHeaded = headings.some((text) => LOGIN_WORDS.test(readable(text)))
  return buttons.some((text) => SIGN_IN_OFFER.test(text) || (isHeaded && STATE_ACCOUNT.test(text)))
}

function signsOf(start: string, whole: { readonly bodyBytes: number; readonly chars: number }): PageSigns {
  const markup = readMarkup(start)
  const headline = `${markup.title ?? ''} ${markup.heading ?? ''}`
  const page = { markup, chars: whole.chars }
  return {
    textFound: null,
    title: markup.title,
    blockPage: isBlockPage(page),
    captcha: isChallenge(page),
    credentialField: markup.tags.some(isCredential),
    loginWords: LOGIN_WORDS.test(headline) || (isNotice(markup) && LOGIN_WORDS.test(markup.subheading ?? '')),
    signInOffer: SIGN_IN_OFFER.test(markup.text),
    loginDemand: false,
    leadsTo: leadsTo(markup),
    notFoundWords: NOT_FOUND_WORDS.test(headline),
    standIn: standInOf(markup),
    bodyBytes: whole.bodyBytes,
  }
}

async function hasText(text: string, expected: string): Promise<boolean> {
  const wanted = fold(expected)
  for (let at = 0; at === 0 || at < text.length; at += CHARS_PER_TURN) {
    if (at > 0) await breathe()
    if (fold(text.slice(Math.max(0, at - OVERLAP_CHARS), at + CHARS_PER_TURN)).includes(wanted)) return true
  }
  return false
}

/** A field for who signs in, by its type or by what its author calls it. */
function isCredential(tag: string): boolean {
  if (!/^input\b/i.test(tag)) return false
  const type = attribute(tag, 'type')?.toLowerCase() ?? 'text'
  if (type === 'password') return true
  if (!['', 'text', 'tel', 'email', 'number'].includes(type)) return false
  return (
    /\b(?:one-time-code|username|current-password)\b/i.test(attribute(tag, 'autocomplete') ?? '') ||
    ['name', 'id'].some((name) => ACCOUNT_FIELD.test(attribute(tag, name) ?? ''))
  )
}

/** Where a page sends its reader by itself: a refresh, a script that moves on, a form that submits itself. */
function leadsTo({ tags, scripts, text }: Markup): string | null {
  if (text.length >= BARE_CHARS) return null
  for (const tag of tags) {
    if (!/^meta\b/i.test(tag) || attribute(tag, 'http-equiv')?.toLowerCase() !== 'refresh') continue
    const address = /^\s*\d+\s*;\s*url\s*=\s*['"]?([^'"]+)/i.exec(attribute(tag, 'content') ?? '')?.[1]
    if (address) return address.trim()
  }
  const moved = /location(?:\.href)?\s*=\s*["']([^"']+)["']|location\.(?:replace|assign)\(\s*["']([^"']+)["']/.exec(
    scripts,
  )
  if (moved) return moved[1] ?? moved[2] ?? null
  const form = tags.find((tag) => /^form\b/i.test(tag))
  const submits = /\.submit\(/.test(scripts) || tags.some((tag) => /^body\b/i.test(tag) && /\.submit\(/.test(tag))
  return form && submits ? attribute(form, 'action') : null
}

/** As browsers tell it: a byte order mark, the header, the page itself, else UTF-8. Lower-case. */
function charsetOf({ bytes, contentType }: Body): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  const declared =
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta\b[^>]*charset\s*=\s*["']?([\w-]+)/i.exec(bytes.subarray(0, 2_048).toString('latin1'))?.[1] ??
    'utf-8'
  return declared.toLowerCase() === 'utf8' ? 'utf-8' : declared.toLowerCase()
}

function decodeText(bytes: Buffer, charset: string): string {
  if (charset === 'utf-8' && isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '')
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // An unknown charset label: browsers fall back too, and the text is what can be read of it.
    return new TextDecoder('utf-8').decode(bytes)
  }
}

function fold(text: string): string {
  return readable(text).toLowerCase()
}
