import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { centreOf, MOST_TRIALS, nextTrial, type Trial } from '../../lib/judge/calibration.ts'

const REFERENCE_MS = 1_500

/** The control page's eight equal tasks on a processor on which one takes so long: what is beyond 50 ms blocks. */
const page = (taskMs: number) => (multiplier: number) => Math.round(8 * Math.max(0, taskMs * multiplier - 50))

function search(tbtOf: (multiplier: number) => number) {
  const trials: Trial[] = []
  for (;;) {
    const next = nextTrial(trials, REFERENCE_MS)
    if (next.kind !== 'try') return { trials, next }
    trials.push({ multiplier: next.multiplier, tbtMs: tbtOf(next.multiplier) })
  }
}

describe('the search for a multiplier', () => {
  test('begins with the reference, and is done where that is right', () => {
    const { trials, next } = search(() => REFERENCE_MS)
    expect(trials).toEqual([{ multiplier: 4, tbtMs: REFERENCE_MS }])
    expect(next).toEqual({ kind: 'found', trial: trials[0] })
  })

  test('finds what brings the page to the reference, wherever in the bounds that is', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.05, max: 15.5, noNaN: true }), (multiplier) => {
        const taskMs = (REFERENCE_MS / 8 + 50) / multiplier
        const { trials, next } = search(page(taskMs))
        expect(next.kind).toBe('found')
        if (next.kind === 'found') expect(Math.abs(next.trial.tbtMs / REFERENCE_MS - 1)).toBeLessThanOrEqual(0.03)
        expect(trials.length).toBeLessThanOrEqual(MOST_TRIALS)
      }),
    )
  })

  test('ends with noise, too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.7, max: 1.4, noNaN: true }), { minLength: 12, maxLength: 12 }),
        (noise) => {
          let turn = 0
          const { next } = search((multiplier) => Math.round(page(60)(multiplier) * (noise[turn++] ?? 1)))
          expect(next.kind).toBe('found')
        },
      ),
    )
  })

  test('ends after eleven trials, or with bounds too near each other, by the nearest that was tried', () => {
    const tried = (...trials: readonly (readonly [number, number])[]) =>
      nextTrial(
        trials.map(([multiplier, tbtMs]) => ({ multiplier, tbtMs })),
        REFERENCE_MS,
      )
    expect(tried([4, 1_000], [4.06, 1_900])).toMatchObject({ kind: 'try' })
    expect(tried([4, 1_000], [4.05, 1_900])).toEqual({ kind: 'found', trial: { multiplier: 4.05, tbtMs: 1_900 } })
    expect(tried([4.05, 2_100], [4, 1_000])).toMatchObject({ trial: { multiplier: 4 } })
    const often = (count: number, multiplier: number, tbtMs: number) =>
      tried(...Array.from({ length: count }, () => [multiplier, tbtMs] as const))
    expect(often(MOST_TRIALS - 1, 4, 1_000)).toEqual({ kind: 'try', multiplier: 10 })
    expect(often(MOST_TRIALS, 4, 1_000)).toMatchObject({ kind: 'found' })
    expect(often(MOST_TRIALS, 15.9, 1_000)).toEqual({ kind: 'unreachable', side: 'too fast' })
    expect(often(MOST_TRIALS, 15.8, 1_000)).toMatchObject({ kind: 'found' })
    expect(often(MOST_TRIALS, 1.1, 2_000)).toEqual({ kind: 'unreachable', side: 'too slow' })
    expect(often(MOST_TRIALS, 1.2, 2_000)).toMatchObject({ kind: 'found' })
  })

  test('the nearest one is taken wherever it stands, on either side', () => {
    const tried = (...tbts: readonly number[]) =>
      nextTrial(
        Array.from({ length: MOST_TRIALS }, (_, index) => {
          const tbtMs = tbts[index] ?? 1_500
          return { multiplier: tbtMs < 1_000 ? 4 : 8, tbtMs }
        }),
        1_000,
      )
    expect(tried(800, 1_100, 900, 1_040, 700)).toMatchObject({ kind: 'found', trial: { tbtMs: 1_040 } })
    expect(tried(1_100, 950, 900)).toMatchObject({ kind: 'found', trial: { tbtMs: 950 } })
    expect(tried(960, 1_100)).toMatchObject({ kind: 'found', trial: { tbtMs: 960 } })
  })

  test('says which machines cannot be brought there', () => {
    expect(search(page(400)).next).toEqual({ kind: 'unreachable', side: 'too slow' })
    expect(search(page(10)).next).toEqual({ kind: 'unreachable', side: 'too fast' })
  })
})

test('the centre of some loads is their medians; what is more than a tenth away is outside', () => {
  const of = (...loads: readonly (readonly [number, number])[]) =>
    centreOf(loads.map(([tbtMs, lcpMs]) => ({ tbtMs, lcpMs })))
  expect(of([1_000, 2_000], [900, 2_000], [1_100, 2_000], [899, 2_000], [1_000, 2_201])).toEqual({
    tbtMs: 1_000,
    lcpMs: 2_000,
    outside: 0.4,
  })
  expect(of()).toEqual({ tbtMs: 0, lcpMs: 0, outside: 1 })
})
