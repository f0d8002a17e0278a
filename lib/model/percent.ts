import type { Lang } from './lang.ts'

const MOST_DIGITS = 6
/** Shares are quotients of counts: what differs by less than this doesn't differ. */
const NOTHING = 1e-12
/** Shares of uptime that are agreed upon; from 99.5 % on a day is drawn as well. */
const AGREED = [0.995, 0.999]

/**
 * How many digits behind the point a share (0–1) in percent is shown with: one, and as many more, six at most, as it takes
 * for what is shown to be on the same side of nothing, of all, of every whole percent, of 99.5 % and 99.9 %, and of each of
 * `sides` as the share is. So 99.995 % isn't shown as 100.0 %, nor 89.96 % as 90.0 %, which would have met a limit that it
 * missed.
 */
export function percentDigits(share: number, sides: readonly number[] = []): number {
  const all = [0, 1, Math.round(share * 100) / 100, ...AGREED, ...sides]
  const seemsRight = (digits: number): boolean => {
    const shown = Number((share * 100).toFixed(digits))
    return all.every((side) => Math.sign(shown - Number((side * 100).toFixed(9))) === signOf(share - side))
  }
  let digits = 1
  while (digits < MOST_DIGITS && !seemsRight(digits)) digits++
  return digits
}

/**
 * The one way in which a share is written, in percent: with as many digits as it takes to be neither 100% nor a limit that it
 * isn't (`percentDigits`), and no space before the sign, in no language.
 */
export function shareText(share: number, lang: Lang): string {
  const shown = (share * 100).toFixed(percentDigits(share))
  return `${lang === 'vi' ? shown.replace('.', ',') : shown}%`
}

function signOf(difference: number): number {
  return Math.abs(difference) < NOTHING ? 0 : Math.sign(difference)
}
