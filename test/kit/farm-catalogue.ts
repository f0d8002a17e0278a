import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { DEMO_SOURCES } from '../../lib/local/farm/portals.ts'

export type FarmCatalogue = {
  /** Homepages by portal. */
  readonly pages: Readonly<Record<string, string>>
  readonly http?: { readonly every: string; readonly timeout: string }
}

/** The demo's three, as a catalogue names them. */
export const FARM_LOCATIONS = Object.entries(DEMO_SOURCES).map(([id, source], index) => ({
  id,
  group: 'domestic',
  network: `AS${64_496 + index}`,
  scoring: true,
  source,
}))

/** Writes a catalogue of one homepage a portal and the demo's three locations into a folder. Returns the file. */
export function writeFarmCatalogue(
  folder: string,
  { pages, http = { every: '10s', timeout: '1s' } }: FarmCatalogue,
): string {
  const file = join(folder, 'catalogue.yaml')
  const catalogue = {
    catalog: 'test',
    timezone: 'Asia/Ho_Chi_Minh',
    contact: 'https://example.org/nhip',
    locations: FARM_LOCATIONS,
    defaults: { http, audit: { every: '6h', runs: 1, profile: 'mobile' } },
    portals: Object.entries(pages).map(([id, url]) => ({
      id,
      name: { vi: `Cổng ${id}`, en: `Portal ${id}` },
      owner: id,
      kind: 'province',
      vendor: 'hoa-sen',
      pages: [{ id: 'home', kind: 'homepage', url }],
    })),
  }
  writeFileSync(file, stringify(catalogue))
  return file
}

/** The arguments that make a platform measure it from the three locations. */
export function playAll(file: string): readonly string[] {
  return ['--catalog', file, '--allow-private', ...Object.keys(DEMO_SOURCES).flatMap((id) => ['--location', id])]
}
