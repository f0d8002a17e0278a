const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

export const DAY_MS = UNIT_MS.d
export const HOUR_MS = UNIT_MS.h
export const MINUTE_MS = UNIT_MS.m

/** Written durations: a whole number and one unit, `30s`, `5m`, `6h`, `1d`. */
export const DURATION_PATTERN = /^([1-9][0-9]{0,8})(s|m|h|d)$/

/**
 * Milliseconds of a written duration, or `null` where the text is not one.
 * Zero, fractions, signs and combined units (`1h30m`) are refused, so that a duration has one spelling per unit.
 */
export function parseDurationMs(text: string): number | null {
  const match = DURATION_PATTERN.exec(text)
  if (!match) return null
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]
}

/** The shortest spelling of a whole number of seconds: `90000` is `90s`, `300000` is `5m`. */
export function formatDuration(durationMs: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (durationMs >= UNIT_MS[unit] && durationMs % UNIT_MS[unit] === 0) return `${durationMs / UNIT_MS[unit]}${unit}`
  }
  return `${durationMs / 1_000}s`
}
