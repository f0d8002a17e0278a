import type { Criteria } from '../../model/criteria.ts'
import { type Lang, say } from '../../model/lang.ts'
import type { Review } from '../../model/review.ts'
import type { Score } from '../../model/score.ts'
import type { ExportWindow } from '../../model/score-export.ts'
import { RESERVATION_WORDS } from '../../model/score-words.ts'
import { GROUP_WORDS } from '../../model/words.ts'
import { escaped } from '../markup.ts'
import { capital, dayText, timeText } from './figures.ts'

/** What all sheets of a score have in common. */
export type SheetsOf = {
  readonly score: Score
  readonly criteria: Criteria
  /** Planned maintenance of the period. */
  readonly windows: readonly ExportWindow[]
  /** That were asked for about the period. */
  readonly reviews: readonly Pick<
    Review,
    'id' | 'portal' | 'page' | 'locations' | 'fromMs' | 'toMs' | 'cause' | 'decision'
  >[]
  readonly madeAtMs: number
  /** That made them. */
  readonly software: string
  readonly lang: Lang
}

/** Pairs of a name and what it is, two in a row. */
export function aboutTable(pairs: readonly (readonly [string, string])[]): string {
  const cell = ([name, text]: readonly [string, string]): string => `<th>${escaped(name)}</th><td>${escaped(text)}</td>`
  const rows = pairs.flatMap((pair, index) => {
    const next = pairs[index + 1]
    return index % 2 === 1 ? [] : [`<tr>${cell(pair)}${next === undefined ? '<td colspan="2"></td>' : cell(next)}</tr>`]
  })
  return `<table class="about">${rows.join('')}</table>`
}

/** Period, locations, profile and versions. */
export function aboutScore({ score, criteria, madeAtMs, software, lang }: SheetsOf): readonly [string, string][] {
  const vi = lang === 'vi'
  const official = vi ? 'dùng để chấm điểm' : 'they score'
  const operational = vi ? 'chỉ dùng cho vận hành' : 'for operation only'
  const zone =
    score.timezone === 'Asia/Ho_Chi_Minh' ? (vi ? 'giờ Việt Nam, GMT+7' : 'Vietnam time, GMT+7') : score.timezone
  const days =
    score.from === score.to ? dayText(score.from, lang) : `${dayText(score.from, lang)} – ${dayText(score.to, lang)}`
  // One that is named by its days says them twice.
  const name = score.period.includes('..') ? '' : `${score.period}: `
  const places = score.locations.join(', ') || '–'
  return [
    [vi ? 'Kỳ đánh giá' : 'Period', `${name}${days} (${zone})`],
    [
      vi ? 'Điểm đo' : 'Locations',
      `${say(GROUP_WORDS[score.group], lang)}: ${places} (${score.kind === 'official' ? official : operational})`,
    ],
    [
      vi ? 'Bộ tiêu chí' : 'Criteria',
      `${say(criteria.name, lang)} (${criteria.criteria}@${criteria.version}); ${vi ? 'cấu hình' : 'profile'} ${criteria.profile}`,
    ],
    [
      vi ? 'Lập lúc; phần mềm' : 'Made at; by',
      `${timeText(madeAtMs, { timezone: score.timezone, lang })}; ${software}`,
    ],
  ]
}

/** What keeps the score from being an official one. */
export function reservationLine({ score, criteria, lang }: SheetsOf): string {
  const lines = [
    ...(score.status === 'preview'
      ? [lang === 'vi' ? 'Kết quả dự kiến, kỳ chưa chốt.' : 'A preview: the period is not closed.']
      : []),
    ...(score.reservation === null ? [] : [`${capital(say(RESERVATION_WORDS[score.reservation], lang))}.`]),
    ...(criteria.reading === 'ours'
      ? [
          lang === 'vi'
            ? `Kết quả theo cách hiểu của hệ thống, không phải điểm chính thức theo ${criteria.source}.`
            : `By our reading; these are no official points by ${criteria.source}.`,
        ]
      : []),
  ]
  return lines.length === 0 ? '' : `<p class="small"><b>${lines.map(escaped).join(' ')}</b></p>`
}
