import { z } from 'zod'
import { idSchema, type PageKey } from './id.ts'
import { personText } from './person-text.ts'

/** A kill switch: while it is on, nothing of ours visits a portal, or any. */
export const killSchema = z.strictObject({
  /** Null: the one for all portals. */
  portal: idSchema.nullable(),
  isOn: z.boolean(),
  /** When it was last turned. */
  atMs: z.number().int().nonnegative(),
  note: z.string().max(500).nullable(),
})

/** What turns a switch. */
export const turnKillSchema = killSchema.omit({ atMs: true }).extend({ note: personText(500).nullable().default(null) })

export type Kill = Readonly<z.infer<typeof killSchema>>
export type TurnKill = Readonly<z.infer<typeof turnKillSchema>>

/** Whether a page must not be visited now. */
export function isKilled(kills: readonly Kill[], page: PageKey): boolean {
  const portal = page.slice(0, page.indexOf('/'))
  return kills.some((kill) => kill.isOn && (kill.portal === null || kill.portal === portal))
}
