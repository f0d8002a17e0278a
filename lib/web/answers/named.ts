import { z } from 'zod'

/** What answers are made of, by the names that the API's description gives them. */
export const ANSWERS = z.registry<{ readonly id: string; readonly description?: string }>()

/**
 * A form of answers, under a name of its own in the API's description. `description`: a sentence that says what its fields
 * can't. The type is that of what is answered, so that the two don't drift apart; further fields may come with any
 * release, and the form doesn't forbid them.
 */
export function named<T>(id: string, schema: z.ZodType<T>, description?: string): z.ZodType<T> {
  ANSWERS.add(schema, description === undefined ? { id } : { id, description })
  return schema
}

/** One of the keys of a table that has a word for each. */
export function oneOf<K extends string>(words: Readonly<Record<K, unknown>>): z.ZodType<K> {
  return z.enum(Object.keys(words) as [K, ...K[]])
}
