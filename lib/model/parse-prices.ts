import { parseSettings } from './parse-settings.ts'
import { type Prices, pricesSchema } from './prices.ts'

/** Reads a file of prices; a text says what is wrong with it. */
export function parsePrices(text: string): Prices | string {
  const read = parseSettings(text, { schema: pricesSchema, name: 'prices' })
  return typeof read === 'string' ? read : read.settings
}
