import { type Catalogue, type Portal, pagesOf } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { portalOf } from '../model/id.ts'
import type { Principal } from '../model/token.ts'
import type { Status } from './status.ts'

/** Ids of the portals that somebody may read; null: all of them. `config` is the version in force. */
export function portalsFor(principal: Principal, config: Config | null): ReadonlySet<string> | null {
  if (principal.role === 'operator' || principal.role === 'evaluator') return null
  const portals = config?.catalogue.portals ?? []
  return new Set(
    portals.filter(({ vendor }) => principal.role === 'vendor' && vendor === principal.vendor).map(({ id }) => id),
  )
}

/** A portal of the version in force that somebody may read; null: there is none, for them. */
export function portalFor(id: string, principal: Principal, config: Config | null): Portal | null {
  const portals = portalsFor(principal, config)
  return config?.catalogue.portals.find((one) => one.id === id && (portals?.has(one.id) ?? true)) ?? null
}

/** Whether somebody may read what is known of a page. Any page may be read, known or not, by who may read all. */
export function mayRead(page: string, principal: Principal, config: Config | null): boolean {
  const portals = portalsFor(principal, config)
  if (portals === null) return true
  return config !== null && pagesOf(config.catalogue).some(({ key, portal }) => key === page && portals.has(portal))
}

/** The catalogue of some portals; null: all. */
export function catalogueFor(config: Config | null, portals: ReadonlySet<string> | null): Catalogue | null {
  if (config === null || portals === null) return config?.catalogue ?? null
  return { ...config.catalogue, portals: config.catalogue.portals.filter(({ id }) => portals.has(id)) }
}

/** The live state of some portals. */
export function statusOfPortals(status: Status, portals: ReadonlySet<string> | null): Status {
  if (portals === null) return status
  return {
    ...status,
    pages: status.pages.filter(({ page }) => portals.has(portalOf(page))),
    incidents: status.incidents.filter(({ page, portal }) => {
      const id = page === null ? portal : portalOf(page)
      return id !== undefined && portals.has(id)
    }),
  }
}
