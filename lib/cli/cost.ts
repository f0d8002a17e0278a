import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { readCatalogue } from '../flow/read-catalogue.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import type { Prices } from '../model/prices.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { showCost } from './show-cost.ts'
import { sketchCatalogue } from './sketch-catalogue.ts'

type Options = {
  readonly catalog?: string
  readonly portals?: number
  readonly locations?: number
  readonly region: string
  readonly prices?: string
  readonly json?: boolean
  readonly lang?: Lang
}

const CATALOGUE = fileURLToPath(new URL('../../catalogs/vietnam-2026.yaml', import.meta.url))
const PRICES = fileURLToPath(new URL('../../prices/aws.yaml', import.meta.url))

const DEFAULT_LOCATIONS = 3

export function costCommand(): Command {
  return withCommonOptions(
    new Command('cost')
      .description('what a catalogue costs on AWS a month, per service, beside CloudWatch Synthetics')
      .option('--catalog <file>', 'catalogue (default: catalogs/vietnam-2026.yaml)')
      .option(
        '--portals <n>',
        'without a catalogue: so many portals with a homepage and an eForm each',
        positiveInteger({ max: 2_000 }),
      )
      .option(
        '--locations <n>',
        `with --portals: from so many locations on AWS (default: ${DEFAULT_LOCATIONS})`,
        positiveInteger({ max: 20 }),
      )
      .option('--region <region>', 'region of the hub, by whose prices all is reckoned', 'ap-southeast-1')
      .option('--prices <file>', 'prices (default: prices/aws.yaml)'),
  )
    .addHelpText(
      'after',
      '\nNothing is looked up. Locations of the group domestic are private agents, whose machines are not counted. Free tiers\nare not taken off. What CloudFront sends of a public status page is not counted. Exit: 0; 2 for a file that cannot be used.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const [catalogue, prices] = await Promise.all([catalogueOf(options), readPrices(options.prices)])
  const regionPrices = prices.regions[options.region]
  if (regionPrices === undefined)
    throw new InputError(
      'unknown_region',
      `there are no prices of ${options.region}: name one of ${Object.keys(prices.regions).join(', ')}, or a file with --prices`,
    )
  const { costOf } = await import('../report/cost.ts')
  const cost = costOf(catalogue, { region: options.region, prices: regionPrices })
  const { catalog } = catalogue
  if (io.json)
    io.emit({
      type: 'cost',
      catalog,
      region: options.region,
      currency: prices.currency,
      pricesOf: prices.date,
      ...cost,
    })
  else showCost(io, cost, { catalog, region: options.region, pricesOf: prices.date })
  return EXIT.passed
}

async function catalogueOf({ catalog, portals, locations, region }: Options): Promise<Catalogue> {
  if (portals !== undefined && catalog !== undefined)
    throw new InputError('two_catalogues', '--catalog and --portals exclude each other: leave one of them out')
  if (portals === undefined && locations !== undefined)
    throw new InputError('no_portals', '--locations goes with --portals: a catalogue has its own locations')
  if (portals !== undefined) return sketchCatalogue({ portals, locations: locations ?? DEFAULT_LOCATIONS, region })
  return (await readCatalogue(catalog ?? CATALOGUE)).catalogue
}

async function readPrices(file = PRICES): Promise<Prices> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'unreadable',
      `can't read ${file} (${error.code}): name a file of prices, such as prices/aws.yaml`,
    )
  })
  const { parsePrices } = await import('../model/parse-prices.ts')
  const prices = parsePrices(text)
  if (typeof prices === 'string')
    throw new InputError('bad_prices', `${file}: ${prices} (prices/aws.yaml shows what is needed)`)
  return prices
}
