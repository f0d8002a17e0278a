import { z } from 'zod'
import type { Status } from '../../flow/status.ts'
import { reportFileNameSchema } from '../../model/report-file.ts'
import { VERDICT_WORDS } from '../../model/words.ts'
import {
  acknowledgementForm,
  causeForm,
  epochMs,
  groupForm,
  kindForm,
  outcomeForm,
  pageForm,
  severityForm,
  textForm,
} from './common.ts'
import { named, oneOf } from './named.ts'

const families = z.array(z.union([z.literal(4), z.literal(6)]))

const page = named<Status['pages'][number]>(
  'PageStatus',
  z.object({
    page: pageForm,
    verdict: oneOf(VERDICT_WORDS),
    sinceMs: epochMs.nullable(),
    isOlder: z.boolean(),
    judgedToMs: epochMs.nullable(),
    isBehind: z.boolean(),
    group: groupForm,
    locations: z.array(
      z.object({
        location: z.string(),
        outcome: outcomeForm,
        cause: causeForm.nullable(),
        slotMs: epochMs,
        totalMs: z.number().nullable(),
      }),
    ),
    audit: z
      .object({
        location: z.string(),
        slotMs: epochMs,
        outcome: outcomeForm,
        cause: causeForm.nullable(),
        score: z.number().min(0).max(1).nullable(),
        lcpMs: z.number().nullable(),
        readyMs: z.number().nullable(),
        files: z.array(reportFileNameSchema),
      })
      .nullable(),
  }),
  'sinceMs is the slot in which the verdict began, as far back as is remembered: with isOlder it began before; judgedToMs is the end of the slot that was judged last, and with isBehind later ones are overdue; locations tell the latest result of each.',
)

const incident = named<Status['incidents'][number]>(
  'OpenIncident',
  z.object({
    id: z.string(),
    kind: kindForm,
    severity: severityForm,
    subject: z.enum(['page', 'portal', 'location', 'hub']),
    portal: z.exactOptional(z.string()),
    page: pageForm.nullable(),
    title: textForm.nullable(),
    group: groupForm.nullable(),
    state: z.enum(['open', 'acknowledged', 'recovering']),
    acknowledged: acknowledgementForm.nullable(),
    sinceMs: epochMs,
    openedAtMs: epochMs,
    locations: z.array(z.string()),
  }),
  'page is null where it is about none; title then says what it is about.',
)

export const statusAnswer = named<Status>(
  'Status',
  z.object({
    type: z.literal('status'),
    atMs: epochMs,
    catalogVersion: z.string().nullable(),
    pages: z.array(page),
    incidents: z.array(incident),
    locations: z.array(
      z.object({
        location: z.string(),
        lastSeenMs: epochMs.nullable(),
        families,
        routed: families.nullable(),
      }),
    ),
  }),
)
