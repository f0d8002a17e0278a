import type { Artifacts } from 'lighthouse'
import type { LighthouseRun } from './lighthouse-run.ts'

/** Audits whose details are pictures of the page. */
const PICTURES: ReadonlySet<string> = new Set(['final-screenshot', 'screenshot-thumbnails'])

/** Stands where a secret was. */
const REDACTED = '[redacted]'

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
 * What a run left without the secrets of the account that it was made with, and without pictures: what the account's
 * pages show of a person can be masked in none.
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
  return { ...run, report: redacted(seen, secrets), artifacts: redacted(kept, secrets) }
}

/** As addresses, forms, JSON and basic authentication carry it. */
function spellings(secret: string): readonly string[] {
  const inUrl = encodeURIComponent(secret)
  const inForm = new URLSearchParams({ s: secret }).toString().slice(2)
  const inJson = JSON.stringify(secret).slice(1, -1)
  const inBase64 = Buffer.from(secret).toString('base64')
  return [...new Set([secret, inUrl, inUrl.toLowerCase(), inForm, inJson, inBase64, inBase64.replace(/=+$/, '')])]
}
