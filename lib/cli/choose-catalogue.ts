import { fileURLToPath } from 'node:url'
import { playedOf } from '../flow/played-locations.ts'
import { readCatalogue, readCatalogueText } from '../flow/read-catalogue.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'

export type ChosenCatalogue = {
  readonly catalogue: Catalogue
  /** Locations that this machine plays, in the catalogue's order. */
  readonly locations: readonly string[]
  /** Locations that agents elsewhere play. */
  readonly agents: readonly string[]
  /** The demo measures itself on loopback. */
  readonly isDemo: boolean
  readonly close: () => Promise<void>
}

const DEMO = fileURLToPath(new URL('../../catalogs/demo.yaml', import.meta.url))

/** The catalogue that was named, or the demo with its portals running. Throws an `InputError` for what can't be used. */
export async function chooseCatalogue(options: {
  readonly catalog?: string | undefined
  readonly location?: readonly string[] | undefined
  readonly agent?: readonly string[] | undefined
}): Promise<ChosenCatalogue> {
  if (options.catalog !== undefined) {
    const { catalogue } = await readCatalogue(options.catalog)
    const agents = playedOf(catalogue, options.agent ?? [])
    const first = catalogue.locations.find(({ id }) => !agents.includes(id))
    return {
      catalogue,
      isDemo: false,
      locations: playedHere(catalogue, { agents, wanted: options.location ?? (first ? [first.id] : []) }),
      agents,
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
  const agents = playedOf(written, options.agent ?? [])
  const others = written.locations.map(({ id }) => id).filter((id) => !agents.includes(id))
  const locations = playedHere(written, { agents, wanted: options.location ?? others })
  const farm = await startDemoFarm()
  return { catalogue: demoOn(farm.port), isDemo: true, locations, agents, close: farm.close }
}

function playedHere(
  catalogue: Catalogue,
  of: { readonly agents: readonly string[]; readonly wanted: readonly string[] },
): readonly string[] {
  const twice = of.wanted.find((id) => of.agents.includes(id))
  if (twice !== undefined)
    throw new InputError(
      'played_twice',
      `location “${twice}” can't be played here and by an agent: leave out --location ${twice} or --agent ${twice}`,
    )
  return playedOf(catalogue, of.wanted)
}
