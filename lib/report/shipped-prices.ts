import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parsePrices } from '../model/parse-prices.ts'
import type { Prices } from '../model/prices.ts'

let known: Prices | null = null

/** The prices that this release was shipped with, read once when they are first asked for. Throws where they can't be. */
export function shippedPrices(): Prices {
  known ??= read(fileURLToPath(new URL('../../prices/aws.yaml', import.meta.url)))
  return known
}

function read(file: string): Prices {
  const prices = parsePrices(readFileSync(file, 'utf8'))
  if (typeof prices === 'string') throw new Error(`${file}: ${prices}`)
  return prices
}
