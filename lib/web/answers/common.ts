import { z } from 'zod'
import type { Acknowledgement, IncidentNote } from '../../model/acknowledgement.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import { CAUSES, OUTCOMES } from '../../model/cause.ts'
import { GROUP_WORDS, KIND_WORDS, SEVERITY_WORDS } from '../../model/words.ts'
import { named, oneOf } from './named.ts'

export const epochMs = z.number().nonnegative()
export const outcomeForm = z.enum(OUTCOMES)
export const causeForm = z.enum(CAUSES)
export const groupForm = oneOf(GROUP_WORDS)
export const kindForm = oneOf(KIND_WORDS)
export const severityForm = oneOf(SEVERITY_WORDS)
/** Key of a page, `portal/page`. */
export const pageForm = z.string()

export const textForm = named<BilingualText>('Text', z.object({ vi: z.string(), en: z.string() }))

export const acknowledgementForm = named<Acknowledgement>(
  'Acknowledgement',
  z.object({ atMs: epochMs, by: z.string(), name: z.string().nullable(), note: z.string().nullable() }),
  'Who has taken an incident on: by is a token’s id, cli:<user> at the keyboard, or platform.',
)

export const incidentNoteForm = named<IncidentNote>(
  'IncidentNote',
  z.object({ atMs: epochMs, by: z.string(), name: z.string().nullable(), note: z.string() }),
  'What somebody said of an incident after it was taken on.',
)
