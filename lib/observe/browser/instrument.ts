import { createHash } from 'node:crypto'
import type { ChromiumMode } from '../../model/audit.ts'
import type { ProfileSettings } from './profile.ts'
import type { Surroundings } from './surroundings.ts'

/** All that an instrument is made of, besides the processor that it runs on: that is what calibration is for. */
export type Instrument = Surroundings & {
  readonly lighthouse: string
  readonly chromium: string
  readonly mode: ChromiumMode
  readonly flags: readonly string[]
  readonly profile: string
  /** Lighthouse's, settle waits, throttling and multiplier among them. */
  readonly settings: ProfileSettings
  /** The representative one of five is another number than a single one. */
  readonly runs: number
}

/**
 * Id of everything on our side that can change a number: 16 hex digits, equal for equal instruments on every machine.
 * Where, when and what is audited is no part of it, nor the locale of Lighthouse's texts.
 */
export function instrumentId(instrument: Instrument): string {
  const { locale: _locale, ...settings } = instrument.settings
  return createHash('sha256')
    .update(sorted({ ...instrument, settings }))
    .digest('hex')
    .slice(0, 16)
}

/** JSON with the keys of every object in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
