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
