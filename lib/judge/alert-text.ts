import { type AlertEvent, type AlertKind, identityOf } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { Cause } from '../model/cause.ts'
import { CAUSE_ADVICE } from '../model/cause-advice.ts'
import { incidentPath } from '../model/incident-path.ts'
import type { Lang } from '../model/lang.ts'
import { formatOffset } from '../model/time-zone.ts'
import type { SlotClass } from '../model/verdict.ts'
import { CAUSE_WORDS, EVENT_WORDS, GROUP_WORDS, KIND_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import { certaintyOf, likelyFault } from './certainty-words.ts'
import { lasting } from './lasting.ts'
import { formatLocalTime } from './reason.ts'

/** What a location saw, as `facts.locations` has it. */
type Seen = {
  readonly location: string
  readonly class: SlotClass
  readonly cause: Cause | null
  readonly confirmed?: boolean
}

type Line = string | null

/** SNS takes less than 100 characters, and mail by it is sure to work with ASCII only. Source: SNS API, `Publish`. */
const MAX_SUBJECT = 99

/** Mail of hundreds of lines is read by nobody. */
const MAX_CHILDREN = 50

const CLASS_WORDS: Readonly<Record<SlotClass, BilingualText>> = {
  OK: { vi: 'thành công', en: 'passed' },
  SLOW: { vi: 'chậm', en: 'slow' },
  FAIL: { vi: 'không thành công', en: 'failed' },
  UNKNOWN: { vi: 'chưa kết luận được', en: 'could not tell' },
}

/** What to do where no cause says it. */
const KIND_ADVICE: Readonly<Partial<Record<AlertKind, BilingualText>>> = {
  slow: {
    vi: 'xem tải của máy chủ, cơ sở dữ liệu và thay đổi gần đây; lịch sử cho biết pha nào chậm',
    en: 'look at the load of the servers, the database and what changed lately; the history says which phase is slow',
  },
  burn: {
    vi: 'lỗi lặp lại từng đợt ngắn: xem nhật ký ứng dụng và thiết bị cân bằng tải quanh các thời điểm đo',
    en: 'faults come back in short spells: look at the logs of the application and the load balancer around them',
  },
  shift: {
    vi: 'hỏi đơn vị cung cấp thay đổi có chủ ý không; nếu có, tiếp nhận và ghi lý do: sau bốn tuần mức mới được coi là mức thường',
    en: 'ask whoever runs it whether the change is meant; if so take it on and say why: after four weeks it counts as usual',
  },
  pillar: {
    vi: 'xem bảng điểm của từng trang: tiêu chí nào mất điểm và từ ngày nào; đối chiếu với thay đổi gần đây',
    en: 'look at the points of each page: which rule lost some, and since when; compare with what changed lately',
  },
  certificate: {
    vi: 'gia hạn chứng thư số và cài đặt trên mọi máy chủ, kể cả chứng thư số trung gian',
    en: 'renew the certificate and install it on every server, with its intermediates',
  },
}

const OUTAGE_EFFECT: BilingualText = {
  vi: 'lượt đo không thành công làm giảm tỷ lệ sẵn sàng và bị tính là không đạt ngưỡng khi chấm điểm; cảnh báo tự nó không trừ điểm',
  en: 'failed checks lower the uptime, and count in scores as outside every limit; the alert by itself takes no points away',
}

/** What an incident of a kind does to figures that people are judged by: only what is true today. */
const EFFECTS: Readonly<Record<AlertKind, BilingualText>> = {
  down: OUTAGE_EFFECT,
  burn: OUTAGE_EFFECT,
  regional: {
    vi: 'chỉ lượt đo không thành công của các điểm đo này làm giảm tỷ lệ sẵn sàng, và bị tính là không đạt ngưỡng nếu điểm đo được dùng để chấm điểm; cảnh báo tự nó không trừ điểm',
    en: 'only the failed checks of these locations lower the uptime, and count as outside every limit where scores are made from them; the alert by itself takes no points away',
  },
  slow: {
    vi: 'tỷ lệ sẵn sàng không đổi vì trang vẫn trả lời; tiêu chí về thời gian của trang có thể mất điểm nếu kéo dài; cảnh báo tự nó không trừ điểm',
    en: 'uptime stays as it is, since the page answers; what the page gets for its times may fall if it lasts; the alert by itself takes no points away',
  },
  shift: {
    vi: 'tỷ lệ sẵn sàng không đổi; tiêu chí về thời gian của trang có thể mất điểm nếu mức mới kéo dài; cảnh báo tự nó không trừ điểm',
    en: 'uptime stays as it is; what the page gets for its times may fall if it lasts; the alert by itself takes no points away',
  },
  pillar: {
    vi: 'điểm vận hành không phải điểm của kỳ đánh giá; nếu kéo dài, điểm của kỳ sẽ giảm theo',
    en: 'operational points are not those of a period; if it lasts, those of the period will fall, too',
  },
  certificate: {
    vi: 'chưa ảnh hưởng; từ lúc hết hạn, mọi lượt đo sẽ không thành công và người dân gặp cảnh báo của trình duyệt',
    en: 'nothing yet; once it has expired every check fails, and browsers warn everybody off',
  },
  monitor: {
    vi: 'không tính cho cổng nào; lượt đo bị thiếu làm giảm mức bao phủ',
    en: 'held against no portal; checks that are missing lower the coverage',
  },
}

/** What these do lies ahead: once they are over there is nothing to say of it. */
const FORETOLD: ReadonlySet<AlertKind> = new Set(['shift', 'pillar', 'certificate'])

const EXPIRED_EFFECT: BilingualText = {
  vi: 'mọi lượt đo không thành công và người dân gặp cảnh báo của trình duyệt cho tới khi chứng thư số được thay',
  en: 'until it is replaced every check fails, and browsers warn everybody off',
}

/** What waits for somebody's decision is told as that, though it may be no trouble of the platform's. */
const REVIEW_WORDS: BilingualText = { vi: 'chờ xác minh', en: 'needs review' }

const REVIEW_EFFECT: BilingualText = {
  vi: 'chưa tính cho cổng; khi có người xác minh là do cổng, các lượt đo từ lúc này mới được tính',
  en: 'not held against the portal yet; once it is decided that the portal is at fault, the checks since then count',
}

const LINK_WORDS: Readonly<Record<string, BilingualText>> = {
  target: { vi: 'Trang được đo', en: 'The page' },
  status: { vi: 'Tình trạng', en: 'State' },
  incident: { vi: 'Sự cố', en: 'Incident' },
  acknowledge: { vi: 'Tiếp nhận', en: 'Acknowledge' },
}

/** One line of ASCII without control characters, at most 99 of them: `[page] da-nang/home down: opened`. */
export function alertSubject(event: AlertEvent): string {
  const name = event.page ?? event.incident.split(':')[1] ?? event.subject
  const line = `[${event.severity}] ${name} ${event.kind}: ${event.event}`
  return [...line]
    .map((letter) => (/[ -~]/.test(letter) ? letter : '?'))
    .join('')
    .slice(0, MAX_SUBJECT)
}

/** One line in the words of the language, for mail that can carry them. */
export function alertTitle({ severity, kind, event, label, facts, children }: AlertEvent, lang: Lang): string {
  const state = isReview(facts) ? REVIEW_WORDS : KIND_WORDS[kind]
  const what = facts.flapping === true ? { vi: 'chập chờn', en: 'flapping' } : state
  const left = children.length
  // Others of a group are told under the name of the first, which is well by then.
  const who =
    facts.leadEnded === true
      ? { vi: `${left} trang cùng nguyên nhân với ${label.vi}`, en: `${left} of the same cause as ${label.en}` }
      : label
  const line = `[${SEVERITY_WORDS[severity][lang]}] ${who[lang]}: ${what[lang]}`
  // A digest comes once: it reminds of nothing.
  return facts.flapping === true ? line : `${line} (${EVENT_WORDS[event][lang]})`
}

/**
 * The alert as a plain text that a person can act on, Vietnamese first: what, where, since when, how sure, who saw what,
 * the likely cause and what to do, what it counts for, and where to go on.
 */
export function alertText(event: AlertEvent): string {
  return [...textIn(event, 'vi'), '', '-'.repeat(40), '', ...textIn(event, 'en'), ''].join('\n')
}

function textIn(event: AlertEvent, lang: Lang): readonly string[] {
  const isOver = event.event === 'resolved' || event.facts.flapping === true
  const seen = seenIn(event)
  const lines: readonly Line[] = [
    alertTitle(event, lang),
    '',
    event.reason[lang],
    '',
    since(event, lang),
    ...(isOver
      ? []
      : [certainty(event, { seen, lang }), ...whoSawWhat(event, { seen, lang }), ...whatToDo(event, { seen, lang })]),
    effect(event, lang),
    ...childrenLines(event, lang),
    ...links(event, lang),
    isOver ? null : takeOn(event, lang),
    '',
    `${lang === 'vi' ? 'Mã sự cố' : 'Incident'}: ${event.incident} (${lang === 'vi' ? 'tin số' : 'message'} ${event.seq})`,
  ]
  return lines.filter((line) => line !== null)
}

function since({ sinceMs, atMs, timezone }: AlertEvent, lang: Lang): string {
  const later = lasting(atMs - sinceMs, lang)
  return lang === 'vi'
    ? `Từ lúc: ${moment(sinceMs, timezone)}; tin này lúc ${moment(atMs, timezone)} (sau ${later})`
    : `Since: ${moment(sinceMs, timezone)}; this message: ${moment(atMs, timezone)} (${later} later)`
}

function moment(timeMs: number, timezone: string): string {
  return `${formatLocalTime(timeMs, timezone)} ${formatOffset(timeMs, timezone)}`
}

function certainty(event: AlertEvent, { seen, lang }: { readonly seen: readonly Seen[]; readonly lang: Lang }): Line {
  const says = certaintyOf(event, seen).map((one) => one[lang])
  return says.length === 0 ? null : `${lang === 'vi' ? 'Mức độ chắc chắn' : 'How sure'}: ${says.join('; ')}`
}

function whoSawWhat(
  { group, kind, facts }: AlertEvent,
  { seen, lang }: { readonly seen: readonly Seen[]; readonly lang: Lang },
): readonly string[] {
  if (seen.length === 0) return []
  const vi = lang === 'vi'
  const where = group === null ? '' : ` ${GROUP_WORDS[group][lang]}`
  // What adds up, or is a mean, is told of while nobody may find anything wrong just now.
  const when = kind === 'burn' || facts.rule === 'mean' ? (vi ? ', ở lượt đo gần nhất' : ', in the latest slot') : ''
  return [
    vi ? `Các điểm đo${where}${when}:` : `Locations${where === '' ? '' : `,${where}`}${when}:`,
    ...seen.map(
      ({ location, class: what, cause }) =>
        `  - ${location}: ${CLASS_WORDS[what][lang]}${cause === null ? '' : ` (${CAUSE_WORDS[cause][lang]})`}`,
    ),
  ]
}

function whatToDo(
  event: AlertEvent,
  { seen, lang }: { readonly seen: readonly Seen[]; readonly lang: Lang },
): readonly string[] {
  const vi = lang === 'vi'
  const causes = causesOf(seen)
  const advice =
    causes.length > 0 ? causes.map((cause) => CAUSE_ADVICE[cause][lang]) : [KIND_ADVICE[event.kind]?.[lang] ?? null]
  const says = [...new Set(advice)].filter((one) => one !== null)
  const fault =
    causes.length > 0 ? causes.map((cause) => CAUSE_WORDS[cause][lang]).join('; ') : likelyFault(event)?.[lang]
  return [
    ...(fault === undefined ? [] : [`${vi ? 'Nguyên nhân có thể' : 'Likely cause'}: ${fault}`]),
    ...(says.length === 0 ? [] : [`${vi ? 'Việc cần làm' : 'What to do'}: ${says.join('; ')}`]),
  ]
}

function effect(event: AlertEvent, lang: Lang): Line {
  const says = effectOf(event)
  return says && `${lang === 'vi' ? 'Ảnh hưởng' : 'What it counts for'}: ${says[lang]}`
}

function effectOf({ kind, event, atMs, facts }: AlertEvent): BilingualText | null {
  if (event === 'resolved' && FORETOLD.has(kind)) return null
  if (kind === 'certificate' && Number(facts.expiresAtMs) <= atMs) return EXPIRED_EFFECT
  if (!isReview(facts)) return EFFECTS[kind]
  // What was decided is told in the reason.
  return facts.reason === 'portal' || facts.reason === 'catalogue' ? null : REVIEW_EFFECT
}

function isReview({ rule }: AlertEvent['facts']): boolean {
  return rule === 'needs_review'
}

function childrenLines({ children: joined, timezone }: AlertEvent, lang: Lang): readonly string[] {
  if (joined.length === 0) return []
  const more = joined.length - MAX_CHILDREN
  return [
    lang === 'vi' ? `Sự cố cùng nguyên nhân (${joined.length}):` : `Incidents with the same cause (${joined.length}):`,
    ...joined.slice(0, MAX_CHILDREN).map((id) => `  - ${childWords(id, { timezone, lang })}`),
    ...(more > 0 ? [lang === 'vi' ? `  … và ${more} sự cố nữa` : `  … and ${more} more`] : []),
  ]
}

/** Which page, and since when, as its id has them: what ails it is what ails them all. */
function childWords(id: string, { timezone, lang }: { readonly timezone: string; readonly lang: Lang }): string {
  const { name, sinceMs } = identityOf(id)
  return `${name}, ${lang === 'vi' ? 'từ' : 'since'} ${moment(sinceMs, timezone)}`
}

function links({ links: all }: AlertEvent, lang: Lang): readonly string[] {
  return Object.entries(LINK_WORDS)
    .filter(([name]) => all[name] !== undefined)
    .map(([name, words]) => `${words[lang]}: ${all[name]}`)
}

/** Nobody is reminded of what somebody has taken on. */
function takeOn({ incident, links: all }: AlertEvent, lang: Lang): string {
  const hub = all.incident?.endsWith(incidentPath(incident))
    ? all.incident.slice(0, -incidentPath(incident).length)
    : '…'
  return `${lang === 'vi' ? 'Tiếp nhận bằng lệnh' : 'By command'}: nhip incident ack ${incident} --hub ${hub}`
}

function seenIn({ facts }: AlertEvent): readonly Seen[] {
  return Array.isArray(facts.locations) ? (facts.locations as readonly Seen[]) : []
}

/** Of those that failed, most frequent first. */
function causesOf(seen: readonly Seen[]): readonly Cause[] {
  const failing = seen.filter((one) => one.class === 'FAIL' && one.cause !== null)
  const groups = Map.groupBy(failing, ({ cause }) => cause as Cause)
  return [...groups].sort(([, a], [, b]) => b.length - a.length).map(([cause]) => cause)
}
