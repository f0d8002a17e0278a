/** Numbers in [0, 1) that follow from a seed alone (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Of the cases of `npm test`: always the same, so that what is red is so by the change that is tried. */
const USUAL_SEED = 20_261_122

/** That in `NHIP_TEST_SEED`; else the usual one, and a new one in a long search (`npm run test:properties`). */
export function chooseSeed(): number {
  const { NHIP_TEST_SEED: wanted, NHIP_PROPERTY_FACTOR: factor } = process.env
  if (wanted !== undefined) return Number(wanted)
  return factor === undefined ? USUAL_SEED : Date.now() % 2 ** 31
}
