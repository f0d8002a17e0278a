import type { Context } from 'hono'
import { readBytes } from './read-json.ts'

/** What a form of a page sends, at most; longer ones are refused. */
const MAX_FORM_BYTES = 20_000

/** The fields of a form that were filled in, in NFC and without space around them; null: it is longer than forms of ours are. */
export async function formFields(c: Context): Promise<Readonly<Record<string, string>> | null> {
  const bytes = await readBytes(c.req.raw, MAX_FORM_BYTES)
  if (bytes === null) return null
  const filled = new Map<string, string>()
  for (const [name, text] of new URLSearchParams(new TextDecoder().decode(bytes)))
    if (text.trim() !== '') filled.set(name, text.trim().normalize('NFC'))
  return Object.fromEntries(filled)
}
