import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import { formatOffset } from '../model/time-zone.ts'
import type { SeenCertificate } from './certificate.ts'
import { formatLocalTime } from './reason.ts'

export type CertificateTelling = {
  readonly event: AlertEventName
  readonly nowMs: number
  readonly timezone: string
  /** How people call the portal. */
  readonly portal: BilingualText
  /** Nobody measures the host any more. */
  readonly isGone: boolean
}

/** A few words for a list of incidents. */
export function certificateTitle(host: string): BilingualText {
  return { vi: `Chứng thư số của ${host}`, en: `The certificate of ${host}` }
}

/** One sentence: whose certificate, when it ends, how long that is, who issued it. */
export function certificateReason(seen: SeenCertificate, telling: CertificateTelling): BilingualText {
  return { vi: sentence(seen, telling, 'vi'), en: sentence(seen, telling, 'en') }
}

function sentence(seen: SeenCertificate, telling: CertificateTelling, lang: Lang): string {
  const vi = lang === 'vi'
  const title = certificateTitle(seen.host)[lang]
  const whose = `${telling.portal[lang]}, ${seen.pages.length} ${vi ? 'trang' : seen.pages.length === 1 ? 'page' : 'pages'}`
  const { timezone } = telling
  const at = `${formatLocalTime(seen.expiresAtMs, timezone)} (${formatOffset(seen.expiresAtMs, timezone)})`
  if (telling.event === 'resolved') {
    if (telling.isGone)
      return vi ? `${title} (${whose}): không còn được đo.` : `${title} (${whose}) is not measured any more.`
    return vi
      ? `${title} (${whose}) đã được thay: có hạn đến ${at}.`
      : `${title} (${whose}) has been replaced: it is valid until ${at}.`
  }
  const issuer = vi ? `nơi cấp: ${seen.issuer}` : `issued by ${seen.issuer}`
  const leftMs = seen.expiresAtMs - telling.nowMs
  if (leftMs <= 0)
    return vi
      ? `${title} (${whose}) đã hết hạn lúc ${at}; ${issuer}.`
      : `${title} (${whose}) has expired at ${at}; ${issuer}.`
  return vi
    ? `${title} (${whose}) hết hạn lúc ${at}, còn ${left(leftMs, 'vi')}; ${issuer}.`
    : `${title} (${whose}) expires at ${at}, in ${left(leftMs, 'en')}; ${issuer}.`
}

/** Rounded down: nobody should believe that there is more time than there is. */
function left(leftMs: number, lang: Lang): string {
  const days = Math.floor(leftMs / DAY_MS)
  if (days < 1) return lang === 'vi' ? 'chưa đầy một ngày' : 'less than a day'
  return lang === 'vi' ? `${days} ngày` : `${days} ${days === 1 ? 'day' : 'days'}`
}
