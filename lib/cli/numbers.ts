import { InvalidArgumentError } from 'commander'

/** An option's parser for whole numbers from 1 to `max`. */
export function positiveInteger({ max }: { readonly max: number }): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < 1 || value > max)
      throw new InvalidArgumentError(`give a whole number from 1 to ${max}.`)
    return value
  }
}

/** An option's parser for TCP ports. */
export const portNumber = positiveInteger({ max: 65_535 })

/** An option's parser that collects what is repeated. */
export function several(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}
