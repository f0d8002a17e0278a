import { z } from 'zod'

/**
 * Without marks that turn the direction of what follows (Unicode's Bidi_Control): what stands behind one reads as something
 * else than it is. Nor control characters but tabs and ends of lines: to a terminal they are commands.
 */
const PLAIN = /^(?:[^\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\t\n\r])*$/u

export const DIRECTION_HINT = 'take out control characters and the invisible marks that turn the direction of text'

/**
 * What somebody writes for others to read: a note, a reason, a name. Kept in NFC, so that what looks the same is the same;
 * 1 to `most` characters after that.
 */
export function personText(most: number) {
  return z.string().trim().normalize('NFC').min(1).max(most).regex(PLAIN, DIRECTION_HINT)
}
