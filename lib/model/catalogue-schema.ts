import { z } from 'zod'
import { calibrationSchema } from './calibration.ts'
import { ENGINES } from './catalogue.ts'
import * as rule from './catalogue-text.ts'
import { allowSchema, journeySchema } from './journey-schema.ts'
import { portalPolicySchema } from './policy.ts'
import { RECURRENCES } from './recurrence.ts'
import { textSchema as text } from './text-schema.ts'

/** Settings of `http` checks where they are written: each field falls back to the portal's, then to the defaults'. */
export type WrittenHttp = z.infer<typeof httpSchema>
export type WrittenAudit = z.infer<typeof auditSchema>
export type WrittenPage = z.infer<typeof pageSchema>
export type WrittenPortal = z.infer<typeof portalSchema>
export type WrittenLocation = z.infer<typeof locationSchema>
export type WrittenMaintenance = z.infer<typeof maintenanceSchema>
export type WrittenPublication = z.infer<typeof publishSchema>
/** A catalogue as it is written, before defaults and before the checks that look at more than one value. */
export type WrittenCatalogue = z.infer<typeof catalogueSchema>

const everySchema = text(rule.every).meta({
  id: 'every',
  description: 'A cadence: at least 10s, and it divides 24h.',
})

const httpSchema = z
  .strictObject({
    every: everySchema.optional(),
    timeout: text(rule.timeout, 'Deadline of one attempt; shorter than `every`.').optional(),
  })
  .meta({ id: 'http', description: 'How often a page is fetched, and how long it may take. Default 5m and 30s.' })

const auditSchema = z
  .strictObject({
    every: everySchema.optional(),
    runs: z.int().min(1).max(9).optional().meta({ description: 'Runs of one audit; the representative one counts.' }),
    profile: text(
      rule.profile,
      'The device and network that the browser plays. Those with vn- are proposals of this project.',
    ).optional(),
  })
  .meta({ id: 'audit', description: 'How often a browser loads the page. Default 6h, 3 runs, profile mobile.' })

const familiesSchema = z
  .array(z.literal([4, 6]))
  .min(1)
  .superRefine(refuseRepeats)
  .optional()

const locationSchema = z.strictObject({
  id: text(rule.locationId),
  group: z.enum(['domestic', 'abroad']).meta({ description: 'Vantage group; results of two groups are never mixed.' }),
  network: text(rule.seenText, 'Autonomous system or operator. Absent: a network of its own.').optional(),
  scoring: z.boolean().optional().meta({ description: 'Whether its results count in scores. Default false.' }),
  control: text(rule.url, 'A page known to be up: tells an outage of the location from one of a portal.').optional(),
  source: text(rule.address, 'Local IP address to measure from.').optional(),
  families: familiesSchema.meta({
    description:
      'IP versions that it has, as `nhip doctor` finds them there; pages are measured by these alone. Default: that of `source`, else [4].',
    uniqueItems: true,
  }),
  calibration: calibrationSchema.optional(),
})

const expectSchema = z.strictObject({
  text: text(rule.seenText, 'Must be in the page, in upper or lower case.').optional(),
  hosts: z.array(text(rule.hostName)).optional().meta({
    description: 'Hosts that a redirect may end on, besides the one of the URL.',
  }),
})

const pageSchema = z.strictObject({
  id: text(rule.id),
  kind: z.enum(['homepage', 'eform']),
  url: text(rule.url, 'What is measured; null: listed and scored, never measured.').nullable(),
  expect: expectSchema.optional(),
  http: httpSchema.optional(),
  audit: auditSchema.optional(),
  procedure: text(rule.seenText, 'Code of the administrative procedure, in quotes: "1.001193".').optional(),
  engine: z.enum(ENGINES).optional().meta({
    description: 'Form engine; found by itself when absent.',
  }),
  ready: text(rule.anyText, 'CSS selector that matches once the form can be filled in.').optional(),
  valid: z
    .strictObject({
      from: text(rule.day, 'First day.').optional(),
      to: text(rule.day, 'Last day.').optional(),
    })
    .optional()
    .meta({ description: 'Days on which the page counts, both inclusive.' }),
  scored: z.boolean().optional().meta({ description: 'Default true.' }),
  families: familiesSchema.meta({
    description: 'IP versions to measure by, at locations that have them. Default [4].',
    uniqueItems: true,
  }),
  account: text(rule.account, 'Id of the secret that holds the test account issued in writing.').optional(),
  journey: journeySchema.optional().meta({ description: 'Steps that lead to the form; never one that submits it.' }),
  allow: allowSchema.optional().meta({
    description: 'Requests of the page that do more than GET and only read, such as lists asked for by POST.',
  }),
})

const portalSchema = z.strictObject({
  id: text(rule.id),
  name: z.strictObject({
    vi: text(rule.seenText),
    en: text(rule.seenText),
    official: text(rule.seenText, 'Name of the system in official documents.').optional(),
  }),
  owner: text(rule.id, 'The agency.'),
  kind: z.enum(['national', 'ministry', 'province', 'other']),
  vendor: text(rule.id, 'Who supplies the software.').optional(),
  hosting: text(rule.seenText, 'Who runs the servers.').optional(),
  idCode: text(rule.seenText, 'Electronic identification code of the agency.').optional(),
  order: z.int().min(1).max(100_000).optional().meta({ description: 'Place in the official order of agencies.' }),
  consent: z
    .strictObject({ letter: text(rule.seenText), date: text(rule.day) })
    .optional()
    .meta({
      description: 'The letter by which the owner agreed to be measured.',
    }),
  state: z.enum(['active', 'backend', 'redirects', 'notice', 'retired']).optional().meta({
    description: 'active (default) and backend are measured; the others are listed.',
  }),
  predecessors: z.array(text(rule.id)).optional().meta({ description: 'Ids of portals that this one replaced.' }),
  http: httpSchema.optional(),
  audit: auditSchema.optional(),
  pages: z.array(pageSchema).meta({ description: 'What is measured; [] where no address is known.' }),
  policy: portalPolicySchema.optional().meta({
    description: 'Parameters of alerts that are otherwise for this portal: policies/default.yaml explains each.',
  }),
  formHosts: z.array(text(rule.hostName)).optional().meta({
    description: 'Hosts known to serve forms whose addresses are not known: recorded, not measured.',
  }),
})

const maintenanceSchema = z.strictObject({
  portal: text(rule.id),
  page: text(rule.id, 'Absent: every page of the portal.').optional(),
  from: text(rule.time, 'In the zone of the catalogue, or with an offset.'),
  to: text(rule.time, 'Exclusive.'),
  every: z.enum(RECURRENCES).optional().meta({
    description: 'It recurs at the same time of day; month: on the same day; month-end: on the last day of each month.',
  }),
  until: text(rule.time, 'From when on it recurs no more. Absent: without end.').optional(),
  note: text(rule.seenText).optional(),
})

const bilingualSchema = z.strictObject({ vi: text(rule.seenText), en: text(rule.seenText) })

const publishSchema = z
  .strictObject({
    portals: z
      .union(
        [z.literal('all'), z.array(text(rule.id)).min(1).superRefine(refuseRepeats)],
        'must be all, or a list of ids of portals',
      )
      .meta({ description: 'all: every measured portal; else the ids of those that are shown.' }),
    title: bilingualSchema.optional().meta({ description: 'Heading of the page.' }),
    note: bilingualSchema.optional().meta({ description: 'A paragraph above the portals.' }),
    history: text(rule.historySpan, 'Days that are told, from 7d to 90d. Default 90d.').optional(),
    latency: z.boolean().optional().meta({ description: 'Tells response times. Default false.' }),
    incidents: z.boolean().optional().meta({ description: 'Tells outages and slow spells. Default false.' }),
  })
  .meta({ description: 'What the public status page shows to everybody. Absent: there is no such page.' })

/** The written form. Unknown keys are refused; what can be left out has its default in `page-settings.ts`. */
export const catalogueSchema = z.strictObject({
  catalog: text(rule.id, 'Id of the catalogue.'),
  timezone: text(rule.timezone, 'Of days, periods, holidays and maintenance, for example Asia/Ho_Chi_Minh.'),
  contact: text(rule.contact, 'Web page or mailbox of those who measure; sent with every request.'),
  locations: z.array(locationSchema).meta({ description: 'Places that measure.' }),
  defaults: z.strictObject({ http: httpSchema.optional(), audit: auditSchema.optional() }).optional(),
  portals: z.array(portalSchema),
  maintenance: z.array(maintenanceSchema).optional(),
  calendar: z
    .strictObject({
      holidays: z
        .array(text(rule.holiday))
        .optional()
        .meta({ description: 'YYYY-MM-DD, or MM-DD for every year. Tết has another date each year.' }),
      workingDays: z.array(text(rule.day)).optional().meta({ description: 'Make-up working days.' }),
    })
    .optional(),
  publish: publishSchema.optional(),
})

/** The schema as JSON Schema 2020-12, for editors: it refuses nothing that `parseCatalogue` accepts. */
export function catalogueJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(catalogueSchema, { io: 'input' })
  return {
    $schema,
    title: 'Nhịp catalogue',
    description: 'Portals, their pages, and the places that measure them. `nhip catalog check FILE` checks more.',
    ...schema,
  }
}

function refuseRepeats(values: readonly unknown[], context: z.core.$RefinementCtx): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) === index) return
    context.addIssue({
      code: 'custom',
      path: [index],
      message: `${String(value)} stands there twice`,
      params: { code: 'repeated_value', fix: 'remove one of the two' },
    })
  })
}
