import type { Portal } from '../../model/catalogue.ts'
import { say } from '../../model/lang.ts'
import type { PublishedPortal } from '../../model/score.ts'
import { NO_POINTS_WORDS } from '../../model/score-words.ts'
import { escaped } from '../markup.ts'
import { aboutScore, aboutTable, reservationLine, type SheetsOf } from './about.ts'
import { figure, hundredths, NONE, pointsText } from './figures.ts'

/** The sheet of all portals: what each has earned, in the order in which they are given. */
export function fleetSection(
  portals: readonly { readonly portal: Portal; readonly published: PublishedPortal }[],
  of: SheetsOf,
): string {
  const { lang, criteria } = of
  const vi = lang === 'vi'
  const rows = portals.map(({ portal, published }, index) => {
    const { points, homepage, eform, interval, ranks, reason } = published
    const figures = [
      ...[points, homepage, eform].map((one) => pointsText(one, lang)),
      interval === null ? NONE : `${hundredths(interval.low, lang)}–${hundredths(interval.high, lang)}`,
      ranks === null ? NONE : `${ranks.best}–${ranks.worst}`,
    ]
    const why = reason === null ? '' : say(NO_POINTS_WORDS[reason], lang)
    return `<tr><td class="n">${index + 1}</td><td>${escaped(nameOf(portal, of))}</td><td class="w">${escaped(portal.owner)}</td>${figures.map((text) => `<td class="n">${text}</td>`).join('')}<td>${escaped(why)}</td></tr>`
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
    ['Lý do chưa chấm', 'Why there are none'],
  ]
  const isFigure = (index: number): boolean => index === 0 || (index >= 3 && index <= 7)
  const widthOf = (index: number): string =>
    index === 1 || index === 8 ? ` style="width:${index === 1 ? 26 : 19}%"` : ''
  const head = heads.map(
    ([words, english], index) =>
      `<th${isFigure(index) ? ' class="n"' : ''}${widthOf(index)}>${vi ? words : english}</th>`,
  )
  return `<section>
<h1>${vi ? 'TỔNG HỢP KẾT QUẢ ĐO HIỆU NĂNG' : 'PERFORMANCE OF ALL PORTALS'}</h1>
${aboutTable(aboutScore(of))}
${reservationLine(of)}
${summaryLine(portals, of)}
<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>
<p class="small">${vi ? 'Xếp theo khối, rồi thứ tự chính thức của cơ quan; không xếp theo điểm.' : 'By kind, then the official order of agencies; never by points.'}</p>
</section>`
}

/** How many have points, and why the others have none. */
function summaryLine(
  portals: readonly { readonly published: PublishedPortal }[],
  { lang }: Pick<SheetsOf, 'lang'>,
): string {
  const vi = lang === 'vi'
  const scored = portals.filter(({ published }) => published.points !== null).length
  const reasons = Map.groupBy(
    portals.flatMap(({ published }) => published.reason ?? []),
    (reason) => reason,
  )
  const without = [...reasons].map(([reason, those]) => `${those.length} ${say(NO_POINTS_WORDS[reason], lang)}`)
  const told = `${portals.length} ${vi ? 'hệ thống' : 'portals'}, ${scored} ${vi ? 'có điểm' : 'with points'}`
  return `<p class="points">${escaped([told, ...without].join('; '))}.</p>`
}

/** As official documents have it. */
export function nameOf({ name }: Portal, { lang }: Pick<SheetsOf, 'lang'>): string {
  return lang === 'vi' ? (name.official ?? name.vi) : name.en
}
