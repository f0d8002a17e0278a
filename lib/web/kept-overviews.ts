import { catalogueFor, portalsFor, statusOfPortals } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { ReadEvents } from '../flow/told-events.ts'
import type { Config } from '../model/config.ts'
import type { Lang } from '../model/lang.ts'
import type { Principal } from '../model/token.ts'
import { type FleetView, GROUPINGS } from './fleet-section.ts'
import { type FreshFor, fresh } from './fresh.ts'
import { packText } from './gzip-around.ts'
import { overviewPage } from './overview-page.ts'
import { type Page, sayOf } from './page-route.ts'

/** All that the first page shows, read at one time, and the pages made of it by what is seen. */
type Seen = {
  readonly status: Status
  readonly events: ReadEvents
  readonly config: Config | null
  readonly pages: Map<string, Promise<Page>>
}

export type OverviewAsked = {
  readonly principal: Principal
  readonly lang: Lang
  /** As the address says; what isn't known is left out. */
  readonly by: string | undefined
  readonly from: string | undefined
}

const EVENTS_SHOWN = 20

/** What was read is given to whoever comes within this while it is read anew: nobody waits for that beside other work. */
const STALE_MS = 5_000

/**
 * The first page's main part, made and compressed once for everybody who sees the same: same portals, language and view
 * of the same state. What is of a person (name, role, ways to pages) is around it, and not in here.
 */
export function keptOverviews(
  ports: {
    readonly currentStatus: () => Promise<Status>
    readonly readEvents: () => Promise<ReadEvents>
    readonly readConfig: () => Promise<Config | null>
  },
  freshFor: FreshFor,
): (asked: OverviewAsked) => Promise<Page> {
  const currentlySeen = fresh(async (): Promise<Seen> => {
    const [status, events, config] = await Promise.all([ports.currentStatus(), ports.readEvents(), ports.readConfig()])
    return { status, events, config, pages: new Map() }
  }, freshFor)
  return async ({ principal, lang, ...asked }) => {
    const seen = await currentlySeen({ staleMs: STALE_MS })
    const portals = portalsFor(principal, seen.config)
    const view = fleetView(asked, seen.config)
    // By the portals themselves: whoever comes by the same key sees the same, whatever their role is called.
    const key = JSON.stringify([lang, view.by, view.from, portals && [...portals]])
    const kept = seen.pages.get(key) ?? pageOf(seen, { portals, lang, view })
    seen.pages.set(key, kept)
    return kept
  }
}

async function pageOf(
  { status, events, config }: Seen,
  of: { readonly portals: ReadonlySet<string> | null; readonly lang: Lang; readonly view: FleetView },
): Promise<Page> {
  const { portals, lang, view } = of
  const page = overviewPage(
    {
      status: statusOfPortals(status, portals),
      catalogue: catalogueFor(config, portals),
      events: events({ portals, limit: EVENTS_SHOWN }),
      view,
    },
    sayOf(config, { lang, nowMs: status.atMs }),
  )
  return { ...page, packed: await packText(String(await page.main)) }
}

function fleetView({ by, from }: Pick<OverviewAsked, 'by' | 'from'>, config: Config | null): FleetView {
  const places = (config?.catalogue.locations ?? []).flatMap(({ id, group }) => [id, group])
  return {
    by: GROUPINGS.find((known) => known === by) ?? 'none',
    from: places.find((place) => place === from) ?? null,
  }
}
