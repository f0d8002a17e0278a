import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { Farm } from '../../lib/local/farm/farm.ts'

export const EVERY_MS = 30_000

/** That the audited page is loaded with. */
export const ACCOUNT_ID = 'binh-minh/thu'

/** Portals, and what each is for. */
export const PORTALS = {
  /** Stays up, and is audited. */
  audited: 'binh-minh',
  /** Goes down and comes back while the hub is there. */
  seen: 'hoa-mai',
  /** Goes down and comes back while the hub is away. */
  missed: 'quoc-gia',
  /** Goes down while the hub is away, and stays so. */
  found: 'ven-song',
} as const

export const LOCATIONS = [
  { id: 'singapore', region: 'ap-southeast-1' },
  { id: 'tokyo', region: 'ap-northeast-1' },
] as const

/** A page's key. */
export function homeOf(portal: string): string {
  return `${portal}/home`
}

/** Writes a catalogue of the farm's portals, seen from both locations. */
export function writeCatalogue(file: string, farm: Farm): void {
  const catalogue = {
    catalog: 'deployed',
    timezone: 'Asia/Ho_Chi_Minh',
    contact: 'https://example.org/nhip',
    locations: LOCATIONS.map(({ id }) => ({ id, group: 'abroad', network: 'AS16509' })),
    defaults: {
      http: { every: '30s', timeout: '4s' },
      audit: { every: '24h', runs: 1, profile: 'mobile' },
    },
    portals: Object.values(PORTALS).map((id) => ({
      id,
      name: { vi: `Cổng ${id}`, en: `Portal ${id}` },
      owner: id,
      kind: 'province',
      ...(id === PORTALS.audited ? { audit: { every: '5m' } } : {}),
      pages: [
        { id: 'home', kind: 'homepage', url: farm.url(id), ...(id === PORTALS.audited ? { account: ACCOUNT_ID } : {}) },
      ],
    })),
  }
  writeFileSync(file, stringify(catalogue))
}
