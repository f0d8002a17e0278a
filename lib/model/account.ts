import { z } from 'zod'

/** A test account that an owner issued: a stored session, a user name with its password, or both. */
export const accountSchema = z.strictObject({
  user: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  /** As browsers export them. */
  cookies: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        value: z.string(),
        domain: z.string().min(1),
        path: z.string().default('/'),
        secure: z.boolean().default(true),
        httpOnly: z.boolean().default(true),
        sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
        /** Seconds since 1970; absent: for the session. */
        expires: z.number().optional(),
      }),
    )
    .default([]),
  /** By origin, `https://dvc.example.gov.vn`. */
  localStorage: z.record(z.string(), z.record(z.string(), z.string())).default({}),
})

export type Account = Readonly<z.infer<typeof accountSchema>>

/** Where the accounts of a place come from. A text says why one can't be had, and nothing of what it holds. */
export type ReadAccount = (id: string) => Promise<Account | string>

/** An account from its JSON, or what is wrong with it: the names of places, and no value. */
export function parseAccount(text: string): Account | string {
  const parsed = accountSchema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const places = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the whole'))]
  return `not right: ${places.join(', ')}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
