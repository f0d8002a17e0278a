import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import { shareText } from '../model/percent.ts'
import { type Flapping, flappingWords } from './flapping-words.ts'
import { lasting } from './lasting.ts'
import { formatLocalTime } from './reason.ts'
import { formatMs } from './slow-words.ts'
import type { Figures, Watched, WatchRule } from './watch-state.ts'

export type WatchTelling = {
  readonly event: AlertEventName
  readonly sinceMs: number
  readonly nowMs: number
  /** Of the last bad reading. */
  readonly figures: Figures
  readonly timezone: string
  /** A digest: what it counts; null: none. */
  readonly flapping: Flapping | null
}

/** A figure as text. */
type Figure = (name: string) => string

/** What is wrong in two or three words, and in a sentence's end that a person can act on. */
const WORDS: Readonly<
  Record<
    WatchRule,
    { readonly title: BilingualText; readonly says: (figure: Figure, watched: Watched) => BilingualText }
  >
> = {
  silent: {
    title: { vi: 'im lặng', en: 'silent' },
    says: () => ({
      vi: 'không có tin từ điểm đo này; các trang chỉ đo từ đây chưa rõ tình trạng. Kiểm tra máy, mạng và chương trình của điểm đo',
      en: 'nothing is heard of it; what only it measures is unknown. Look at its machine, network and program',
    }),
  },
  clock: {
    title: { vi: 'lệch giờ', en: 'clock off' },
    says: (figure) => ({
      vi: `${figure('dropped')}/${figure('due')} kết quả bị loại vì đồng hồ lệch${off(figure('offsetMs'), 'vi')}. Bật đồng bộ giờ (NTP) tại điểm đo`,
      en: `${figure('dropped')} of ${figure('due')} results are dropped since its clock is off${off(figure('offsetMs'), 'en')}. Switch on its time synchronisation (NTP)`,
    }),
  },
  faults: {
    title: { vi: 'thiếu hoặc hỏng kết quả đo', en: 'results missing or faulty' },
    says: (figure) => ({
      vi: `trong ${figure('due')} lượt đo, ${figure('missing')} lượt không có kết quả và ${figure('faulty')} lượt lỗi do điểm đo. Kiểm tra mạng và tải của điểm đo`,
      en: `of ${count(figure('due'), 'check')} ${figure('missing')} ${figure('missing') === '1' ? 'has' : 'have'} no result and ${figure('faulty')} failed through the location. Look at its network and load`,
    }),
  },
  coverage: {
    title: { vi: 'mức bao phủ thấp', en: 'low coverage' },
    says: (figure) => ({
      vi: `trong một giờ chỉ đo được ${figure('covered')}/${figure('due')} lượt (${percent(figure('covered'), figure('due'), 'vi')}). Xem lý do từng lượt thiếu trong lịch sử`,
      en: `in an hour only ${figure('covered')} of ${figure('due')} checks were measured (${percent(figure('covered'), figure('due'), 'en')}). The history says why each is missing`,
    }),
  },
  drift: {
    title: { vi: 'đo trễ lịch', en: 'behind its timetable' },
    says: (figure) => ({
      vi: `một nửa số lượt đo bắt đầu trễ hơn ${Math.round(Number(figure('driftMs')) / 1_000)} giây. Điểm đo quá tải: giảm số trang hoặc tăng chu kỳ đo`,
      en: `half of its visits begin more than ${Math.round(Number(figure('driftMs')) / 1_000)} s late. It is overloaded: fewer pages, or a longer cadence`,
    }),
  },
  queue_age: {
    title: { vi: 'hàng đợi bị ứ', en: 'a queue does not move' },
    says: (figure) => ({
      vi: `hàng đợi “${figure('queue')}” có ${figure('waiting')} mục, mục cũ nhất đợi ${lasting(Math.max(MINUTE_MS, Number(figure('ageMs'))), 'vi')}. Xem nhật ký để biết lỗi khi xử lý`,
      en: `the queue “${figure('queue')}” holds ${count(figure('waiting'), 'message')}, the oldest for ${lasting(Math.max(MINUTE_MS, Number(figure('ageMs'))), 'en')}. The log says what fails in handling it`,
    }),
  },
  dead_letters: {
    title: { vi: 'có mục không xử lý được', en: 'dead letters' },
    says: (figure) => ({
      vi: `${figure('letters')} mục không đọc được đang được giữ lại. Xem lý do bằng: nhip redrive --dry-run`,
      en: `${count(figure('letters'), 'message')} that could not be understood ${figure('letters') === '1' ? 'is' : 'are'} kept. See why: nhip redrive --dry-run`,
    }),
  },
  archive: {
    title: { vi: 'lưu trữ chậm', en: 'the archive is behind' },
    says: (figure) => ({
      vi: `có ngày đã kết thúc ${figure('days')} ngày trước mà chưa được lưu trữ, niêm phong. Xem nhật ký của archive-day`,
      en: `a day that ended ${figure('days')} days ago is not archived and sealed. Look at the log of archive-day`,
    }),
  },
  hub_silent: {
    title: { vi: 'không trả lời', en: 'does not answer' },
    says: (figure, { part }) => ({
      vi: `điểm đo ${part} không gửi được kết quả; ${figure('waiting')} kết quả đang đợi tại điểm đo, không mất. Kiểm tra trung tâm và đường truyền`,
      en: `location ${part} can't hand in results; ${figure('waiting')} ${figure('waiting') === '1' ? 'waits' : 'wait'} there, none is lost. Look at the hub and the way to it`,
    }),
  },
  shift: {
    title: { vi: 'nhiều trang cùng chậm đi', en: 'many pages became slower at once' },
    says: (figure) => ({
      vi: `${figure('hosts')} máy chủ không liên quan với nhau cùng chậm đi trong vài ngày, có lẽ do phiên bản phần mềm đo hoặc nơi đặt điểm đo thay đổi; không tính cho cổng nào. Đối chiếu với thay đổi của hệ thống đo quanh ngày này`,
      en: `${figure('hosts')} hosts that have nothing to do with each other became slower within days, probably since a version of ours or the place of a location changed; no portal is told. Look at what changed here around that day`,
    }),
  },
}

/** Two or three words for a list of incidents. */
export function watchTitle(watched: Watched): BilingualText {
  const { title } = WORDS[watched.rule]
  const who = subjectWords(watched)
  return { vi: `${who.vi}: ${title.vi}`, en: `${who.en}: ${title.en}` }
}

/** One sentence that a person can act on. */
export function watchReason(watched: Watched, telling: WatchTelling): BilingualText {
  return { vi: sentence(watched, telling, 'vi'), en: sentence(watched, telling, 'en') }
}

function sentence(watched: Watched, telling: WatchTelling, lang: Lang): string {
  const title = watchTitle(watched)[lang]
  const vi = lang === 'vi'
  if (telling.flapping)
    return vi
      ? `${title}, chập chờn: ${flappingWords(telling.flapping, lang)}`
      : `${title}, flapping: ${flappingWords(telling.flapping, lang)}`
  const since = formatLocalTime(telling.sinceMs, telling.timezone)
  if (telling.event === 'resolved') {
    const long = lasting(Math.max(MINUTE_MS, telling.nowMs - telling.sinceMs), lang)
    return vi
      ? `${title}: đã khắc phục; kéo dài từ ${since}, khoảng ${long}.`
      : `${title}: over; since ${since}, for about ${long}.`
  }
  const prefix = telling.event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  const says = WORDS[watched.rule].says((name) => String(telling.figures[name]), watched)[lang]
  return vi ? `${prefix}${title} từ ${since}: ${says}.` : `${prefix}${title} since ${since}: ${says}.`
}

function subjectWords({ location }: Watched): BilingualText {
  return location === null
    ? { vi: 'Trung tâm', en: 'The hub' }
    : { vi: `Điểm đo ${location}`, en: `Location ${location}` }
}

function off(figure: string, lang: Lang): string {
  const offsetMs = Number(figure)
  if (Number.isNaN(offsetMs)) return ''
  const by = formatMs(Math.abs(offsetMs), lang)
  if (lang === 'vi') return offsetMs > 0 ? `, nhanh ${by}` : `, chậm ${by}`
  return offsetMs > 0 ? `, ${by} ahead` : `, ${by} behind`
}

function count(figure: string, one: string): string {
  return `${figure} ${one}${figure === '1' ? '' : 's'}`
}

function percent(part: string, whole: string, lang: Lang): string {
  return shareText(Number(part) / Number(whole), lang)
}
