import { z } from 'zod'

/** What AWS bills, as far as this platform uses it; `prices/aws.yaml` says in which units. */
export const PRICED = [
  'lambdaRequest',
  'lambdaGbSecond',
  'lambdaTmpGbSecond',
  'tableWrite',
  'tableRead',
  'tableStorage',
  'tableBackup',
  'queueRequest',
  'topicPublish',
  'filesStorage',
  'filesPut',
  'filesGet',
  'logsIngested',
  'logsStorage',
  'alarm',
  'dashboard',
  'canaryRun',
  'keyMonth',
  'keyRequest',
  'signature',
  'secretMonth',
  'secretRequest',
  'gatewayRequest',
  'scheduledEvent',
  'transferOut',
  'transferBetween',
  'edgeTransfer',
  'edgeRequest',
  'edgeFunction',
] as const

export type Priced = (typeof PRICED)[number]

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const priceSchema = z.strictObject({
  usd: z.number().nonnegative(),
  /** So many units cost `usd`. */
  per: z.number().positive(),
  unit: z.string().min(1),
  /** A name of `sources`. */
  source: z.string().min(1),
  /** `price-list` and `page` were seen, as AWS publishes them; `carried` was not seen for this region. */
  kind: z.enum(['price-list', 'page', 'carried']),
  /** When it was seen; null: it wasn't. */
  seen: day.nullable(),
})

export const pricesSchema = z
  .strictObject({
    prices: z.string().min(1),
    date: day,
    currency: z.literal('USD'),
    sources: z.record(z.string(), z.url()),
    regions: z.record(z.string(), z.record(z.enum(PRICED), priceSchema)),
  })
  .superRefine(({ sources, regions }, context) => {
    for (const [region, prices] of Object.entries(regions))
      for (const [name, { source, kind, seen }] of Object.entries(prices)) {
        const path = ['regions', region, name]
        if (!(source in sources)) context.addIssue({ code: 'custom', path, message: `there is no source “${source}”` })
        if ((kind === 'carried') !== (seen === null))
          context.addIssue({
            code: 'custom',
            path,
            message: 'what was seen has a day, and what is carried over has none',
          })
      }
  })

export type Price = Readonly<z.infer<typeof priceSchema>>

export type Prices = Readonly<z.infer<typeof pricesSchema>>

/** Of one region. */
export type RegionPrices = Readonly<Record<Priced, Price>>
