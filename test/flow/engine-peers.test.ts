import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enginePeers } from '../../lib/flow/engine-peers.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { Catalogue } from '../../lib/model/catalogue.ts'
import type { PublishedPage, PublishedPortal } from '../../lib/model/score.ts'
import { keepLatest } from '../../lib/record/latest.ts'
import type { KeyedResult } from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { chooseSeed } from '../kit/random.ts'
import { scoreExportOf } from '../kit/score-export.ts'
import { openStores } from '../kit/stores.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** A portal with one eForm; its first is the one that is asked about. */
type Made = {
  readonly vendor: string | null
  readonly owner: string
  readonly engine: 'formio' | 'surveyjs' | null
  readonly value: number | null
}

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const [SAMPLE] = scoreExportOf({ portals: 1, packs: ['vn-2025-load'] }).packs[0]?.score.portals ?? []
const FORM = SAMPLE?.pages.find(({ kind }) => kind === 'eform') as PublishedPage
const RULE = FORM.rules[0] as PublishedPage['rules'][number]
const OTHERS: readonly Made[] = [1, 2, 3, 4, 5].map((index) => ({
  vendor: 'fpt',
  owner: `o${index}`,
  engine: 'formio',
  value: index / 10,
}))
const OWN: Made = { vendor: 'vnpt', owner: 'own', engine: 'formio', value: 0.9 }

function catalogueFor(made: readonly Made[]): Catalogue {
  const portals = made.map(({ vendor, owner, engine }, index) => {
    const url = `https://p${index}.example.org/form`
    const form = writtenPage({ id: 'form', kind: 'eform', url, ...(engine === null ? {} : { engine }) })
    return writtenPortal({ id: `p${index}`, owner, ...(vendor === null ? {} : { vendor }), pages: [form] })
  })
  return catalogueOf({ portals })
}

function publishedOf(made: readonly Made[]): readonly PublishedPortal[] {
  return made.map(({ value }, index) => ({
    ...(SAMPLE as PublishedPortal),
    portal: `p${index}`,
    pages: [{ ...FORM, page: `p${index}/form`, rules: [{ ...RULE, value }] }],
  }))
}

async function peersOf(made: readonly Made[]) {
  const catalogue = catalogueFor(made)
  const scored = publishedOf(made)
  const [portal] = catalogue.portals
  if (!portal) throw new Error('a catalogue of portals has one')
  const peers = await enginePeers({ portal, catalogue, scored }, stores)
  return peers(scored[0]?.pages[0] as PublishedPage, RULE)
}

test('five forms of the same engine on portals of other vendors have a median', async () => {
  expect(await peersOf([OWN, ...OTHERS])).toEqual({ engine: 'formio', portals: 5, value: 0.3 })
})

test.each<[string, readonly Made[]]>([
  ['four of them', [OWN, ...OTHERS.slice(1)]],
  ['five of two owners', [OWN, ...OTHERS.map((one, index) => ({ ...one, owner: `o${index % 2}` }))]],
  ['five, one of them by another engine', [OWN, { ...OTHERS[0], engine: 'surveyjs' } as Made, ...OTHERS.slice(1)]],
  ['five, one of them without a value', [OWN, { ...OTHERS[0], value: null } as Made, ...OTHERS.slice(1)]],
  ['five, of which the vendor knows one', [OWN, { ...OTHERS[0], vendor: 'vnpt' } as Made, ...OTHERS.slice(1)]],
  ['forms of an engine that nobody knows', [OWN, ...OTHERS].map((one) => ({ ...one, engine: null }))],
])('%s have none', async (_name, made) => {
  expect(await peersOf(made)).toBeNull()
})

test('an engine that the catalogue doesn’t name is the one that the last audit found', async () => {
  const found: KeyedResult = { ...audit({ page: 'p1/form', engine: 'formio', slotMs: 0 }), page: 'p1/form' }
  await keepLatest(stores.table, found, Date.now())
  const made = [OWN, { ...OTHERS[0], engine: null } as Made, ...OTHERS.slice(1)]
  expect(await peersOf(made)).toMatchObject({ portals: 5 })
})

test('whatever portals there are: of what the vendor knows itself nothing is in the answer, and of fewer than the minimum nothing at all', async () => {
  const made = fc.record<Made>({
    vendor: fc.constantFrom('vnpt', 'fpt', 'viettel', null),
    owner: fc.constantFrom('a', 'b', 'c', 'd'),
    engine: fc.constantFrom('formio', 'surveyjs'),
    value: fc.option(fc.integer({ min: 0, max: 100 }).map((of) => of / 100)),
  })
  let told = 0
  await fc.assert(
    fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 16 }), fc.nat(100), async (others, changed) => {
      const all = [OWN, ...others]
      const answer = await peersOf(all)
      const own = all.map((one) => (one.vendor === OWN.vendor ? { ...one, value: changed / 100 } : one))
      expect(await peersOf(own)).toEqual(answer)
      const foreign = others.filter((one) => one.vendor !== OWN.vendor && one.engine === 'formio' && one.value !== null)
      const isEnough = foreign.length >= 5 && new Set(foreign.map(({ owner }) => owner)).size >= 3
      expect(answer === null).toBe(!isEnough)
      if (answer !== null) told++
    }),
    { seed: chooseSeed(), numRuns: 60 * Number(process.env.NHIP_PROPERTY_FACTOR ?? 1) },
  )
  expect(told).toBeGreaterThan(0)
})
