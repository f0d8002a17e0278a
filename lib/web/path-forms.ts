import { z } from 'zod'
import { idSchema } from '../model/id.ts'
import { reportFileNameSchema } from '../model/report-file.ts'
import { TOKEN_ID } from '../model/token.ts'

/** What stands in the addresses of the API, by its name in them. Whoever answers looks it up, and so checks it. */
const PATH_FORMS: Readonly<Record<string, z.ZodType>> = {
  portal: idSchema,
  page: idSchema,
  location: idSchema,
  slot: z
    .string()
    .regex(/^\d{1,15}$/)
    .describe('Epoch ms.'),
  file: reportFileNameSchema,
  release: idSchema,
  window: idSchema,
  holiday: idSchema,
  review: idSchema,
  job: idSchema,
  id: z.string().regex(TOKEN_ID).describe('Of a token.'),
}

/** Throws for a name that has no form: it would be described by nothing. */
export function pathForm(name: string): z.ZodType {
  const form = PATH_FORMS[name]
  if (form === undefined) throw new Error(`“:${name}” in an address of the API has no form`)
  return form
}
