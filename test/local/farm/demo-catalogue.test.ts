import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { DEMO_PORT, withFarmPort } from '../../../lib/local/farm/farm-port.ts'
import { DEMO_SOURCES, findPortal } from '../../../lib/local/farm/portals.ts'
import { type Catalogue, measuredPages, pagesOf } from '../../../lib/model/catalogue.ts'
import { parseCatalogue } from '../../../lib/model/parse-catalogue.ts'
import { ask } from './request.ts'

let text: string
let farm: Farm
let catalogue: Catalogue
beforeAll(async () => {
  text = await readFile(new URL('../../../catalogs/demo.yaml', import.meta.url), 'utf8')
  farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  const parsed = parseCatalogue({ text: withFarmPort(text, farm.port), file: 'catalogs/demo.yaml' })
  expect(parsed.problems).toEqual([])
  catalogue = parsed.catalogue!
})
afterAll(() => farm.close())

test('the catalogue has no problem as published either', () => {
  expect(parseCatalogue({ text, file: 'catalogs/demo.yaml' }).problems).toEqual([])
})

describe('withFarmPort', () => {
  test('moves every portal and nothing else', () => {
    expect(
      withFarmPort(`http://x.localhost:${DEMO_PORT}/?p=${DEMO_PORT} http://y.localhost:${DEMO_PORT}1/`, 5_000),
    ).toBe(`http://x.localhost:5000/?p=${DEMO_PORT} http://y.localhost:${DEMO_PORT}1/`)
    expect(withFarmPort(text, 5_000)).not.toContain(`:${DEMO_PORT}`)
  })

  test('leaves the text as it is for the port in it', () => {
    expect(withFarmPort(text, DEMO_PORT)).toBe(text)
  })
})

test('its locations measure from the addresses that the farm knows', () => {
  expect(Object.fromEntries(catalogue.locations.map(({ id, source }) => [id, source]))).toEqual(DEMO_SOURCES)
  expect(new Set(catalogue.locations.map(({ network }) => network)).size).toBe(3)
})

test('its portals are the farm’s, addressed as the farm does', () => {
  for (const page of pagesOf(catalogue)) {
    expect(findPortal(page.portal)).not.toBeNull()
    expect(new URL(page.url!).origin).toBe(new URL(farm.url(page.portal)).origin)
  }
})

test('every page without its scenario shows the text that it is expected to show', async () => {
  for (const page of measuredPages(catalogue)) {
    const url = `${page.url}${page.url.includes('?') ? '&' : '?'}fault=none`
    const answer = await ask(url, { trustAll: true })
    expect([page.key, answer.status]).toEqual([page.key, 200])
    expect(answer.text.toLowerCase()).toContain(page.expect.text!.toLowerCase())
  }
})

test('a portal that is no longer measured is listed', () => {
  const retired = catalogue.portals.filter(({ state }) => state === 'retired').map(({ id }) => id)
  expect(retired).toEqual(['tan-lap'])
  expect(catalogue.portals.some(({ predecessors }) => predecessors.includes('tan-lap'))).toBe(true)
  expect(catalogue.portals.some(({ formHosts }) => formHosts.length > 0)).toBe(true)
})
