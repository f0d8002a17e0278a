import type { AlertEventName, AlertKind } from '../model/alert.ts'
import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import type { Cause } from '../model/cause.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import { localTime } from '../model/time-zone.ts'
import type { SlotInput } from '../model/verdict.ts'
import { CAUSE_WORDS, GROUP_WORDS } from '../model/words.ts'
import { type Flapping, flappingWords } from './flapping-words.ts'
import { lasting } from './lasting.ts'

export type ReasonFacts = {
  readonly event: AlertEventName
  readonly kind: AlertKind
  /** How people call the page. */
  readonly label: BilingualText
  readonly group: VantageGroup
  readonly sinceMs: number
  /** The end of the last bad slot. */
  readonly untilMs: number
  readonly timezone: string
  readonly inputs: readonly SlotInput[]
  /** One location saw it, nobody else could say anything. */
  readonly alone: boolean
  /** Only network causes from one autonomous system: the path may be at fault instead of the portal. */
  readonly pathOnly: boolean
  readonly superseded: boolean
  /** Locations at which it fails though it is no outage any more. */
  readonly stillFailing: readonly string[]
  /** A digest: what it counts; null: none. */
  readonly flapping: Flapping | null
}

/** One sentence that a person can act on: what, where, since when, who saw it, and the likely cause. */
export function reasonFor(facts: ReasonFacts): BilingualText {
  return { vi: sentence(facts, 'vi'), en: sentence(facts, 'en') }
}

/** `10:05:00 22/11/2026` in the zone. */
export function formatLocalTime(timeMs: number, timezone: string): string {
  const local = localTime(timeMs, timezone)
  return `${local.slice(11, 19)} ${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)}`
}

function sentence(facts: ReasonFacts, lang: Lang): string {
  const vi = lang === 'vi'
  const label = facts.label[lang]
  const since = formatLocalTime(facts.sinceMs, facts.timezone)
  const failing = facts.inputs.filter((input) => input.class === 'FAIL')
  const group = GROUP_WORDS[facts.group][lang]
  const causes = likelyCauses(failing)
    .map((cause) => CAUSE_WORDS[cause][lang])
    .join('; ')
  const seen = vi
    ? `${failing.length}/${facts.inputs.length} điểm đo ${group} không truy cập được`
    : `${failing.length} of ${facts.inputs.length} ${group} locations can't reach it`
  const why = causes ? ` (${causes})` : ''
  if (facts.flapping) {
    return vi
      ? `${label} chập chờn: ${flappingWords(facts.flapping, lang)}`
      : `${label} is flapping: ${flappingWords(facts.flapping, lang)}`
  }
  if (facts.event === 'resolved') {
    if (facts.superseded && facts.kind === 'down' && facts.alone) {
      return vi
        ? `${label}: vẫn ngừng hoạt động; xem cảnh báo khẩn mới.`
        : `${label}: it is still down; a new, urgent alert tells of it.`
    }
    if (facts.superseded && facts.kind === 'down') {
      return vi
        ? `${label}: không chỉ do đường truyền từ điểm đo, cổng đã ngừng hoạt động; xem cảnh báo khẩn mới.`
        : `${label}: more than the way there is at fault, it is down; a new, urgent alert tells of it.`
    }
    if (facts.superseded) {
      return vi
        ? `${label}: lỗi tại một điểm đo đã chuyển thành ngừng hoạt động.`
        : `${label}: the regional fault has become an outage.`
    }
    const long = lasting(Math.max(MINUTE_MS, facts.untilMs - facts.sinceMs), lang)
    if (facts.stillFailing.length > 0) {
      const where = facts.stillFailing.join(', ')
      return vi
        ? `${label} không còn ngừng hoạt động, nhưng vẫn lỗi tại điểm đo ${where}: gián đoạn từ ${since}, khoảng ${long}.`
        : `${label} is no longer down, but still fails at ${where}: disturbed since ${since}, for about ${long}.`
    }
    return vi
      ? `${label} đã khắc phục: hoạt động trở lại, gián đoạn từ ${since}, khoảng ${long}.`
      : `${label} is back: disturbed since ${since}, for about ${long}.`
  }
  const prefix = facts.event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  const state = stateWords(facts, vi)
  const alone = facts.alone ? (vi ? ' Chỉ một điểm đo ghi nhận được.' : ' Only one location could tell.') : ''
  return vi
    ? `${prefix}${label} ${state} từ ${since}: ${seen}${why}.${alone}`
    : `${prefix}${label} ${state} since ${since}: ${seen}${why}.${alone}`
}

function stateWords(facts: ReasonFacts, vi: boolean): string {
  if (facts.kind === 'regional') return vi ? 'lỗi tại một số điểm đo' : 'has been failing at some locations'
  if (facts.pathOnly) return vi ? 'không truy cập được từ điểm đo' : 'cannot be reached from the location'
  return vi ? 'ngừng hoạt động' : 'has been down'
}

/** Causes by how many locations saw them, most first. */
export function likelyCauses(failing: readonly SlotInput[]): readonly Cause[] {
  const counts = new Map<Cause, number>()
  for (const { cause } of failing) if (cause !== null) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([cause]) => cause)
}
