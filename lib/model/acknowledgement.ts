import { z } from 'zod'
import { personText } from './person-text.ts'

/** Who has taken on an incident; from then on nobody is reminded of it. */
export type Acknowledgement = {
  readonly atMs: number
  /** Whose token it was, by its id; `platform` is the one of a platform on one machine, `cli:<user>` one at its keyboard; see `Session`. */
  readonly by: string
  /** Who it was, as they say themselves. */
  readonly name: string | null
  readonly note: string | null
}

/** What somebody has said of an incident after it was taken on. */
export type IncidentNote = Omit<Acknowledgement, 'note'> & { readonly note: string }

/** What acknowledges an incident; also the body of `POST /api/incidents/acknowledge`. */
export const acknowledgeSchema = z.strictObject({
  incident: z.string().min(1).max(300),
  name: personText(100).nullable().default(null),
  note: personText(500).nullable().default(null),
})

export type Acknowledge = Readonly<z.infer<typeof acknowledgeSchema>>
