import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'

const UNITS = [
  { ms: DAY_MS, vi: 'ngày', en: 'days' },
  { ms: HOUR_MS, vi: 'giờ', en: 'h' },
  { ms: MINUTE_MS, vi: 'phút', en: 'min' },
] as const

/** `45 min`, `3 h`, `12 days`: in the largest unit of which it has two or more. */
export function lasting(durationMs: number, lang: Lang): string {
  const unit = UNITS.find(({ ms }) => durationMs >= 2 * ms) ?? UNITS[2]
  const count = Math.max(0, Math.round(durationMs / unit.ms))
  return `${count} ${unit[lang]}`
}
