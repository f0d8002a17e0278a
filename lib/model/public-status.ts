import { z } from 'zod'
import type { BilingualText, PageKind } from './catalogue.ts'
import type { Day } from './day.ts'
import type { Publication } from './publication.ts'

/**
 * How a page or a portal is, for everybody: `partial` where one place alone can't reach it, `unknown` where too little is
 * known of the last slots to say.
 */
export type PublicState = (typeof PUBLIC_STATES)[number]

/** What is told of spells that lasted. */
export type PublicIncidentKind = (typeof PUBLIC_INCIDENT_KINDS)[number]

/** The worst first: a portal is as its worst page is. */
export const PUBLIC_STATES = ['down', 'slow', 'partial', 'unknown', 'maintenance', 'ok'] as const

export const PUBLIC_INCIDENT_KINDS = ['down', 'slow'] as const

/** Checks of a page on one day, outside of maintenance. */
export type PublicDay = {
  readonly day: Day
  readonly passed: number
  readonly failed: number
  /** That were to be made; of them some may have come to nothing. */
  readonly due: number
  /** Outside of maintenance or within. */
  readonly expected: number
  /** Of the checks that passed, ms; null where none did, or response times are not published. */
  readonly latency: { readonly p50: number; readonly p75: number; readonly p95: number } | null
}

export type PublicIncident = {
  readonly kind: PublicIncidentKind
  readonly fromMs: number
  /** Null: it lasts. */
  readonly toMs: number | null
}

export type PublicPage = {
  readonly id: string
  readonly kind: PageKind
  readonly state: PublicState
  /** Since when it is so; null where that is longer ago than is remembered, or nothing is known. */
  readonly sinceMs: number | null
  /** One for each day that is told, oldest first; null: nothing was expected. */
  readonly days: readonly (PublicDay | null)[]
  /** Newest first; none where they are not published. */
  readonly incidents: readonly PublicIncident[]
  /** Up to when its days are counted; null: they aren't yet. */
  readonly countedMs: number | null
}

export type PublicPortal = {
  readonly id: string
  readonly name: BilingualText
  readonly state: PublicState
  readonly pages: readonly PublicPage[]
}

/**
 * All that the public status page is made of. Whatever is not named here can't get there: no addresses, owners, vendors,
 * causes, places, people or notes.
 */
export type PublicStatus = {
  /** When it was read. */
  readonly atMs: number
  readonly timezone: string
  readonly chosen: Omit<Publication, 'portals'>
  /** The days that are told, oldest first, today last. */
  readonly days: readonly Day[]
  readonly portals: readonly PublicPortal[]
}

const bilingual = z.strictObject({ vi: z.string(), en: z.string() })
const timeMs = z.int().nonnegative().meta({ description: 'Epoch ms.' })
const share = z.number().min(0).max(1).nullable()
const state = z.enum(PUBLIC_STATES)

const pageSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['homepage', 'eform']),
  state,
  sinceMs: timeMs.nullable().meta({ description: 'Since when; null: longer ago than is remembered, or not known.' }),
  uptime: share.meta({ description: 'Share of checks that passed over the days told; null: too few checks to say.' }),
  incidents: z
    .array(z.strictObject({ kind: z.enum(PUBLIC_INCIDENT_KINDS), fromMs: timeMs, toMs: timeMs.nullable() }))
    .meta({ description: 'Newest first; toMs null: it lasts. Empty where incidents are not published.' }),
})

/** `status.json` of the public status page. */
export const publicStatusSchema = z.strictObject({
  type: z.literal('publicStatus'),
  writtenAtMs: timeMs.meta({
    description: 'Written each minute: where this is some minutes ago, nothing below is news.',
  }),
  timezone: z.string().meta({ description: 'Of the days that uptime is counted over.' }),
  title: bilingual,
  historyDays: z.int().min(1),
  incidentsArePublished: z.boolean(),
  portals: z.array(
    z.strictObject({
      id: z.string(),
      name: bilingual,
      state: state.meta({ description: 'That of its worst page.' }),
      uptime: share,
      pages: z.array(pageSchema),
    }),
  ),
})

export type PublicStatusFile = Readonly<z.infer<typeof publicStatusSchema>>

/** The schema of `status.json` as JSON Schema 2020-12. */
export function publicStatusJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(publicStatusSchema)
  return {
    $schema,
    title: 'Nhịp public status',
    description: 'What the public status page shows now, for programs.',
    ...schema,
  }
}
