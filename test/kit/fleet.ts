import type { ScoreSource } from '../../lib/flow/score-source.ts'
import type { Catalogue } from '../../lib/model/catalogue.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { audit } from './audit.ts'
import { catalogueOf } from './catalogue.ts'
import { observation } from './observation.ts'
import { seededRandom } from './random.ts'
import { writtenLocation, writtenPage, writtenPortal } from './written-catalogue.ts'

/** Of `fleetOf`. */
export const FLEET = { locations: ['han', 'dad', 'sgn'], everyMs: 5 * MINUTE_MS, auditEveryMs: 6 * HOUR_MS } as const

/** Portals with a homepage and an eForm each, that are scored from three places on three networks. */
export function fleetOf(portals: number): Catalogue {
  return catalogueOf({
    locations: FLEET.locations.map((id) => writtenLocation({ id, network: `as-${id}`, scoring: true })),
    defaults: { http: { every: '5m' }, audit: { every: '6h' } },
    portals: Array.from({ length: portals }, (_, n) =>
      writtenPortal({
        id: `cong-${n}`,
        pages: [
          writtenPage({ id: 'home', url: `https://cong-${n}.example.org/` }),
          writtenPage({ id: 'khai-sinh', kind: 'eform', url: `https://cong-${n}.example.org/khai-sinh` }),
        ],
      }),
    ),
  })
}

/** Results of its pages, made up as they are asked for: each page has some speed, some slow answers and some failures. */
export function madeUpResults(seed: number): ScoreSource['results'] {
  const random = seededRandom(seed)
  return async ({ page, fromMs, toMs }) => {
    const usual = 200 + ((page.length * 7_919 + page.charCodeAt(5) * 104_729) % 3_000)
    const observations = []
    for (let slotMs = fromMs; slotMs < toMs; slotMs += FLEET.everyMs)
      for (const location of FLEET.locations) {
        const totalMs = usual * (0.7 + random() + (random() < 0.02 ? 10 * random() : 0))
        const cause = random() < 0.01 ? ('http_5xx' as const) : null
        observations.push(
          observation({ page, location, slotMs, cause, phases: { ...NO_PHASES, totalMs, waitMs: totalMs * 0.6 } }),
        )
      }
    const audits = []
    const { auditEveryMs } = FLEET
    for (let slotMs = Math.ceil(fromMs / auditEveryMs) * auditEveryMs; slotMs < toMs; slotMs += auditEveryMs)
      for (const location of FLEET.locations) audits.push({ ...audit({ page, location, slotMs }), calibrated: true })
    return { observations, audits }
  }
}
