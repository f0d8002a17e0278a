import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import { recordOf } from '../../lib/judge/incident-state.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { newJob } from '../../lib/model/job.ts'
import { logChange } from '../../lib/record/change-log.ts'
import { getRevision } from '../../lib/record/evaluations.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { addJob } from '../../lib/record/jobs.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { type Part, partOf } from '../../lib/web/list-part.ts'
import type { OpenApi } from '../../lib/web/openapi.ts'
import { audit } from '../kit/audit.ts'
import { keepPreview, keepReview } from '../kit/evaluation.ts'
import { FLEET_NOW, FLEET_ORIGIN, FLEET_OUTAGE, FLEET_PERIOD, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { observation } from '../kit/observation.ts'
import { chooseSeed } from '../kit/random.ts'
import { makeToken } from '../kit/tokens.ts'
import { writtenCriteria } from '../kit/written-criteria.ts'

type Entry = { readonly at: number; readonly id: string }
const KIND = { name: 'entries', placeOf: ({ at, id }: Entry) => [-at, id] }
const entries = fc.uniqueArray(fc.record({ at: fc.nat(20), id: fc.string({ maxLength: 3 }) }), {
  selector: ({ at, id }) => `${at} ${id}`,
  maxLength: 30,
})

test('who walks through a list to which others add meets all that was there once, in order, and back again', () => {
  fc.assert(
    fc.property(entries, entries, fc.integer({ min: 1, max: 7 }), (all, added, limit) => {
      const known = new Set(all.map(({ at, id }) => `${at} ${id}`))
      const fresh = added.filter(({ at, id }) => !known.has(`${at} ${id}`))
      const wanted = partOf(all, { ...KIND, limit: 1_000, cursor: null }).entries
      const there: Entry[] = [...all]
      const walked: Entry[] = []
      let cursor: string | null = null
      do {
        const part: Part<Entry> = partOf(there, { ...KIND, limit, cursor })
        expect(part.entries.length).toBeLessThanOrEqual(limit)
        walked.push(...part.entries)
        expect(walked.length).toBeLessThanOrEqual(all.length + added.length)
        cursor = part.after
        there.push(...fresh.splice(0, 2))
      } while (cursor !== null)
      const isOld = ({ at, id }: Entry): boolean => known.has(`${at} ${id}`)
      expect(walked.filter(isOld)).toEqual(wanted)
      expect(new Set(walked).size).toBe(walked.length)

      const last = walked.at(-1)
      if (last === undefined) return
      const back: Entry[] = []
      let part = partOf(there, { ...KIND, limit, cursor: null })
      for (let steps = 0; part.after !== null && steps < 100; steps++)
        part = partOf(there, { ...KIND, limit, cursor: part.after })
      back.unshift(...part.entries)
      for (let steps = 0; part.before !== null && steps < 100; steps++) {
        part = partOf(there, { ...KIND, limit, cursor: part.before })
        back.unshift(...part.entries)
      }
      expect(back).toEqual(partOf(there, { ...KIND, limit: 1_000, cursor: null }).entries)
    }),
    { seed: chooseSeed(), numRuns: 300 * Number(process.env.NHIP_PROPERTY_FACTOR ?? 1) },
  )
})

describe('lists of the API', () => {
  let fleet: FleetApp
  let lists: readonly string[]
  const tokens: Record<string, string> = {}
  const ask = (path: string, role = 'operator', init: RequestInit = {}) =>
    fleet.app.request(`${FLEET_ORIGIN}${path}`, { ...init, headers: { authorization: `Bearer ${tokens[role]}` } })
  beforeAll(async () => {
    fleet = await openFleetApp({ requestsPerMinute: 1_000_000 })
    const { table } = fleet.stores
    for (const role of ['operator', 'evaluator'] as const)
      tokens[role] = await makeToken({ role }, { table, nowMs: FLEET_NOW })
    await makeToken({ role: 'vendor', vendor: 'fpt' }, { table, nowMs: FLEET_NOW })
    const document = (await (await fleet.app.request(`${FLEET_ORIGIN}/openapi.json`)).json()) as OpenApi
    lists = Object.entries(document.paths)
      .filter(([, own]) => own.get?.parameters.some(({ name }) => name === 'cursor'))
      .map(([path]) => path.replace('{portal}', 'ca-mau').replace('{page}', 'home'))
    const kept = { criteria: 'test', version: 1, period: FLEET_PERIOD, group: 'domestic' } as const
    const portals = (await getRevision(table, { id: kept, revision: 0 }))?.portals ?? []
    const before = { from: '2026-10-01', to: '2026-10-31', deadlineMs: FLEET_NOW, portals }
    await keepPreview(table, { ...before, period: '2026-10' })
    const pack = writtenCriteria()
    for (const version of [2, 3])
      await publishCriteria(table, { packs: [readPack(stringify({ ...pack, version }), 'test')], nowMs: 0 })
    for (const [index, hours] of [1, 2, 3].entries()) {
      for (const made of [observation, audit])
        for (const location of ['sgn', 'han'])
          await keepResult(
            table,
            made({
              page: 'ca-mau/home',
              slotMs: FLEET_NOW - hours * 5 * MINUTE_MS,
              location,
              ...(made === observation ? { cause: 'http_5xx' } : {}),
            }) as KeyedResult,
            FLEET_NOW,
          )
      const sinceMs = FLEET_NOW - hours * HOUR_MS
      const outage = { ...FLEET_OUTAGE, id: `down:hue/home:domestic:${sinceMs}`, sinceMs }
      await fileIncident(
        table,
        recordOf(outage, { page: 'hue/home', portal: null, group: 'domestic', resolvedAtMs: null }),
      )
      const params = { criteria: 'test@1', period: FLEET_PERIOD }
      const job = { kind: 'score', params, owner: { role: 'operator' }, nowMs: FLEET_NOW } as const
      await addJob(table, newJob({ id: `list-${index}`, ...job }))
      await keepReview(table, { id: `list${index}`, period: FLEET_PERIOD, portal: 'hue' })
      // Of one moment: only their ids tell them apart.
      await logChange(table, { atMs: FLEET_NOW, by: 'x', act: 'turn_kill', about: 'hue', details: {} })
      const post = (path: string, body: unknown) =>
        ask(path, 'operator', { method: 'POST', body: JSON.stringify(body) })
      await post('/api/silences', { portal: 'hue', minutes: 30, note: 'x' })
      await post('/api/maintenance', { portal: 'hue', from: '2026-11-24T22:00', to: '2026-11-24T23:00' })
      await post('/api/holidays', { days: [`2027-02-0${5 + index}`] })
      await post('/api/releases/ca-mau', { at: `2026-11-2${index}T22:00`, label: `${index}` })
    }
  })
  afterAll(() => fleet.stores.close())

  test('come in parts that together are the whole, forth and back', async () => {
    expect(lists).toHaveLength(17)
    for (const path of lists) {
      const whole = listOf(await (await ask(path)).json())
      // Two periods are open here, with the scores of two portals.
      const isOfScores = /periods|scores|score-changes/.test(path)
      expect([path, whole.length]).toEqual([path, isOfScores ? 2 : expect.toSatisfy((count: number) => count > 2)])
      const walked: unknown[] = []
      let [next, last]: [string | null, string] = [`${path}?limit=1`, '']
      while (next !== null) {
        last = next
        const answer: Response = await ask(next)
        expect([next, answer.status]).toEqual([next, 200])
        walked.push(...listOf(await answer.json()))
        expect(walked.length).toBeLessThanOrEqual(whole.length)
        next = linkOf(answer, 'next')
      }
      expect(walked).toEqual(whole)
      const back: unknown[] = []
      for (let at: string | null = last; at !== null; ) {
        const answer = await ask(at)
        back.unshift(...listOf(await answer.json()))
        expect(back.length).toBeLessThanOrEqual(whole.length)
        at = linkOf(answer, 'prev')
      }
      expect(back).toEqual(whole)
    }
  })

  test.each([
    ['limit=0', 'bad_limit'],
    ['limit=501', 'bad_limit'],
    ['limit=x', 'bad_limit'],
    ['cursor=x', 'bad_cursor'],
    [`cursor=${Buffer.from('["incidents","after",{}]').toString('base64url')}`, 'bad_cursor'],
  ])('%s is refused by all of them with one clear line', async (query, code) => {
    for (const path of lists) {
      const answer = await ask(`${path}?${query}`)
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 400, 'application/problem+json'])
      const { detail } = (await answer.json()) as { readonly detail: string }
      expect([path, detail.split(':')[0], detail.includes('\n')]).toEqual([path, code.slice('bad_'.length), false])
    }
  })

  test('the cursor of one list is none of another', async () => {
    const next = new URL(linkOf(await ask('/api/incidents?limit=1'), 'next') ?? '', FLEET_ORIGIN)
    const answer = await ask(`/api/silences?cursor=${next.searchParams.get('cursor')}`)
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'bad_cursor' })])
  })

  test('pages have plain links to the parts', async () => {
    const cookie = await fleet.signIn({ role: 'operator' })
    const page = async (path: string) =>
      (await fleet.app.request(`${FLEET_ORIGIN}${path}`, { headers: { cookie } })).text()
    const { table } = fleet.stores
    for (let count = 0; count < 60; count++)
      await logChange(table, {
        atMs: FLEET_NOW - 1,
        by: `nobody-${count}`,
        act: 'turn_kill',
        about: 'hue',
        details: {},
      })
    const first = await page('/changes?month=2026-11&lang=en')
    expect(first).not.toContain('Previous page')
    const way = /rel="next" href="([^"]*)">Next page/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? 'none'
    const second = await page(`/changes${way}`)
    expect(second).not.toContain('Next page')
    expect(second).toContain('rel="prev"')
    const shown = [...`${first}${second}`.matchAll(/nobody-\d+/g)].map(([name]) => name)
    expect([shown.length, new Set(shown).size]).toEqual([60, 60])
    const answer = await fleet.app.request(`${FLEET_ORIGIN}/changes?cursor=x`, { headers: { cookie } })
    expect(answer.status).toBe(400)
  })
})

test('failed checks come page by page, newest first, and each once', async () => {
  const { app, stores, signIn } = await openFleetApp()
  const count = 130
  for (let slot = 0; slot < count / 2; slot++)
    for (const location of ['sgn', 'han']) {
      const slotMs = FLEET_NOW - (slot + 1) * 5 * MINUTE_MS
      const requestId = `${location}-${slot}`
      const row = { ...observation({ page: 'ca-mau/home', location, slotMs, cause: 'http_5xx' }), requestId }
      await keepResult(stores.table, row as KeyedResult, FLEET_NOW)
    }
  const cookie = await signIn({ role: 'vendor', vendor: 'vnpt' })
  const seen: string[] = []
  let way: string | undefined = '?lang=en'
  for (let pages = 0; way !== undefined && pages < 5; pages++) {
    const answer = await app.request(`${FLEET_ORIGIN}/portals/ca-mau/pages/home/checks${way}`, { headers: { cookie } })
    const text = await answer.text()
    expect(text.includes('First page')).toBe(pages > 0)
    seen.push(...[...text.matchAll(/(?:sgn|han)-\d+/g)].map(([id]) => id))
    way = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(seen).toHaveLength(count)
  const slots = seen.map((id) => Number(id.split('-')[1]))
  expect(slots.toSorted((a, b) => a - b)).toEqual(slots)
  expect(new Set(seen).size).toBe(count)
  await stores.close()
})

/** Days that are counted alone stand beside every part of the checks that failed. */
function listOf(answer: unknown): readonly unknown[] {
  const { sealed: _sealed, ...rest } = answer as Readonly<Record<string, unknown>>
  const lists = Object.values(rest).filter(Array.isArray)
  expect(lists).toHaveLength(1)
  return lists[0] as readonly unknown[]
}

function linkOf(answer: Response, rel: 'prev' | 'next'): string | null {
  return new RegExp(`<([^>]*)>; rel="${rel}"`).exec(answer.headers.get('link') ?? '')?.[1] ?? null
}
