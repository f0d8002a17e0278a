import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import type { SlotInput } from '../model/verdict.ts'
import { GROUP_WORDS } from '../model/words.ts'
import type { IncidentFigures } from './incident-state.ts'
import { lasting } from './lasting.ts'
import { formatLocalTime } from './reason.ts'

export type SlowReasonFacts = {
  readonly event: AlertEventName
  readonly label: BilingualText
  readonly group: VantageGroup
  readonly sinceMs: number
  /** The end of the last slow slot. */
  readonly untilMs: number
  readonly timezone: string
  readonly inputs: readonly SlotInput[]
  readonly alone: boolean
  /** A worse one has opened. */
  readonly superseded: boolean
  readonly figures: IncidentFigures
}

export const METRIC_WORDS: Readonly<Record<string, BilingualText>> = {
  wait: { vi: 'chờ máy chủ', en: 'waiting for the server' },
  total: { vi: 'thời gian đáp ứng', en: 'the response' },
}

const CELL_WORDS: Readonly<Record<string, BilingualText>> = {
  hour: { vi: 'vào giờ này', en: 'at this hour' },
  block: { vi: 'vào khoảng giờ này', en: 'around this hour' },
  page: { vi: 'của trang', en: 'of this page' },
}

/** One sentence: since when, how slow beside what is usual, who saw it. */
export function slowReason(facts: SlowReasonFacts): BilingualText {
  return { vi: sentence(facts, 'vi'), en: sentence(facts, 'en') }
}

/** `412 ms`, `9,2 giây`. */
export function formatMs(ms: number, lang: Lang): string {
  if (Math.round(ms) < 1_000) return `${Math.round(ms)} ms`
  const seconds = number(ms / 1_000, lang)
  return lang === 'vi' ? `${seconds} giây` : `${seconds} s`
}

function sentence(facts: SlowReasonFacts, lang: Lang): string {
  const vi = lang === 'vi'
  const label = facts.label[lang]
  const since = formatLocalTime(facts.sinceMs, facts.timezone)
  if (facts.event === 'resolved' && facts.superseded)
    return vi
      ? `${label} chậm hơn nữa: xem cảnh báo khẩn mới.`
      : `${label} has become slower still; a new, urgent alert tells of it.`
  if (facts.event === 'resolved') {
    const long = lasting(Math.max(MINUTE_MS, facts.untilMs - facts.sinceMs), lang)
    return vi
      ? `${label} đã nhanh trở lại như thường: chậm từ ${since}, khoảng ${long}.`
      : `${label} is as fast as usual again: slow since ${since}, for about ${long}.`
  }
  const prefix = facts.event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  const timed = facts.inputs.filter(({ class: seen }) => seen === 'OK' || seen === 'SLOW')
  const slow = timed.filter(({ class: seen }) => seen === 'SLOW')
  // A mean over hours says nothing of who finds the latest slot slow.
  const seen =
    facts.figures.rule === 'mean'
      ? ''
      : vi
        ? `; ${slow.length}/${timed.length} điểm đo ${GROUP_WORDS[facts.group].vi} thấy chậm`
        : `; ${slow.length} of ${timed.length} ${GROUP_WORDS[facts.group].en} locations find it slow`
  const alone = facts.alone ? (vi ? ' Chỉ một điểm đo ghi nhận được.' : ' Only one location could tell.') : ''
  const season = ofSeason(facts.figures, lang)
  return vi
    ? `${prefix}${label} chậm từ ${since}: ${how(facts.figures, lang)}${seen}.${alone}${season}${withMany(facts.figures, lang)}`
    : `${prefix}${label} has been slow since ${since}: ${how(facts.figures, lang)}${seen}.${alone}${season}${withMany(facts.figures, lang)}`
}

/** Where so many pages are slow at once that it can hardly be each one's own fault. */
function withMany({ slowPages, ofPages, slowAlone }: IncidentFigures, lang: Lang): string {
  if (slowPages === undefined) return ''
  if (slowAlone !== undefined)
    return lang === 'vi'
      ? ` Cùng lúc ${slowPages}/${ofPages} trang chậm mà chỉ một điểm đo ghi nhận được: có thể do chính điểm đo đó hoặc đường truyền của nó.`
      : ` At once ${slowPages} of ${ofPages} pages are slow, and only one location could tell: it may be slow itself, or its network.`
  return lang === 'vi'
    ? ` Cùng lúc ${slowPages}/${ofPages} trang chậm tại nhiều điểm đo: có thể do đường truyền hoặc hạ tầng dùng chung.`
    : ` At once ${slowPages} of ${ofPages} pages are slow at several locations: what they share may be at fault, such as the network.`
}

/** Less of a season isn't worth a sentence. */
const NOTED_SEASON = 0.1

/** What is usual is that of a season: else people would find another figure everywhere. */
function ofSeason({ season }: IncidentFigures, lang: Lang): string {
  if (typeof season !== 'number' || Math.abs(season - 1) < NOTED_SEASON) return ''
  const times = number(season, lang, 2)
  return lang === 'vi'
    ? ` Mức thường này đã tính theo tình hình chung: vài giờ qua, trang cũng như đa số trang đo từ đó mất thời gian bằng ${times} lần ngày thường.`
    : ` That usual allows for the season: in the last hours this page, like most seen from there, took ${times} times its ordinary time.`
}

function how(figures: IncidentFigures, lang: Lang): string {
  const vi = lang === 'vi'
  const ms = formatMs(Number(figures.ms), lang)
  if (figures.rule === 'ceiling') {
    return vi
      ? `chờ máy chủ ${ms} tại điểm đo ${figures.location}, vượt ngưỡng chung`
      : `waiting for the server takes ${ms} at ${figures.location}, above the general limit`
  }
  const metric = METRIC_WORDS[String(figures.metric)]?.[lang]
  const mean = figures.rule === 'mean'
  const cell = CELL_WORDS[String(figures.cell)]?.[lang]
  const usual = formatMs(Number(figures.baselineMs), lang)
  const times = number(Number(figures.ratio), lang)
  return vi
    ? `${metric} ${mean ? 'trung bình ' : ''}${ms} tại điểm đo ${figures.location}, gấp ${times} lần mức thường ${usual} ${cell}`
    : `${metric} takes ${ms} ${mean ? 'on average ' : ''}at ${figures.location}, ${times} times the usual ${usual} ${cell}`
}

function number(value: number, lang: Lang, digits = 1): string {
  const text = value.toFixed(digits)
  return lang === 'vi' ? text.replace('.', ',') : text
}
