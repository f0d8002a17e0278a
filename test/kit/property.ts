import fc from 'fast-check'
import type { CrashPoint } from './crash.ts'
import { FAULTS, type Fault, type FaultPlan, randomFaults } from './fault-proxy.ts'
import { chooseSeed, seededRandom } from './random.ts'

/** How many times as many cases as usual: `npm run test:properties`. */
const FACTOR = Number(process.env.NHIP_PROPERTY_FACTOR ?? 1)

/** What never answers takes long. */
const QUICK = FAULTS.filter((fault) => fault !== 'hung')

/** A case may take so long, ms. */
const CASE_MS = 3_000

/** The time that a test of so many cases may take, as an option of the test. */
export function timeFor(runs: number): { readonly timeout: number } {
  return { timeout: casesOf(runs) * CASE_MS + 30_000 }
}

/**
 * Tries whether a property holds for so many random cases; says from which seed they come, and resolves with how many
 * there were. `NHIP_TEST_SEED` repeats them, `NHIP_PROPERTY_FACTOR` makes more.
 */
export async function tryCases<T>(
  name: string,
  of: { readonly runs: number; readonly cases: fc.Arbitrary<T>; readonly holds: (made: T) => Promise<void> },
): Promise<number> {
  const seed = chooseSeed()
  let cases = 0
  const counted = async (made: T): Promise<void> => {
    cases++
    await of.holds(made)
  }
  try {
    await fc.assert(fc.asyncProperty(of.cases, counted), { numRuns: casesOf(of.runs), seed, endOnFailure: true })
  } finally {
    process.stdout.write(`NHIP_TEST_SEED=${seed} ${cases} cases: ${name}\n`)
  }
  return cases
}

function casesOf(runs: number): number {
  return Math.max(1, Math.round(runs * FACTOR))
}

/** From which call on, for how many: more than an SDK tries, and fewer than a case makes. */
type Outage = {
  readonly of: 'table' | 'messages'
  readonly from: number
  readonly calls: number
  readonly fault: Fault
}

const outages = fc.array(
  fc.record<Outage>({
    of: fc.constantFrom('table' as const, 'messages' as const),
    from: fc.oneof(fc.noBias(fc.nat(20)), fc.noBias(fc.nat(250))),
    calls: fc.integer({ min: 4, max: 30 }),
    fault: fc.constantFrom(...QUICK),
  }),
  { minLength: 1, maxLength: 8 },
)

/**
 * Faults of one case, by its own seed: single ones, that an SDK's next try mends, and outages of the table or of queues and
 * topic, in which so many calls in a row have the same one.
 */
export const faultPlans: fc.Arbitrary<FaultPlan> = fc
  .record({
    seed: fc.nat(),
    perMille: fc.constantFrom(0, 30, 150),
    outages: fc.oneof(fc.constant<Outage[]>([]), outages, outages),
  })
  .map(({ seed, perMille, outages }) => {
    const random = seededRandom(seed)
    const single = randomFaults(random, { perMille, faults: QUICK })
    const hung = randomFaults(random, { perMille: perMille === 0 ? 0 : 3, faults: ['hung'] })
    const calls = { table: 0, messages: 0 }
    return (call) => {
      const to = /Message|Publish/.test(call.operation) ? 'messages' : 'table'
      const number = calls[to]++
      const outage = outages.find((one) => one.of === to && number >= one.from && number < one.from + one.calls)
      return outage?.fault ?? single(call) ?? hung(call)
    }
  })

/** A process's death at one of its first calls; null: it lives. */
export const crashPoints: fc.Arbitrary<CrashPoint | null> = fc.option(
  fc.record({ call: fc.integer({ min: 1, max: 45 }), when: fc.constantFrom('before' as const, 'after' as const) }),
  { freq: 2 },
)
