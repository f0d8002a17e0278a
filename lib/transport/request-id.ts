import { createHash } from 'node:crypto'

export type Identified = {
  readonly kind: 'http' | 'audit'
  /** The page's key; of what is visited outside a catalogue its address. */
  readonly subject: string
  readonly location: string
  readonly slotMs: number
}

/** Goes with every request of a check, so that who runs the portal finds it in their own logs. */
export const REQUEST_ID_HEADER = 'x-nhip-id'

/**
 * 16 hex digits, the same for every request of a check: a name for it, no secret. It is the start of a SHA-256, so that
 * `printf %s 'http ha-noi/home sgn 1795316371926' | sha256sum` gives it anew.
 */
export function requestIdOf({ kind, subject, location, slotMs }: Identified): string {
  return createHash('sha256').update(`${kind} ${subject} ${location} ${slotMs}`).digest('hex').slice(0, 16)
}
