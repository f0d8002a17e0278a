import type { AuditSettings, HttpSettings } from './catalogue.ts'
import type { WrittenAudit, WrittenHttp } from './catalogue-schema.ts'
import type { Draft } from './draft.ts'
import { parseDurationMs } from './duration.ts'

/** Settings as written at page, portal and defaults, in this order: of each field the first that is there counts. */
export type Levels<Written> = readonly (Draft<Written> | undefined)[]

const DEFAULT_HTTP = { every: '5m', timeout: '30s' } as const
const DEFAULT_AUDIT = { every: '6h', runs: 3, profile: 'mobile' } as const

/** Durations must have been checked. */
export function httpSettings(levels: Levels<WrittenHttp>): HttpSettings {
  return {
    everyMs: milliseconds(first(levels, 'every') ?? DEFAULT_HTTP.every),
    timeoutMs: milliseconds(first(levels, 'timeout') ?? DEFAULT_HTTP.timeout),
  }
}

/** Durations must have been checked. */
export function auditSettings(levels: Levels<WrittenAudit>): AuditSettings {
  return {
    everyMs: milliseconds(first(levels, 'every') ?? DEFAULT_AUDIT.every),
    runs: first(levels, 'runs') ?? DEFAULT_AUDIT.runs,
    profile: first(levels, 'profile') ?? DEFAULT_AUDIT.profile,
  }
}

function first<Written extends object, Key extends keyof Written>(
  levels: readonly (Written | undefined)[],
  key: Key,
): Written[Key] | undefined {
  return levels.find((level) => level?.[key] !== undefined)?.[key]
}

function milliseconds(written: string): number {
  const durationMs = parseDurationMs(written)
  if (durationMs === null) throw new Error(`unchecked duration ${written}`)
  return durationMs
}
