import { parse } from 'yaml'
import type { z } from 'zod'

/** Reads a small YAML file of settings by its schema; a text names the first thing that is wrong with it. */
export function parseSettings<T>(
  text: string,
  { schema, name }: { readonly schema: z.ZodType<T>; readonly name: string },
): { readonly settings: T } | string {
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    return `not YAML: ${(error as Error).message.split('\n')[0]}`
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { settings: parsed.data }
  const { issues } = parsed.error
  // A name that is misspelt is missing, too: what is there says more than what isn't.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  const path = issue?.path ?? []
  const given = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], value)
  // A text may be a secret.
  return `${path.join('.') || name}: ${issue?.message}${typeof given === 'number' ? `, got ${given}` : ''}`
}
