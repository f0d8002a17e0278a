import type { Portal } from '../../model/catalogue.ts'
import { type Lang, say } from '../../model/lang.ts'
import { type NoPointsReason, PORTAL_RESERVATIONS, type PublishedPortal } from '../../model/score.ts'
import { NO_POINTS_WORDS, PORTAL_RESERVATION_WORDS } from '../../model/score-words.ts'
import { escaped } from '../markup.ts'
import { aboutScore, aboutTable, reservationLine, type SheetsOf } from './about.ts'
import { figure, hundredths, NONE, pointsText } from './figures.ts'

/** So many have a page with letters as large as on other sheets; up to 85 still have one, with letters of 7.5 pt. */
const FEW = 40

/** The sheet of all portals: what each has earned, in the order in which they are given. */
export function fleetSection(
  portals: readonly { readonly portal: Portal; readonly published: PublishedPortal }[],
  of: SheetsOf,
): string {
  const { lang, criteria } = of
  const vi = lang === 'vi'
  const isDense = portals.length > FEW
  const reasons = reasonsOf(portals)
  const rows = portals.map(({ portal, published }, index) => {
    const { points, homepage, eform, interval, ranks, reason } = published
    const figures = [points, homepage, eform].map((one) => pointsText(one, lang))
    const standing = [
      interval === null ? NONE : `${hundredths(interval.low, lang)}–${hundredths(interval.high, lang)}`,
      ranks === null ? NONE : `${ranks.best}–${ranks.worst}`,
    ]
    const cells = (texts: readonly string[]): string => texts.map((text) => `<td class="n">${text}</td>`).join('')
    // Without points there is no interval and no rank, and so there is room for the reason.
    const why = reason === null ? '' : isDense ? letterOf(reason, reasons) : say(NO_POINTS_WORDS[reason], lang)
    const rest = reason === null ? cells(standing) : `<td colspan="2">${escaped(why)}</td>`
    return `<tr><td class="n">${index + 1}</td><td>${escaped(nameOf(portal, of))}</td><td class="w">${escaped(portal.owner)}</td>${cells(figures)}${rest}</tr>`
  })
  const most = (points: number | undefined): string => (points === undefined ? '' : ` / ${figure(points, lang)}`)
  const { homepage, eform } = criteria.pages
  const heads: readonly (readonly [string, string])[] = [
    ['STT', 'No.'],
    ['Hệ thống', 'Portal'],
    ['Cơ quan chủ quản', 'Owner'],
    [`Điểm${most(criteria.points)}`, `Points${most(criteria.points)}`],
    [`Trang chủ${most(homepage)}`, `Homepage${most(homepage)}`],
    [`eForm${most(eform)}`, `eForm${most(eform)}`],
    ['Khoảng tin cậy 95%', '95% interval'],
    ['Khoảng thứ hạng', 'Rank interval'],
  ]
  const isFigure = (index: number): boolean => index === 0 || index >= 3
  const head = heads.map(
    ([words, english], index) =>
      `<th${isFigure(index) ? ' class="n"' : ''}${index === 1 ? ' style="width:44%"' : ''}>${vi ? words : english}</th>`,
  )
  return `<section${isDense ? ' class="dense"' : ''}>
<h1>${vi ? 'TỔNG HỢP KẾT QUẢ ĐO HIỆU NĂNG' : 'PERFORMANCE OF ALL PORTALS'}</h1>
${aboutTable(aboutScore(of))}
${reservationLine(of)}
${summaryLine(portals, { lang, reasons, isDense })}
<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>
<p class="small">${vi ? 'Xếp theo khối, rồi thứ tự chính thức của cơ quan; không xếp theo điểm.' : 'By kind, then the official order of agencies; never by points.'}</p>
</section>`
}

/** Why portals have no points, and how many for each reason. */
function reasonsOf(portals: readonly { readonly published: PublishedPortal }[]): ReadonlyMap<NoPointsReason, number> {
  const all = portals.flatMap(({ published }) => published.reason ?? [])
  return new Map([...Map.groupBy(all, (reason) => reason)].map(([reason, those]) => [reason, those.length]))
}

/** Stands for a reason where a row has no room for it. */
function letterOf(reason: NoPointsReason, reasons: ReadonlyMap<NoPointsReason, number>): string {
  return `(${String.fromCharCode('a'.charCodeAt(0) + [...reasons.keys()].indexOf(reason))})`
}

/** How many have points, and why the others have none. */
function summaryLine(
  portals: readonly { readonly published: PublishedPortal }[],
  of: {
    readonly lang: Lang
    readonly reasons: ReadonlyMap<NoPointsReason, number>
    readonly isDense: boolean
  },
): string {
  const { lang, reasons } = of
  const vi = lang === 'vi'
  const scored = portals.filter(({ published }) => published.points !== null).length
  const without = [...reasons].map(
    ([reason, count]) =>
      `${of.isDense ? `${letterOf(reason, reasons)} ` : ''}${count} ${say(NO_POINTS_WORDS[reason], lang)}`,
  )
  const reserved = PORTAL_RESERVATIONS.flatMap((reservation) => {
    const count = portals.filter(({ published }) => published.reservation === reservation).length
    return count === 0 ? [] : [`${count} ${say(PORTAL_RESERVATION_WORDS[reservation], lang)}`]
  })
  const told = `${portals.length} ${vi ? 'hệ thống' : 'portals'}, ${scored} ${vi ? 'có điểm' : 'with points'}`
  return `<p class="points">${escaped([told, ...without, ...reserved].join('; '))}.</p>`
}

/** As official documents have it. */
export function nameOf({ name }: Portal, { lang }: Pick<SheetsOf, 'lang'>): string {
  return lang === 'vi' ? (name.official ?? name.vi) : name.en
}
