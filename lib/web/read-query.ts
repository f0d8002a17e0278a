import type { Context } from 'hono'
import { z } from 'zod'
import { InputError } from '../model/input-error.ts'

/** What may follow the path of an address, by its forms: numbers are whole. */
export type QueryForms = Readonly<Record<string, z.ZodType>>

/** What was given, checked: what has a default is always there. */
export type Query<Q extends QueryForms> = {
  readonly [K in keyof Q]: Q[K] extends z.ZodDefault ? z.output<Q[K]> : z.output<Q[K]> | undefined
}

type NumberForm = { readonly type?: unknown; readonly minimum?: number; readonly maximum?: number }

const SHOWN_CHARACTERS = 60

const SHOWN_NAMES = 3

/**
 * Reads what follows the path by its forms. A whole number is written in digits and nothing else: `1e2`, `0x10`, `7.0` and
 * ` 7` are none. Throws an `InputError`: `bad_<name>` that says what may be given, `bad_query` for a name that is none of
 * them or is given twice.
 */
export function readQuery<Q extends QueryForms>(c: Context, forms: Q): Query<Q> {
  const known = Object.keys(forms)
  const unknown = Object.keys(c.req.query()).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const shown = unknown.slice(0, SHOWN_NAMES).map((name) => `“${name.slice(0, SHOWN_CHARACTERS)}”`)
    const may = known.length === 0 ? 'nothing may follow it' : `what may follow it is ${known.toSorted().join(', ')}`
    throw new InputError('bad_query', `this address does not know ${shown.join(', ')}: ${may}`)
  }
  const [twice] = Object.entries(c.req.queries()).filter(([, values]) => values.length > 1)
  if (twice) throw new InputError('bad_query', `${twice[0]}: give it once, not ${twice[1].length} times`)
  return Object.fromEntries(
    Object.entries(forms).map(([name, form]) => [name, readOne(c.req.query(name), { name, form })]),
  ) as Query<Q>
}

function readOne(text: string | undefined, { name, form }: { readonly name: string; readonly form: z.ZodType }) {
  if (text === undefined) return form.safeParse(undefined).data
  const { type, minimum, maximum } = z.toJSONSchema(form, { io: 'input' }) as NumberForm
  const isNumber = type === 'integer'
  const read = form.safeParse(isNumber && /^\d{1,15}$/.test(text) ? Number(text) : text)
  if (read.success) return read.data
  const wanted = isNumber ? `give a whole number from ${minimum} to ${maximum}` : read.error.issues[0]?.message
  throw new InputError(`bad_${name}`, `${name}: ${wanted}, not “${text.slice(0, SHOWN_CHARACTERS)}”`)
}
