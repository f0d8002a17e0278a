import { catalogueFor, portalsFor, statusOfPortals } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { ReadEvents } from '../flow/told-events.ts'
import type { Config } from '../model/config.ts'
import type { Lang } from '../model/lang.ts'
import type { Principal } from '../model/token.ts'
import { type FleetView, GROUPINGS } from './fleet-section.ts'
import type { Fresh } from './fresh.ts'
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

/** A page is at once at hand while the state after it is read, so that nobody waits for that. */
const STALE_MS = 1_000

/**
 * The first page's main part, made and compressed once for everybody who sees the same: same portals, language and view
 * of the same state. What is of a person (name, role, ways to pages) is around it, and not in here.
 */
export function keptOverviews(ports: {
  readonly currentStatus: Fresh<Status>
  readonly readEvents: () => Promise<ReadEvents>
  readonly readConfig: () => Promise<Config | null>
}): (asked: OverviewAsked) => Promise<Page> {
  let last: { readonly status: Status; readonly seen: Promise<Seen> } | null = null
  const read = async (status: Status): Promise<Seen> => {
    const [events, config] = await Promise.all([ports.readEvents(), ports.readConfig()])
    return { status, events, config, pages: new Map() }
  }
  return async ({ principal, lang, ...asked }) => {
    const status = await ports.currentStatus({ staleMs: STALE_MS })
    if (last?.status !== status) {
      const mine = { status, seen: read(status) }
      last = mine
      mine.seen.catch(() => {
        if (last === mine) last = null
      })
    }
    const seen = await last.seen
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
