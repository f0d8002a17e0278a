import { fileURLToPath } from 'node:url'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import { readCatalogue, readCatalogueText } from './read-catalogue.ts'

export type ChosenCatalogue = {
  readonly catalogue: Catalogue
  /** Locations that this machine plays, in the catalogue's order. */
  readonly locations: readonly string[]
  /** The demo measures itself on loopback. */
  readonly isDemo: boolean
  readonly close: () => Promise<void>
}

const DEMO = fileURLToPath(new URL('../../catalogs/demo.yaml', import.meta.url))

/** The catalogue that was named, or the demo with its portals running. Throws an `InputError` for what can't be used. */
export async function chooseCatalogue(options: {
  readonly catalog?: string | undefined
  readonly location?: readonly string[] | undefined
}): Promise<ChosenCatalogue> {
  if (options.catalog !== undefined) {
    const { catalogue } = await readCatalogue(options.catalog)
    const first = catalogue.locations[0]
    return {
      catalogue,
      isDemo: false,
      locations: playedOf(catalogue, options.location ?? (first ? [first.id] : [])),
      close: async () => undefined,
    }
  }
  const [{ startDemoFarm }, { DEMO_PORT, withFarmPort }, { parseCatalogue }] = await Promise.all([
    import('../local/demo-farm.ts'),
    import('../local/farm/farm-port.ts'),
    import('../model/parse-catalogue.ts'),
  ])
  const text = await readCatalogueText(DEMO)
  const demoOn = (port: number): Catalogue => {
    const { catalogue, problems } = parseCatalogue({ text: withFarmPort(text, port), file: DEMO })
    if (!catalogue) throw new Error(`the demo catalogue is not right: ${problems[0]?.message}`)
    return catalogue
  }
  // Before the portals run: a wrong location must not leave their thread behind, which would keep the process alive.
  const written = demoOn(DEMO_PORT)
  const locations = playedOf(written, options.location ?? written.locations.map(({ id }) => id))
  const farm = await startDemoFarm()
  return { catalogue: demoOn(farm.port), isDemo: true, locations, close: farm.close }
}

function playedOf(catalogue: Catalogue, wanted: readonly string[]): readonly string[] {
  const known = catalogue.locations.map(({ id }) => id)
  const stray = wanted.find((id) => !known.includes(id))
  if (stray !== undefined) {
    throw new InputError(
      'unknown_location',
      `location “${stray}” is not in catalogue ${catalogue.catalog}: it has ${known.join(', ') || 'none'}`,
    )
  }
  return known.filter((id) => wanted.includes(id))
}
