import type { SeenCertificate } from '../judge/certificate.ts'
import { hostOf } from '../model/catalogue.ts'
import type { Cause } from '../model/cause.ts'
import type { Config } from '../model/config.ts'
import { covers, type Window } from '../model/window.ts'
import type { LookedAt } from './look-at-hosts.ts'

/** What was sent is not the host's own certificate, or may not be. */
const NOT_ITS_OWN: ReadonlySet<Cause> = new Set(['tls_name_mismatch', 'tls_untrusted', 'tls_error'])

/**
 * The certificate of each host, by the latest result of each location. A page that leads on to another host shows that
 * one's; hosts that several pages lead to are one.
 */
export function seenCertificates(
  looked: readonly LookedAt[],
  of: { readonly config: Config; readonly silent: readonly Window[] },
): readonly SeenCertificate[] {
  const { portals } = of.config.catalogue
  const found = looked.flatMap((one) => {
    const { row } = one
    const url = row.finalUrl ?? row.url
    if (row.tls === null || url === null || (row.cause !== null && NOT_ITS_OWN.has(row.cause))) return []
    return [{ ...one, host: hostOf(url).replace(/:443$/, ''), tls: row.tls }]
  })
  return [...Map.groupBy(found, ({ host }) => host)].flatMap(([host, rows]) => {
    const latest = [...Map.groupBy(rows, ({ row, page }) => `${row.location} ${page.key}`).values()].flatMap((same) =>
      same.reduce((a, b) => (b.row.slotMs > a.row.slotMs ? b : a)),
    )
    const [first] = latest.toSorted((a, b) => a.tls.expiresAtMs - b.tls.expiresAtMs)
    const pages = [...new Set(rows.flatMap(({ plan }) => plan.pages))]
    const portal = portals.find(({ id }) => id === pages[0]?.portal)
    if (!first || !pages[0] || !portal) return []
    const { expiresAtMs, issuer } = first.tls
    const page = pages[0]
    return [
      {
        host,
        expiresAtMs,
        issuer,
        slotMs: Math.max(...latest.map(({ row }) => row.slotMs)),
        locations: [
          ...new Set(latest.filter(({ tls }) => tls.expiresAtMs === expiresAtMs).map(({ row }) => row.location)),
        ].sort(),
        pages: pages.map(({ key }) => key),
        portal: { id: portal.id, name: portal.name, vendor: portal.vendor, owner: portal.owner },
        silenced: of.silent.some((window) => covers(window, page)),
      },
    ]
  })
}
