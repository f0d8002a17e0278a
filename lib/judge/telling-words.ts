import type { AlertEvent, AlertKind } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import { lasting } from './lasting.ts'
import { formatLocalTime } from './reason.ts'
import type { Group } from './telling-state.ts'

const STATES: Readonly<Partial<Record<AlertKind, BilingualText>>> = {
  down: { vi: 'ngừng hoạt động', en: 'down' },
  slow: { vi: 'chậm', en: 'slow' },
  burn: { vi: 'lỗi từng đợt ngắn', en: 'failing in short spells' },
  regional: { vi: 'lỗi tại một số điểm đo', en: 'failing at some locations' },
  // Of this kind only what needs a review has a cadence, and is told with others.
  monitor: { vi: 'chờ xác minh', en: 'waiting for a review' },
}

const CAUSES: Readonly<Record<string, BilingualText>> = {
  host: { vi: 'máy chủ', en: 'host' },
  address: { vi: 'địa chỉ', en: 'address' },
  portal: { vi: 'cổng', en: 'portal' },
  location: { vi: 'điểm đo', en: 'location' },
  slowness: { vi: 'đợt chậm trên nhiều trang', en: 'slowness of many pages' },
}

/** More incidents have joined. */
export function joinedReason(group: Group, added: number): BilingualText {
  const { label, kind } = group.about
  return {
    vi: `${label.vi}: thêm ${added} trang ${state(kind, 'vi')}, cùng ${causes(group, 'vi')}; từ đây báo chung một sự cố.`,
    en: `${label.en}: ${added} more ${pages(added)} of the same ${causes(group, 'en')} ${are(added)} ${state(kind, 'en')}; told as one incident from here on.`,
  }
}

/** The lead is well again, others are not. */
export function remainingReason(group: Group, still: number): BilingualText {
  const { label, kind } = group.about
  if (kind === 'monitor')
    return {
      vi: `${label.vi}: cảnh báo chờ xác minh khép lại; còn ${still} trang cùng ${causes(group, 'vi')} vẫn ${state(kind, 'vi')}.`,
      en: `${label.en}: the alert that it needs a review ends; ${still} ${pages(still)} of the same ${causes(group, 'en')} ${are(still)} still ${state(kind, 'en')}.`,
    }
  return {
    vi: `${label.vi} đã khắc phục; còn ${still} trang cùng ${causes(group, 'vi')} vẫn ${state(kind, 'vi')}.`,
    en: `${label.en} is back; ${still} ${pages(still)} of the same ${causes(group, 'en')} ${are(still)} still ${state(kind, 'en')}.`,
  }
}

/** The last of them has ended. */
export function allResolvedReason(
  group: Group,
  of: { readonly others: number; readonly untilMs: number },
): BilingualText {
  const { label, kind, sinceMs, timezone } = group.about
  const since = formatLocalTime(sinceMs, timezone)
  const long = (lang: Lang): string => lasting(Math.max(MINUTE_MS, of.untilMs - sinceMs), lang)
  // One may pass again, another be the portal's fault, and a third ours: whether they were disturbed is not known here.
  if (kind === 'monitor')
    return {
      vi: `${label.vi} và ${of.others} trang cùng ${causes(group, 'vi')}: cảnh báo chờ xác minh từ ${since} khép lại sau khoảng ${long('vi')}. Xem kết quả xác minh ở sự cố của từng trang.`,
      en: `${label.en} and ${of.others} more ${pages(of.others)} of the same ${causes(group, 'en')}: the alert that they need a review, since ${since}, ends after about ${long('en')}. What was decided stands in the incident of each page.`,
    }
  return {
    vi: `${label.vi} và ${of.others} trang cùng ${causes(group, 'vi')} đã khắc phục: gián đoạn từ ${since}, khoảng ${long('vi')}.`,
    en: `${label.en} and ${of.others} more ${pages(of.others)} of the same ${causes(group, 'en')} are back: disturbed since ${since}, for about ${long('en')}.`,
  }
}

/** An event that asks for somebody says so first: what nobody has taken on, or is reminded of. */
export function untaken({ event, facts }: Pick<AlertEvent, 'event' | 'facts'>, reason: BilingualText): BilingualText {
  const minutes = facts.unacknowledgedMinutes
  if (typeof minutes === 'number')
    return {
      vi: `Sau ${minutes} phút chưa có ai tiếp nhận: ${reason.vi}`,
      en: `Nobody has taken it on for ${minutes} min: ${reason.en}`,
    }
  return event === 'reminded' ? { vi: `Nhắc lại: ${reason.vi}`, en: `Reminder: ${reason.en}` } : reason
}

/** What is told of the lead while others are not well either. */
export function withOthers(reason: BilingualText, others: number): BilingualText {
  return {
    vi: `${reason.vi} Cùng với ${others} trang khác.`,
    en: `${reason.en} With ${others} other ${pages(others)}.`,
  }
}

function pages(count: number): string {
  return count === 1 ? 'page' : 'pages'
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are'
}

function state(kind: AlertKind, lang: Lang): string {
  return STATES[kind]?.[lang] ?? kind
}

/** `host a.example:443`: the closest that all of them share. */
function causes({ causes }: Group, lang: Lang): string {
  const [closest = ''] = causes
  const by = closest.slice(0, closest.indexOf(':'))
  return `${CAUSES[by]?.[lang] ?? by} ${closest.slice(by.length + 1)}`.trim()
}
