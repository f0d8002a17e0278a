/** This machine's clock minus the server's lies between the two, both inclusive; ms. */
export type ClockBracket = { readonly leastMs: number; readonly mostMs: number }

/** HTTP dates are whole seconds, cut. Source: RFC 9110, section 5.6.7. */
const DATE_UNIT_MS = 1_000

/**
 * What a response's `Date` says of the clock here: the server wrote it between the two moments. Null where there is no
 * date. The bracket is as wide as the exchange took, and a second more.
 */
export function clockBracket(
  date: string | undefined,
  { sentMs, receivedMs }: { readonly sentMs: number; readonly receivedMs: number },
): ClockBracket | null {
  const writtenMs = Date.parse(date ?? '')
  if (Number.isNaN(writtenMs)) return null
  return { leastMs: sentMs - (writtenMs + DATE_UNIT_MS - 1), mostMs: receivedMs - writtenMs }
}

/** The one that tells most; null where there is none. */
export function narrowest(brackets: readonly ClockBracket[]): ClockBracket | null {
  return brackets.toSorted((a, b) => a.mostMs - a.leastMs - (b.mostMs - b.leastMs))[0] ?? null
}

/** Whether the clock is off by more than so much, by any time that the bracket allows; null where it can't be told. */
export function isOffBy({ leastMs, mostMs }: ClockBracket, toleranceMs: number): boolean | null {
  if (leastMs > toleranceMs || mostMs < -toleranceMs) return true
  return leastMs >= -toleranceMs && mostMs <= toleranceMs ? false : null
}
