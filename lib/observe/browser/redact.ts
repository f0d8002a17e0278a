import type { Artifacts } from 'lighthouse'
import type { LighthouseRun } from './lighthouse-run.ts'

/** Audits whose details are pictures of the page. */
const PICTURES: ReadonlySet<string> = new Set(['final-screenshot', 'screenshot-thumbnails'])

/** Stands where a secret was. */
const REDACTED = '[redacted]'

/** Attributes that tell which element it is, and nothing of what it holds. */
const STRUCTURE = /^(?:id|class|type|role)$/i

/** A value of plain data without any of the secrets, however they are written in its texts; keys as well. */
export function redacted<T>(value: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return value
  const written = secrets.flatMap(spellings).toSorted((a, b) => b.length - a.length)
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return written.reduce((text, secret) => text.replaceAll(secret, REDACTED), part)
    if (Array.isArray(part)) return part.map(clean)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [clean(key), clean(member)]))
  }
  return clean(value) as T
}

/**
 * What a run left without the secrets of the account that it was made with, without pictures, and without the texts of
 * elements: what the account's pages show of a person can be told from the rest in none of them.
 */
export function withoutAccount<T extends Pick<LighthouseRun, 'report' | 'artifacts'>>(
  run: T,
  secrets: readonly string[],
): T {
  const { report, artifacts } = run
  const seen = report && {
    ...report,
    fullPageScreenshot: null,
    audits: Object.fromEntries(
      Object.entries(report.audits).map(([id, audit]) => [
        id,
        PICTURES.has(id) ? { ...audit, details: undefined } : audit,
      ]),
    ),
  }
  const blind = (trace: Artifacts['Trace'] | undefined) =>
    trace && { ...trace, traceEvents: trace.traceEvents.filter(({ name }) => name !== 'Screenshot') }
  const kept = artifacts && {
    ...artifacts,
    FullPageScreenshot: null,
    Trace: blind(artifacts.Trace),
    TraceError: blind(artifacts.TraceError),
  }
  return { ...run, report: redacted(wordless(seen), secrets), artifacts: redacted(wordless(kept), secrets) }
}

/** Plain data in which elements are named by their place and kind, and no more by what they read. */
function wordless<T>(value: T): T {
  const clean = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(clean)
    if (typeof part !== 'object' || part === null || part instanceof Error) return part
    return Object.fromEntries(
      Object.entries(part).map(([key, member]) => {
        if (typeof member !== 'string') return [key, clean(member)]
        if (key === 'nodeLabel') return [key, REDACTED]
        return [key, key === 'snippet' ? withoutValues(member) : member]
      }),
    )
  }
  return clean(value) as T
}

/** The start of an element as Lighthouse writes it, where what is too long ends with `…`. */
function withoutValues(snippet: string): string {
  return snippet.replaceAll(/([\w:-]+)="([^"]*)("|$)/g, (whole, name: string) =>
    STRUCTURE.test(name) ? whole : `${name}="${REDACTED}"`,
  )
}

/** As addresses, forms, JSON, markup and basic authentication carry it, in composed letters or decomposed ones. */
function spellings(secret: string): readonly string[] {
  // A page may store halves of characters, which have no spelling in an address.
  const whole = secret.toWellFormed()
  const spelled = [...new Set([whole, whole.normalize('NFC'), whole.normalize('NFD')])].flatMap((text) => {
    const inUrl = encodeURIComponent(text)
    const inForm = new URLSearchParams({ s: text }).toString().slice(2)
    const inJson = JSON.stringify(text).slice(1, -1)
    const inText = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const inBase64 = Buffer.from(text).toString('base64')
    return [
      text,
      // An address may leave some characters as they are, and has its digits in either case.
      ...[inUrl, encodeURI(text), inForm].flatMap((url) => [url, url.replaceAll(/%[0-9A-F]{2}/g, lowerCase)]),
      inJson,
      // Servers may write letters beyond ASCII, and what would end a script, by their numbers; PHP any slash so, too.
      inJson.replaceAll(/[^ -~]/g, byNumber),
      inJson.replaceAll(/[^ -~]/g, byNumber).replaceAll('/', '\\/'),
      inJson.replaceAll(/[&<>'\u2028\u2029]/g, byNumber),
      inJson.replaceAll(/[^ -~]|[&<>']/g, byNumber),
      inText,
      inText.replaceAll('"', '&quot;'),
      // As browsers before version 138 wrote attributes.
      text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
      inBase64,
      inBase64.replace(/=+$/, ''),
    ]
  })
  return [...new Set([secret, ...spelled])]
}

function lowerCase(text: string): string {
  return text.toLowerCase()
}

function byNumber(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
