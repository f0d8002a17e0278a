import { z } from 'zod'
import type { PortalNow } from '../../flow/portals.ts'
import type { Portal } from '../../model/catalogue.ts'
import type { ExportPortal } from '../../model/score-export.ts'
import { portalSchema } from '../../model/score-export-schema.ts'
import type { Verdict } from '../../model/verdict.ts'
import { VERDICT_WORDS } from '../../model/words.ts'
import { named, oneOf } from './named.ts'

type ListedPortal = Omit<ExportPortal, 'maintenanceHours'> &
  Pick<PortalNow, 'openIncidents'> & {
    readonly verdict: Verdict | null
  }

type Portals = { readonly type: 'portals'; readonly portals: readonly ListedPortal[] }

const { maintenanceHours: _hours, ...facts } = portalSchema.shape
const portal = { ...facts, verdict: oneOf(VERDICT_WORDS).nullable(), openIncidents: z.int().nonnegative() }

export const portalAnswer = named<ListedPortal & { readonly type: 'portal' }>(
  'PortalNow',
  z.object({ type: z.literal('portal'), ...portal }),
)

export const portalsAnswer = named<Portals>(
  'Portals',
  z.object({
    type: z.literal('portals'),
    portals: z.array(
      named<ListedPortal>(
        'Portal',
        z.object(portal),
        'verdict: the worst of what is known of its pages; null: none is measured.',
      ),
    ),
  }),
)

/** Without what is for the platform only, such as accounts. */
export function listed({ portal: of, verdict, openIncidents }: PortalNow): ListedPortal {
  const { id, name, owner, kind, order, state, vendor, hosting, idCode } = of
  return {
    portal: id,
    name: { vi: name.vi, en: name.en, official: name.official },
    owner,
    kind,
    order,
    state,
    vendor,
    hosting,
    idCode,
    pages: of.pages.map(listedPage),
    verdict,
    openIncidents,
  }
}

function listedPage({ key, kind, url, procedure, engine }: Portal['pages'][number]): ListedPortal['pages'][number] {
  return { page: key, kind, url, procedure, engine }
}
