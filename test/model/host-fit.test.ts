import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../lib/model/duration.ts'
import { fitHost, type HostLoad, isLoopbackHost, retryDelayMs, USUAL_CADENCES_MS } from '../../lib/model/host-fit.ts'

const load = (changes: Partial<HostLoad> = {}): HostLoad => ({
  pages: [{ everyMs: 300_000, timeoutMs: 30_000 }],
  locations: 2,
  loopback: false,
  ...changes,
})

const pages = (n: number, page: { readonly everyMs: number; readonly timeoutMs: number }) =>
  Array.from({ length: n }, () => page)

describe('fitHost', () => {
  test('the usual cadence and timeout fit two locations', () => {
    expect(fitHost(load())).toEqual({ kind: 'fits', windowMs: 150_000, neededMs: 75_000 })
  })

  test('what fills the window exactly fits, one page more does not', () => {
    // (26 − 1) × 3 s + 30 s + 15 s + 30 s = 150 s
    expect(fitHost(load({ pages: pages(26, { everyMs: 300_000, timeoutMs: 30_000 }) }))).toMatchObject({
      kind: 'fits',
      neededMs: 150_000,
    })
    expect(fitHost(load({ pages: pages(27, { everyMs: 300_000, timeoutMs: 30_000 }) }))).toEqual({
      kind: 'too_tight',
      windowMs: 150_000,
      neededMs: 153_000,
      fittingEveryMs: 360_000,
      fittingTimeoutMs: 28_000,
    })
  })

  test('loopback hosts need no spacing: 10 s cadence, 1 s timeout, three locations', () => {
    const demo = load({ pages: pages(20, { everyMs: 10_000, timeoutMs: 1_000 }), locations: 3, loopback: true })
    expect(fitHost(demo)).toMatchObject({ kind: 'fits', neededMs: 3_000 })
    expect(fitHost({ ...demo, loopback: false }).kind).toBe('too_tight')
  })

  test('the largest timeout and the shortest cadence count', () => {
    const mixed = load({
      pages: [
        { everyMs: 60_000, timeoutMs: 1_000 },
        { everyMs: 600_000, timeoutMs: 20_000 },
      ],
    })
    expect(fitHost(mixed)).toMatchObject({ kind: 'too_tight', windowMs: 30_000, neededMs: 3_000 + 40_000 + 6_000 })
  })

  test('a page over two address families counts as two, and may run into its timeout over each', () => {
    const both = { everyMs: 300_000, timeoutMs: 15_000, families: 2 }
    // (2 − 1) × 3 s + 2 × 15 s + 15 s + 2 × 15 s
    expect(fitHost(load({ pages: [both] }))).toMatchObject({ kind: 'fits', neededMs: 78_000 })
    expect(fitHost(load({ pages: [{ ...both, timeoutMs: 34_000 }] }))).toMatchObject({
      kind: 'too_tight',
      fittingTimeoutMs: 33_000,
    })
    expect(fitHost(load({ pages: [{ ...both, timeoutMs: 33_000 }] })).kind).toBe('fits')
  })

  test('a proposed cadence keeps the slower pages whole multiples of it', () => {
    // 2 min would be the first to fit, but 3 min is no multiple of it.
    const mixed = load({
      pages: [
        { everyMs: 60_000, timeoutMs: 20_000 },
        { everyMs: 180_000, timeoutMs: 20_000 },
      ],
      locations: 2,
    })
    expect(fitHost(mixed)).toMatchObject({ kind: 'too_tight', fittingEveryMs: 180_000 })
  })

  test('no timeout is proposed where not even 1 s fits', () => {
    expect(fitHost(load({ pages: pages(10, { everyMs: 10_000, timeoutMs: 1_000 }) }))).toMatchObject({
      fittingTimeoutMs: null,
    })
  })

  test('proposals fit, and the next tighter ones do not', () => {
    const cadence = fc.constantFrom(...USUAL_CADENCES_MS)
    const page = fc.record({ everyMs: cadence, timeoutMs: fc.integer({ min: 1, max: 120 }).map((s) => s * 1_000) })
    const loads = fc.record({
      pages: fc.array(page, { minLength: 1, maxLength: 12 }),
      locations: fc.integer({ min: 1, max: 8 }),
      loopback: fc.boolean(),
    })
    fc.assert(
      fc.property(loads, (candidate) => {
        const fit = fitHost(candidate)
        if (fit.kind === 'fits') return fit.neededMs <= fit.windowMs
        const withTimeout = (timeoutMs: number) => ({
          ...candidate,
          pages: candidate.pages.map((p) => ({ ...p, timeoutMs })),
        })
        const withEvery = (everyMs: number) => ({
          ...candidate,
          pages: candidate.pages.map((p) => ({ ...p, everyMs: Math.max(p.everyMs, everyMs) })),
        })
        if (
          fit.fittingEveryMs !== null &&
          (DAY_MS % fit.fittingEveryMs !== 0 || fitHost(withEvery(fit.fittingEveryMs)).kind !== 'fits')
        )
          return false
        const timeoutMs = fit.fittingTimeoutMs
        if (timeoutMs === null) return fitHost(withTimeout(1_000)).kind === 'too_tight'
        return (
          fitHost(withTimeout(timeoutMs)).kind === 'fits' &&
          fitHost(withTimeout(timeoutMs + 1_000)).kind === 'too_tight'
        )
      }),
    )
  })
})

test('the retry waits a tenth of the cadence, 15 s at most', () => {
  expect([10_000, 149_990, 150_000, 3_600_000].map(retryDelayMs)).toEqual([1_000, 14_999, 15_000, 15_000])
})

test.each([
  ['localhost', true],
  ['portal.localhost', true],
  ['PORTAL.LOCALHOST', true],
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['::1', true],
  ['notlocalhost', false],
  ['localhost.vn', false],
  ['128.0.0.1', false],
  ['127.0.0.1.nip.io', false],
  ['[::2]', false],
  ['10.0.0.1', false],
])('%s is loopback: %s', (hostname, expected) => {
  expect(isLoopbackHost(hostname)).toBe(expected)
})
