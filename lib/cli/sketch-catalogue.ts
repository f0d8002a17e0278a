import type { Catalogue } from '../model/catalogue.ts'
import { parseCatalogue } from '../model/parse-catalogue.ts'

/**
 * A catalogue of so many portals, each with a homepage and an eForm on a host of its own, by the default cadences, from so
 * many locations on AWS, the first of which is in `region`: for reckoning alone.
 */
export function sketchCatalogue(of: {
  readonly portals: number
  readonly locations: number
  readonly region: string
}): Catalogue {
  const written = {
    catalog: 'sketch',
    timezone: 'Asia/Ho_Chi_Minh',
    contact: 'https://example.org/nhip',
    locations: numbered(of.locations, (n) => ({ id: n === 1 ? of.region : `location-${n}`, group: 'abroad' })),
    portals: numbered(of.portals, (n) => ({
      id: `portal-${n}`,
      name: { vi: `Cổng ${n}`, en: `Portal ${n}` },
      owner: `owner-${n}`,
      kind: 'other',
      pages: [
        { id: 'home', kind: 'homepage', url: `https://portal-${n}.example.org/` },
        { id: 'eform', kind: 'eform', url: `https://portal-${n}.example.org/eform` },
      ],
    })),
  }
  const { catalogue, problems } = parseCatalogue({ text: JSON.stringify(written), file: 'sketch' })
  if (!catalogue) throw new Error(`the sketch is not right: ${problems[0]?.path}: ${problems[0]?.message}`)
  return catalogue
}

function numbered<T>(count: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1))
}
