import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type Catalogue, measuredPages, pagesOf } from '../../lib/model/catalogue.ts'
import { parseCatalogue } from '../../lib/model/parse-catalogue.ts'

const [of2026, of2023] = await Promise.all([load('vietnam-2026'), load('vietnam-2023')])

async function load(name: string): Promise<Catalogue> {
  const text = await readFile(new URL(`../../catalogs/${name}.yaml`, import.meta.url), 'utf8')
  const { catalogue, problems } = parseCatalogue({ text, file: `${name}.yaml` })
  if (catalogue === null) throw new Error(JSON.stringify(problems))
  return catalogue
}

const countsByKind = (catalogue: Catalogue) =>
  Object.fromEntries(
    [...Map.groupBy(catalogue.portals, ({ kind }) => kind)].map(([kind, portals]) => [kind, portals.length]),
  )

test('2023: 63 provinces and 20 ministries and agencies were evaluated; 2026: 34, 17 and the National Portal', () => {
  expect(countsByKind(of2023)).toEqual({ province: 63, ministry: 20 })
  expect(countsByKind(of2026)).toEqual({ national: 1, province: 34, ministry: 17 })
})

test('every province of 2023 lives on in one of 2026, by its name or as a predecessor', () => {
  const provinces = ({ portals }: Catalogue) => portals.filter(({ kind }) => kind === 'province')
  const known = provinces(of2026)
    .flatMap(({ id, predecessors }) => [id, ...predecessors])
    .filter((id) => id !== 'hue')
  expect(known.toSorted()).toEqual(
    provinces(of2023)
      .map(({ id }) => id)
      .toSorted(),
  )
})

test('only the homepage of the National Portal is measured: no other address is known for certain', () => {
  expect(measuredPages(of2026).map(({ url }) => url)).toEqual(['https://dichvucong.gov.vn/'])
  expect(pagesOf(of2026).filter(({ kind }) => kind === 'eform')).toEqual([])
  expect(pagesOf(of2023)).toEqual([])
})

test('eForm hosts seen in 2026 are recorded', () => {
  const hosts = of2026.portals.flatMap(({ formHosts }) => formHosts)
  expect(hosts).toHaveLength(18)
  expect(new Set(hosts).size).toBe(18)
  for (const host of hosts) expect(host).toMatch(/\.gov\.vn$/)
})

test('the shipped cadence and timeout fit the two shipped locations', () => {
  for (const catalogue of [of2026, of2023]) {
    expect(catalogue.locations.map(({ id, group, scoring }) => ({ id, group, scoring }))).toEqual([
      { id: 'sgn', group: 'domestic', scoring: true },
      { id: 'ap-southeast-1', group: 'abroad', scoring: false },
    ])
  }
  expect(measuredPages(of2026)[0]).toMatchObject({ http: { everyMs: 300_000, timeoutMs: 30_000 } })
})
