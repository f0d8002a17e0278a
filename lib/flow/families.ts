import type { Outcome } from '../model/cause.ts'
import type { FamilyResult } from '../model/observation.ts'
import type { AddressFamily } from '../transport/resolve.ts'
import type { Try } from './measure.ts'

const RANK: Readonly<Record<Outcome, number>> = { failed: 2, inconclusive: 1, passed: 0 }

export type FamilyTry = { readonly family: AddressFamily; readonly made: Try }

/**
 * One try out of those at each family that a page asks for, in the order asked; at least one. A portal that is out over
 * one of them is out for those who have only that: the worst counts, of equals the first. What a location without IPv6
 * can't tell of it says nothing against what it could.
 */
export function overFamilies(tries: readonly FamilyTry[]): Try {
  const [first] = tries
  if (!first) throw new Error('no address family was measured')
  if (tries.length === 1) return first.made
  const told = tries.filter(({ made }) => made.cause !== 'no_ipv6')
  const counted = told.length === 0 ? tries : told
  const { made } = counted.reduce((worst, one) => (RANK[one.made.outcome] > RANK[worst.made.outcome] ? one : worst))
  return {
    ...made,
    families: tries.map(familyResult),
    ...(told.length > 0 && told.length < tries.length ? { warnings: ['no_ipv6'] } : {}),
  }
}

function familyResult({ family, made }: FamilyTry): FamilyResult {
  const { outcome, cause, facts } = made
  return { family, outcome, cause, totalMs: facts.phases.totalMs }
}
