import { z } from 'zod'
import { personText } from './person-text.ts'

/** What a portal's vendor or an operator says went live on it: marked where its figures are drawn, and nothing more. */
export type Release = {
  /** Sorts by the moment: `20261122t150000-a1b2c3`. */
  readonly id: string
  readonly portal: string
  /** When it went live, epoch ms, whole seconds. */
  readonly atMs: number
  /** Its version, or what else it is called. */
  readonly label: string
  readonly note: string | null
  /** The one that it corrects, which was withdrawn for it; null: none. */
  readonly replaces: string | null
  readonly declaredAtMs: number
  /** Who declared it, as in `Acknowledgement`. */
  readonly by: string
  /** Since when it isn't marked any more; what was declared stays. Null: it is. */
  readonly withdrawnAtMs: number | null
}

const shown = (most: number) => personText(most).refine((text) => !/\p{Cc}/u.test(text), 'write it in one line')

/** What declares one; also the body of `POST /api/releases/:portal`. A time without offset is in the catalogue's zone. */
export const newReleaseSchema = z.strictObject({
  at: z.string(),
  label: shown(40),
  note: shown(300).nullable().default(null),
  replaces: z.string().nullable().default(null),
})

export type NewRelease = Readonly<z.infer<typeof newReleaseSchema>>

/** What the id of a release at a moment begins with; in the order of time. */
export function releaseStamp(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()
}
