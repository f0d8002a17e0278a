import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'

const UNITS = [
  { ms: DAY_MS, vi: 'ngày', en: 'days' },
  { ms: HOUR_MS, vi: 'giờ', en: 'h' },
  { ms: MINUTE_MS, vi: 'phút', en: 'min' },
  { ms: 1_000, vi: 'giây', en: 's' },
] as const

/** `40 s`, `1 min`, `45 min`, `3 h`, `12 days`: in the largest unit of which it has two or more, a minute or more in no less than minutes. */
export function lasting(durationMs: number, lang: Lang): string {
  const unit = UNITS.find(({ ms }) => durationMs >= (ms === MINUTE_MS ? ms : 2 * ms)) ?? UNITS[3]
  const count = Math.max(0, Math.round(durationMs / unit.ms))
  return `${count} ${unit[lang]}`
}
