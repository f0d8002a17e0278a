import { z } from 'zod'

/** Key of a page: `<portal>/<page>`, both ids. */
export type PageKey = string

/** Ids of portals, pages, locations, owners and vendors: they become keys, queue names and host names. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/

export const idSchema = z.string().regex(ID_PATTERN)

/** A page's key, `portal/page`. */
export const pageKeySchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9-]{0,62}$/)

export function pageKey(portal: string, page: string): PageKey {
  return `${portal}/${page}`
}

/** The portal's id in a page key. */
export function portalOf(page: PageKey): string {
  return page.slice(0, page.indexOf('/'))
}
