import { z } from 'zod'
import type { CostSoFar } from '../../report/cost-so-far.ts'
import { SERVICES } from '../../report/usage.ts'
import { named } from './named.ts'

type Cost = {
  readonly type: 'cost'
  readonly isOnAws: boolean
  readonly cost: CostSoFar | null
}

const usd = z.number().nonnegative()
const count = z.int().nonnegative()

export const costAnswer = named<Cost>(
  'Cost',
  z.object({
    type: z.literal('cost'),
    isOnAws: z.boolean(),
    cost: z
      .object({
        region: z.string(),
        pricesOf: z.string(),
        checks: count,
        ofChecks: count,
        services: z.array(z.object({ service: z.enum(SERVICES), usd })),
        usd,
        monthUsd: usd,
      })
      .nullable(),
  }),
  'An estimate by list prices; where isOnAws is false, what it would be there. cost is null where no price is known or nothing is due.',
)
