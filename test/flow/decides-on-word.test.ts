import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToken } from '../../lib/flow/create-token.ts'
import { decidesOnWordOf } from '../../lib/flow/review.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'

const PERIOD = '2026-11'
const HOA = 'https://id.example.org/realms/nhip#4711'
const NAM = 'https://id.example.org/realms/nhip#4712'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

/** `by` decides a review that `asker` wanted, of a period that each of `previewers` has previewed. */
const onWordOf = (by: string, asker: string, previewers: readonly string[] = [], incident?: string) =>
  decidesOnWordOf(
    { by: asker, period: PERIOD, ...(incident === undefined ? {} : { incident }) },
    {
      by,
      evaluations: [
        ...previewers.map((one) => ({ period: PERIOD, revisions: [{ statement: { by: one } }] })),
        { period: '2026-10', revisions: [{ statement: { by: 'cli:elsewhere' } }] },
      ],
      table: stores.table,
    },
  )
const tokenOf = async (maker: string): Promise<string> =>
  (await createToken({ role: 'evaluator' }, { table: stores.table, clock: heldClock(0), by: maker })).id

test('two links of one maker are two people on one word, whatever their names', async () => {
  expect(await onWordOf('link:platform/Anh Nam', 'link:platform/Chị Hoa', ['link:platform/Chị Hoa'])).toEqual([
    'platform',
  ])
})

test('so are two tokens of one maker; of an older one nobody knows who made it', async () => {
  const [one, other] = [await tokenOf('cli:nhip'), await tokenOf('cli:nhip')]
  expect(await onWordOf(one, other)).toEqual(['cli:nhip'])
  expect(await onWordOf(one, 'a1b2c3d4e5f6')).toEqual(['a1b2c3d4e5f6', 'cli:nhip'])
})

test('every maker counts: of who decides, who asked and who made a preview', async () => {
  const token = await tokenOf('cli:nhip')
  expect(await onWordOf(HOA, token, ['link:platform/Chị Hoa', NAM])).toEqual(['cli:nhip', 'platform'])
})

test('whom a provider tells apart needs nobody else; nor does who decides what the platform itself asks', async () => {
  expect(await onWordOf(HOA, NAM, [NAM])).toEqual([])
  expect(await onWordOf('link:platform/Anh Nam', 'platform', [], 'monitor:da-nang/home:domestic:1')).toEqual([])
  expect(await onWordOf('link:platform/Anh Nam', 'platform', ['cli:nhip'], 'monitor:da-nang/home:domestic:1')).toEqual([
    'cli:nhip',
    'platform',
  ])
})
