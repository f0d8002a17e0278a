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
  const issue = parsed.error.issues[0]
  return `${issue?.path.join('.') || name}: ${issue?.message}`
}
