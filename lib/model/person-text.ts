import { z } from 'zod'

/** Marks that turn the direction of what follows: what stands behind one reads as something else than it is (Unicode's Bidi_Control). */
const PLAIN = /^[^\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/

export const DIRECTION_HINT = 'take out the invisible marks that turn the direction of text'

/**
 * What somebody writes for others to read: a note, a reason, a name. Kept in NFC, so that what looks the same is the same;
 * 1 to `most` characters after that.
 */
export function personText(most: number) {
  return z.string().trim().normalize('NFC').min(1).max(most).regex(PLAIN, DIRECTION_HINT)
}
