import { expect, test } from 'vitest'
import { score } from '../../lib/flow/score.ts'
import type { ScoreSource } from '../../lib/flow/score-source.ts'
import { dayOf } from '../../lib/model/day.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import type { Exclusion } from '../../lib/model/exclusion.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import { TOTAL_RULE, tenPoints } from '../kit/score.ts'
import { exclusionAt, FROM, type Shows, sourceOf } from '../kit/score-source.ts'

const PACK = tenPoints()
const SPAN = { period: parsePeriod('2026-05-04..2026-05-31'), nowMs: FROM + 40 * DAY_MS, criteria: PACK }

const SHOWS: Shows = ({ page, location, hour, day }) => {
  if (hour === 3) return { cause: location === 'a' ? 'http_5xx' : 'blocked' }
  return { totalMs: page.startsWith('hue') ? 1_500 + hour * 40 : 500 + ((day * 7 + hour) % 11) * 200 }
}

/** A source with a place for days, all of which are sealed with `seal`, and how many days were read. */
function keeping(
  shows: Shows,
  of: { readonly seal?: string; readonly head?: string; readonly exclusions?: readonly Exclusion[] } = {},
) {
  const source = sourceOf(shows, of)
  const read: string[] = []
  const files = new Map<string, Uint8Array>()
  const sealed = Array.from({ length: 30 }, (_, day) => {
    const fromMs = FROM + day * DAY_MS
    return { day: dayOf(fromMs, 'Asia/Ho_Chi_Minh'), fromMs, toMs: fromMs + DAY_MS, sha256: of.seal ?? 'first' }
  })
  const counting: ScoreSource = {
    ...source,
    results: (span) => {
      read.push(`${span.page} ${dayOf(span.fromMs, 'Asia/Ho_Chi_Minh')}`)
      return source.results(span)
    },
    kept: {
      packs: [],
      headOf: async () => of.head ?? null,
      sealed: () => Promise.resolve(sealed),
      get: async (path) => files.get(path) ?? null,
      put: async (path, bytes) => void files.set(path, bytes),
    },
  }
  return { source: counting, read, files }
}

test('kept days are not read again, and give the same score to the last bit', async () => {
  const { source, read, files } = keeping(SHOWS)
  const plain = await score(sourceOf(SHOWS), SPAN)
  expect(await score(source, SPAN)).toEqual(plain)
  expect(read).toHaveLength(2 * 28)
  expect([...files.keys()].map((path) => path.replace(/-[0-9a-f]{16}\./, '-….'))).toEqual([
    'cells/da-nang/home/2026-05-….bin',
    'cells/hue/home/2026-05-….bin',
  ])
  read.length = 0
  expect(await score(source, SPAN)).toEqual(plain)
  expect(read).toEqual([])
  // Another rule of the same metric reads nothing either, another metric everything.
  const stricter = tenPoints({ ...TOTAL_RULE, limit: 1_000 })
  expect(await score(source, { ...SPAN, criteria: stricter })).toEqual(
    await score(sourceOf(SHOWS), { ...SPAN, criteria: stricter }),
  )
  expect(read).toEqual([])
  await score(source, { ...SPAN, criteria: tenPoints({ ...TOTAL_RULE, metric: 'waitMs' }) })
  expect(read).toHaveLength(2 * 28)
})

test('a longer period reads only what is new, of a shorter one nothing is lost', async () => {
  const { source, read } = keeping(SHOWS)
  await score(source, { ...SPAN, period: parsePeriod('2026-05-04..2026-05-10') })
  read.length = 0
  await score(source, { ...SPAN, period: parsePeriod('2026-05-08..2026-05-12') })
  expect(read.filter((one) => one.startsWith('hue'))).toEqual(['hue/home 2026-05-11', 'hue/home 2026-05-12'])
  read.length = 0
  await score(source, { ...SPAN, period: parsePeriod('2026-05-04..2026-05-12') })
  expect(read).toEqual([])
})

test('days that were sealed once more, or of which something is excluded, are read', async () => {
  const { source, read } = keeping(SHOWS)
  await score(source, SPAN)
  const later = keeping(SHOWS, { seal: 'second' }).source.kept
  const revised = { ...source, kept: { ...source.kept, sealed: later?.sealed } } as ScoreSource
  read.length = 0
  await score(revised, SPAN)
  expect(read).toHaveLength(2 * 28)

  const exclusion = exclusionAt(48, 8, { portal: 'hue' })
  read.length = 0
  const excluding: ScoreSource = { ...revised, exclusions: [exclusion] }
  expect(await score(excluding, SPAN)).toEqual(await score(sourceOf(SHOWS, { exclusions: [exclusion] }), SPAN))
  // Audits of the day before may be due in the window.
  expect(read).toEqual(['hue/home 2026-05-05', 'hue/home 2026-05-06'])
})

test('what is sealed of a month is looked up once, and again when something of it is sealed', async () => {
  const { source } = keeping(SHOWS, { head: 'first' })
  const kept = source.kept as NonNullable<ScoreSource['kept']>
  const looked: string[] = []
  const looking = (more: Partial<typeof kept>): ScoreSource => {
    const both = { ...kept, ...more }
    return {
      ...source,
      kept: {
        ...both,
        sealed: (of) => {
          looked.push(`${of.page} ${of.from} ${of.to}`)
          return both.sealed(of)
        },
      },
    }
  }
  const once = ['da-nang/home 2026-05 2026-05', 'hue/home 2026-05 2026-05']
  const plain = await score(sourceOf(SHOWS), SPAN)
  for (const [more, lookedUp] of [
    [{}, once],
    [{}, []],
    [{ headOf: async () => null }, once],
    [{ headOf: async () => 'second' }, once],
    [{ headOf: async () => 'second' }, []],
    [{ headOf: async () => 'first' }, once],
  ] as const) {
    looked.length = 0
    expect(await score(looking(more), SPAN)).toEqual(plain)
    expect(looked.toSorted()).toEqual(lookedUp)
  }
  // Days of a month that isn't over may be all that is asked for: the list that is kept has those of the whole month.
  looked.length = 0
  await score(looking({ headOf: async () => 'third' }), { ...SPAN, period: parsePeriod('2026-05-04..2026-05-10') })
  looked.length = 0
  expect(await score(looking({ headOf: async () => 'third' }), SPAN)).toEqual(plain)
  expect(looked).toEqual([])
})

test('days that are not sealed are read each time, and a file that is cut off or of another version counts for nothing', async () => {
  const { source, read, files } = keeping(SHOWS)
  const kept = source.kept as NonNullable<ScoreSource['kept']>
  const open: ScoreSource = { ...source, kept: { ...kept, sealed: async (of) => (await kept.sealed(of)).slice(1) } }
  await score(open, SPAN)
  read.length = 0
  await score(open, SPAN)
  expect(read).toEqual(['da-nang/home 2026-05-04', 'hue/home 2026-05-04'])

  const plain = await score(sourceOf(SHOWS), SPAN)
  for (const [path, bytes] of files) files.set(path, bytes.subarray(0, bytes.length / 2))
  expect(await score(source, SPAN)).toEqual(plain)
  for (const [path, bytes] of files) {
    const other = Buffer.from(bytes)
    other[36] = 99
    files.set(path, other)
  }
  expect(await score(source, SPAN)).toEqual(plain)
})
