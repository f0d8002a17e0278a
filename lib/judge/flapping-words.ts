import type { Lang } from '../model/lang.ts'

/** What a digest counts: openings and resolutions, and within how long. */
export type Flapping = { readonly transitions: number; readonly withinHours: number }

/** As the facts of a digest have it; null: what is told is none. */
export function flappingOf(facts: Readonly<Record<string, unknown>>): Flapping | null {
  if (facts.flapping !== true) return null
  return { transitions: Number(facts.transitions), withinHours: Number(facts.withinHours) }
}

/** What follows the name of what flaps. */
export function flappingWords({ transitions, withinHours }: Flapping, lang: Lang): string {
  return lang === 'vi'
    ? `đổi trạng thái ${transitions} lần trong ${withinHours} giờ; tạm gộp cảnh báo cho tới khi ổn định.`
    : `it changed state ${transitions} times within ${withinHours} ${withinHours === 1 ? 'hour' : 'hours'}; alerts are held until it is steady.`
}
