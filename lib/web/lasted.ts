import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import { figure } from './figures.ts'

/** How long something lasted: in minutes, a minute at least, from three hours on in hours, from three days on in days. */
export function lastedText(ms: number, { lang }: { readonly lang: Lang }): string {
  if (ms < 3 * HOUR_MS)
    return `${figure(Math.max(1, Math.round(ms / MINUTE_MS)), { lang })} ${lang === 'vi' ? 'phút' : 'min'}`
  if (ms < 3 * DAY_MS) return `${figure(ms / HOUR_MS, { lang, digits: 1 })} ${lang === 'vi' ? 'giờ' : 'h'}`
  return `${figure(ms / DAY_MS, { lang, digits: 1 })} ${lang === 'vi' ? 'ngày' : 'days'}`
}
