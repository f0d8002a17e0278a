import { createHash } from 'node:crypto'
import type { ChromiumMode } from '../../model/audit.ts'
import { launchFlags } from './launch.ts'
import type { ProfileSettings } from './profile.ts'

/**
 * Id of everything on our side that can change a number: 16 hex digits, equal for equal settings on every machine. The
 * contact is no part of it, nor the locale of texts.
 */
export function instrumentId(instrument: {
  readonly lighthouse: string
  readonly chromium: string
  readonly mode: ChromiumMode
  readonly profile: string
  readonly settings: ProfileSettings
}): string {
  const { extraHeaders: _contact, locale: _locale, ...settings } = instrument.settings
  const all = { ...instrument, settings, flags: launchFlags(instrument.mode) }
  return createHash('sha256').update(sorted(all)).digest('hex').slice(0, 16)
}

/** JSON with the keys of every object in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
