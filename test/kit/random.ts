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

/** A new seed, or the one in `NHIP_TEST_SEED`. */
export function chooseSeed(): number {
  return process.env.NHIP_TEST_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.NHIP_TEST_SEED)
}
