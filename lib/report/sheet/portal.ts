import type { Portal } from '../../model/catalogue.ts'
import { say } from '../../model/lang.ts'
import type { PublishedPortal } from '../../model/score.ts'
import { remarksOf } from '../../model/score-words.ts'
import { escaped } from '../markup.ts'
import { aboutScore, aboutTable, reservationLine, type SheetsOf } from './about.ts'
import { excludedBlock } from './excluded.ts'
import { figure, hundredths, NONE, pointsText } from './figures.ts'
import { nameOf } from './fleet.ts'
import { pageBlock, type SheetPage } from './page.ts'

export type Sheet = {
  readonly portal: Portal
  readonly published: PublishedPortal
  /** SHA-256 of its score, hexadecimal. */
  readonly code: string
  readonly pages: readonly SheetPage[]
}

/** The sheet of one portal (“phiếu kết quả đo hiệu năng”). */
export function portalSection({ portal, published, code, pages }: Sheet, of: SheetsOf): string {
  const vi = of.lang === 'vi'
  const signatures: readonly (readonly [string, string])[] = vi
    ? [
        ['Người lập biểu', 'Ký, ghi rõ họ tên'],
        ['Thủ trưởng đơn vị', 'Ký, ghi rõ họ tên, đóng dấu'],
      ]
    : [
        ['Drawn up by', 'signature and name'],
        ['Head of the agency', 'signature, name and seal'],
      ]
  const places = signatures.map(([who, how]) => `<div><b>${who}</b><br><i class="small">(${how})</i></div>`)
  const attached = vi
    ? '(Kèm theo Văn bản số ………/……… ngày …… tháng …… năm ………)'
    : '(Attached to document No. ………/……… of ……………………)'
  return `<section>
<h1>${vi ? 'PHIẾU KẾT QUẢ ĐO HIỆU NĂNG' : 'PERFORMANCE OF A PORTAL'}</h1>
<p class="center small"><i>${attached}</i></p>
${aboutTable([
  [vi ? 'Hệ thống' : 'Portal', nameOf(portal, of)],
  [vi ? 'Cơ quan chủ quản' : 'Owner', ownerOf(portal, vi)],
  [
    vi ? 'Đơn vị cung cấp giải pháp; vận hành hạ tầng' : 'Vendor; hosting operator',
    `${portal.vendor ?? NONE}; ${portal.hosting ?? NONE}`,
  ],
  ...aboutScore(of),
  [vi ? 'Mã kiểm chứng' : 'Code', code],
])}
${reservationLine(of)}
${pointsLine(published, of)}
${pages.map((page) => pageBlock(page, of)).join('\n')}
${excludedBlock({ ...of, portal, published })}
${verifyBlock(of)}
<div class="sign">${places.join('')}</div>
</section>`
}

function ownerOf({ owner, idCode }: Portal, vi: boolean): string {
  return idCode === null ? owner : `${owner}, ${vi ? 'mã định danh' : 'id code'} ${idCode}`
}

function pointsLine(published: PublishedPortal, { criteria, lang }: SheetsOf): string {
  const vi = lang === 'vi'
  const { points, homepage, eform, before, interval, ranks } = published
  const remarks = remarksOf(published).map((remark) => say(remark, lang))
  const why = remarks.length === 0 ? '' : ` (${escaped(remarks.join('; '))})`
  const weeks = vi ? 'đợt tuần' : 'batches of weeks'
  const parts = [
    `<b>${vi ? 'Điểm hiệu năng' : 'Points'}: ${pointsText(points, lang)} / ${figure(criteria.points, lang)}</b>${why}`,
    ...(before === null ? [] : [`${vi ? 'trước loại trừ' : 'before exclusions'}: ${pointsText(before.points, lang)}`]),
    ...(criteria.pages.homepage === undefined
      ? []
      : [`${vi ? 'trang chủ' : 'homepage'}: ${pointsText(homepage, lang)} / ${figure(criteria.pages.homepage, lang)}`]),
    ...(criteria.pages.eform === undefined
      ? []
      : [`eForm: ${pointsText(eform, lang)} / ${figure(criteria.pages.eform, lang)}`]),
    `${vi ? 'khoảng tin cậy 95%' : '95% interval'}: ${interval === null ? (vi ? 'chưa có' : 'none') : `${hundredths(interval.low, lang)} – ${hundredths(interval.high, lang)} (${interval.batches} ${weeks})`}`,
    `${vi ? 'khoảng thứ hạng' : 'rank interval'}: ${ranks === null ? (vi ? 'chưa đủ căn cứ phân hạng' : 'not enough to tell') : `${ranks.best} – ${ranks.worst} ${vi ? 'trên' : 'of'} ${ranks.of}`}`,
  ]
  return `<p class="points">${parts.join('; ')}.</p>`
}

function verifyBlock({ score, lang }: SheetsOf): string {
  const file = lang === 'vi' ? 'goi.zip' : 'bundle.zip'
  const make = `<code>${escaped(`nhip bundle --criteria ${score.criteria} --period ${score.period} --out ${file}`)}</code>`
  const check = `<code>nhip verify ${file}</code>`
  return lang === 'vi'
    ? `<p class="small"><b>Cách kiểm chứng.</b> Gói kiểm chứng của kỳ (${make}) chứa toàn bộ kết quả đã niêm phong và ký số; ${check} kiểm tra mọi mã băm, chữ ký và tính lại mọi điểm, không cần mạng.</p>`
    : `<p class="small"><b>How to verify.</b> The period’s bundle (${make}) holds every result, sealed and signed; ${check} checks every hash and signature and computes every score again, offline.</p>`
}
