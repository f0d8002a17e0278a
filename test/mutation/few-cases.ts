import fc from 'fast-check'

/** What property tests import as `fast-check` while they are asked about mutants: few cases, always the same ones. */
// oxlint-disable-next-line import/no-default-export -- it stands in for a package that has one
export default { ...fc, assert: assertFew }

/** One in five, but no fewer than this. */
const LEAST_CASES = 12

function assertFew<T>(property: fc.IProperty<T>, { numRuns = 100, ...options }: fc.Parameters<T> = {}): void {
  fc.assert(property, {
    ...options,
    numRuns: Math.min(numRuns, Math.max(LEAST_CASES, Math.round(numRuns / 5))),
    seed: 1,
    endOnFailure: true,
  })
}
