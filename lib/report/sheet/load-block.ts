import type { Audit, ThirdParties } from '../../model/audit.ts'
import { type Lang, say } from '../../model/lang.ts'
import { escaped } from '../markup.ts'
import { figure, share, timeText } from './figures.ts'
import { INSIGHT_WORDS } from './insight-words.ts'
import type { Insight } from './insights.ts'
import type { Load } from './load.ts'

/** A load, and which audit's it is. */
export type ShownLoad = Load & {
  readonly audit: Pick<Audit, 'startedAtMs' | 'location' | 'metrics' | 'thirdParties'>
  readonly timezone: string
  /** False: the control page kept it, like all others, from counting. */
  readonly isCounted: boolean
}

const MOST_INSIGHTS = 4
const MOST_ORIGINS = 3
const KB = 1_000

/** How the page appeared, and what would make it quicker. */
export function loadBlock({ frames, insights, audit, timezone, isCounted }: ShownLoad, lang: Lang): string {
  const vi = lang === 'vi'
  const film = frames.map(
    ({ timing, data }) =>
      `<figure><img src="${escaped(data)}" alt=""><figcaption>${figure(timing / 1_000, lang, 1)} s</figcaption></figure>`,
  )
  const when = `${timeText(audit.startedAtMs, { timezone, lang })}, ${audit.location}`
  const title = vi ? 'Cần cải thiện' : 'What to improve'
  const source = vi ? `theo lượt kiểm tra tiêu biểu ${when}` : `by the representative audit of ${when}`
  const uncounted = vi
    ? ', không tính điểm vì chưa có hiệu chuẩn hợp lệ'
    : ', which doesn’t count: there is no valid calibration'
  const shown = insights.slice(0, MOST_INSIGHTS).map((insight) => `<li>${escaped(insightText(insight, lang))}</li>`)
  const list =
    shown.length === 0
      ? `<p>${vi ? 'Lighthouse không thấy điểm nào.' : 'Lighthouse has found nothing.'}</p>`
      : `<ol>${shown.join('')}</ol>`
  return `<div class="load small">${film.length === 0 ? '' : `<div class="film">${film.join('')}</div>`}<div><b>${title}</b> (${escaped(`${source}${isCounted ? '' : uncounted}`)})${list}${thirdPartyLine(audit, lang)}</div></div>`
}

function insightText({ id, savedMs, savedBytes }: Insight, lang: Lang): string {
  const vi = lang === 'vi'
  const saved = [
    ...(savedMs > 0 ? [`${figure(savedMs / 1_000, lang, 1)} ${vi ? 'giây' : 's'}`] : []),
    ...(savedBytes >= KB ? [bytes(savedBytes, lang)] : []),
  ]
  const text = say(INSIGHT_WORDS[id], lang)
  return saved.length === 0 ? text : `${text} (${vi ? 'ước tính giảm' : 'saves about'} ${saved.join(', ')})`
}

function thirdPartyLine({ thirdParties, metrics }: ShownLoad['audit'], lang: Lang): string {
  if (thirdParties === null || thirdParties === undefined) return ''
  const vi = lang === 'vi'
  if (thirdParties.requests === 0)
    return `<p>${vi ? 'Trang không tải gì từ bên thứ ba.' : 'The page loads nothing from third parties.'}</p>`
  const { totalBytes } = metrics
  const part = totalBytes === null || totalBytes === 0 ? null : Math.min(1, thirdParties.bytes / totalBytes)
  const heaviest = thirdParties.origins.slice(0, MOST_ORIGINS).map((origin) => originText(origin, lang))
  const sum = `${bytes(thirdParties.bytes, lang)}${part === null ? '' : `, ${share(part, lang)} ${vi ? 'dung lượng trang' : 'of the page’s bytes'}`}; ${figure(thirdParties.mainThreadMs, lang)} ms ${vi ? 'xử lý' : 'of the main thread'}`
  return `<p>${vi ? 'Bên thứ ba' : 'Third parties'}: ${escaped(`${sum}. ${heaviest.join('; ')}`)}</p>`
}

function originText({ origin, bytes: size }: ThirdParties['origins'][number], lang: Lang): string {
  return `${origin.replace(/^https?:\/\//, '')} ${bytes(size, lang)}`
}

function bytes(value: number, lang: Lang): string {
  return value >= 1_000 * KB
    ? `${figure(value / (1_000 * KB), lang, 1)} MB`
    : `${figure(Math.max(1, value / KB), lang, 0)} kB`
}
