import type { Context } from 'hono'
import type { z } from 'zod'
import { InputError } from '../model/input-error.ts'
import { formProblem } from './ask-page.ts'

/** The fields of a form by a schema, texts in NFC; those left empty are absent. Rejects with an `InputError` that names the first wrong one. */
export async function readForm<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const given = Object.entries(await c.req.parseBody())
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, typeof value === 'string' ? value.normalize('NFC') : value] as const)
  const asked = schema.safeParse(Object.fromEntries(given))
  if (asked.success) return asked.data
  const [issue] = asked.error.issues
  const field = issue?.path.join('.') || 'form'
  const isMissing = issue?.code === 'invalid_type' && !given.some(([name]) => name === field)
  // Of nothing but spaces, which are taken off, nothing is left.
  if (isMissing || (issue?.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1))
    throw new InputError('empty_field', `${field}: fill it in`)
  if (issue?.code === 'too_big' && issue.origin === 'string')
    throw new InputError('long_field', `${field}: write ${issue.maximum} characters at most`)
  const { code, message } = formProblem(asked.error)
  throw new InputError(code, message)
}

/** What was written into a form, to be shown again. */
export async function textsOf(c: Context): Promise<Readonly<Record<string, string>>> {
  const fields = Object.entries(await c.req.parseBody())
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'))
}
