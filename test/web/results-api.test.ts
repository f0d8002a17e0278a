import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordOf } from '../../lib/judge/incident-state.ts'
import { rollUp } from '../../lib/judge/rollup.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import type { PublishedPortal } from '../../lib/model/score.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { auditKey } from '../../lib/record/keys.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { putHourRollup } from '../../lib/record/rollups.ts'
import type { OpenApi } from '../../lib/web/openapi.ts'
import { audit } from '../kit/audit.ts'
import { answerChecker, type CheckAnswer } from '../kit/described-answers.ts'
import { keepPreview } from '../kit/evaluation.ts'
import { FLEET_NOW, FLEET_ORIGIN, FLEET_OUTAGE, openFleetApp } from '../kit/fleet-app.ts'
import { observation } from '../kit/observation.ts'
import { NOW, ORIGIN, openPortalStory, type PortalStory } from '../kit/portal-story.ts'
import { scoreExportOf } from '../kit/score-export.ts'
import { makeToken } from '../kit/tokens.ts'

/** What the API answers of portals that were measured and scored: as it says of itself, and the figures of the pages. */
const PAGE = 'da-nang/home'
const PERIOD = '2026-11-01..2026-11-20'
/** Three hours of the day that began at 17:00 UTC. */
const SLOTS = [8, 7, 6].map((hours) => NOW - hours * HOUR_MS)
let story: PortalStory
let check: CheckAnswer
let operator: string
let vendor: string
beforeAll(async () => {
  story = await openPortalStory({ days: 90 })
  const { table } = story.stores
  operator = await makeToken({ role: 'operator' }, { table, nowMs: NOW })
  vendor = await makeToken({ role: 'vendor', vendor: 'vnpt' }, { table, nowMs: NOW })
  const document = (await (await story.app.request(`${ORIGIN}/openapi.json`)).json()) as OpenApi
  check = answerChecker(document)
  for (let ago = 1; ago < 71; ago++) await story.day(PAGE, { ago, failed: ago % 3, totalMs: ago > 35 ? 900 : 500 })
  for (const slotMs of SLOTS)
    for (const location of ['sgn', 'han'])
      await keepResult(table, observation({ page: PAGE, slotMs, location }) as KeyedResult, NOW)
  for (let days = 1; days <= 90; days += 20)
    await keepResult(table, audit({ page: PAGE, slotMs: NOW - days * DAY_MS }) as KeyedResult, NOW)
  const [scored] = scoreExportOf({ portals: 1, packs: ['vn-2025-load'] }).packs[0]?.score.portals ?? []
  const [page] = scored?.pages ?? []
  const [rule] = page?.rules ?? []
  if (!scored || !page || !rule) throw new Error('an export of one portal has a rule of a page')
  const lcp = { ...rule, metric: 'lcpMs', from: 'audit', basis: 'simulated', statistic: 'within' } as const
  const own: PublishedPortal = {
    ...scored,
    portal: 'da-nang',
    pages: [{ ...page, page: PAGE, kind: 'homepage', rules: [{ ...lcp, limit: 4_000, points: 7, most: 10 }] }],
  }
  const days = { from: '2026-11-01', to: '2026-11-20', deadlineMs: NOW + DAY_MS }
  await keepPreview(table, { period: PERIOD, ...days, portals: [own, { ...own, portal: 'hue' }] })
})
afterAll(() => story.stores.close())

/** Where the parts of a list after and before an answer are. */
type Ways = { readonly next: string | null; readonly prev: string | null }

/** What is answered, if it is as described. */
async function ask<T>(route: string, query = '', token = vendor): Promise<T & Ways> {
  const path = route.replace(':portal', 'da-nang').replace(':page', 'home')
  const headers = { authorization: `Bearer ${token}` }
  const answer = await story.app.request(`${ORIGIN}${query.startsWith('/') ? query : path + query}`, { headers })
  expect(await check('GET', route, answer)).toEqual([])
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, expect.any(String)])
  const way = (rel: string): string | null =>
    new RegExp(`<([^>]*)>; rel="${rel}"`).exec(answer.headers.get('link') ?? '')?.[1] ?? null
  return { ...((await answer.json()) as T), next: way('next'), prev: way('prev') }
}

describe('portals', () => {
  type Portals = { readonly portals: readonly { readonly portal: string; readonly pages: readonly unknown[] }[] }
  const idsOf = async (query: string, token = operator) =>
    (await ask<Portals>('/api/portals', query, token)).portals.map(({ portal }) => portal)

  test('by name, owner, vendor and state, for a vendor its own', async () => {
    expect(await idsOf('')).toEqual(['da-nang', 'hue', 'own'])
    expect(await idsOf('?q=da%20NANG')).toEqual(['da-nang'])
    expect(await idsOf('?vendor=fpt')).toEqual(['hue'])
    expect(await idsOf('?owner=bo')).toEqual(['own'])
    expect(await idsOf('?now=listed')).toEqual(['own'])
    expect(await idsOf('', vendor)).toEqual(['da-nang'])
    expect(await idsOf('?vendor=fpt', vendor)).toEqual([])
  })

  test('one, with its pages and without what is for the platform only', async () => {
    const one = await ask<Portals['portals'][number]>('/api/portals/:portal')
    expect(one).toMatchObject({
      portal: 'da-nang',
      vendor: 'vnpt',
      state: 'active',
      verdict: 'unknown',
      openIncidents: 0,
    })
    expect(one.pages).toEqual([
      expect.objectContaining({ page: PAGE, kind: 'homepage' }),
      expect.objectContaining({ page: 'da-nang/form', kind: 'eform' }),
    ])
    expect(JSON.stringify(one)).not.toMatch(/account|consent|journey/)
  })
})

test('a badge: there is none of a portal that nobody publishes', async () => {
  const none = { type: 'badge', portal: 'da-nang', reason: 'not_published', state: null, badges: [] }
  expect(await ask('/api/badges/:portal')).toMatchObject(none)
  const fleet = await openFleetApp()
  const headers = {
    authorization: `Bearer ${await makeToken({ role: 'vendor', vendor: 'vnpt' }, { table: fleet.stores.table, nowMs: FLEET_NOW })}`,
  }
  const answer = await fleet.app.request(`${FLEET_ORIGIN}/api/badges/ca-mau`, { headers })
  expect(await check('GET', '/api/badges/:portal', answer)).toEqual([])
  const at = 'https://tinh-trang.example.org/'
  const { badges, ...told } = (await answer.json()) as { readonly badges: readonly { readonly svg: string }[] }
  expect(told).toEqual({ type: 'badge', portal: 'ca-mau', reason: null, state: 'unknown' })
  expect(badges).toMatchObject([
    {
      lang: 'vi',
      pictureUrl: `${at}badges/ca-mau.svg`,
      pageUrl: `${at}portals/ca-mau/`,
      code: expect.stringMatching(/^<a href=/),
    },
    {
      lang: 'en',
      pictureUrl: `${at}badges/ca-mau.en.svg`,
      pageUrl: `${at}en/portals/ca-mau/`,
      text: 'Status of Portal of ca-mau',
    },
  ])
  for (const { svg } of badges) expect(svg).toMatch(/^<svg xmlns/)
  await fleet.stores.close()
})

describe('results', () => {
  type Results = { readonly day: string; readonly results: readonly { slotMs: number; location: string }[] }

  test('of a day, in order, as far as they are asked for', async () => {
    const all = await ask<Results>('/api/results/:portal/:page', '?day=2026-11-22')
    const expected = SLOTS.filter((slotMs) => slotMs >= Date.parse('2026-11-21T17:00Z')).flatMap((slotMs) =>
      ['han', 'sgn'].map((location) => ({ slotMs, location })),
    )
    expect(all.results.map(({ slotMs, location }) => ({ slotMs, location }))).toEqual(expected)
    const first = await ask<Results>('/api/results/:portal/:page', '?day=2026-11-22&limit=4')
    const second = await ask<Results>('/api/results/:portal/:page', first.next ?? '')
    expect([...first.results, ...second.results]).toEqual(all.results)
    expect([all.next, second.next]).toEqual([null, null])
    expect((await ask<Results>('/api/results/:portal/:page')).results).toEqual(all.results)
  })

  test('that failed, newest first', async () => {
    const fromMs = NOW - 30 * HOUR_MS
    const rows = Array.from({ length: 7 }, (_, index) =>
      observation({ page: PAGE, slotMs: fromMs + index * 5 * MINUTE_MS, cause: 'http_5xx', httpStatus: 503 }),
    )
    for (const row of rows) await keepResult(story.stores.table, row as KeyedResult, NOW)
    const expected = new Set(rows.map(({ slotMs }) => slotMs))
    const rollup = rollUp({
      rows,
      audits: [],
      locations: [{ location: 'sgn', group: 'domestic', expected, audits: new Set() }],
      isMaintenance: () => false,
      explain: () => 'not_answered',
    })
    await putHourRollup(story.stores.table, {
      page: PAGE,
      version: 0,
      fromMs,
      toMs: fromMs + HOUR_MS,
      throughMs: fromMs + HOUR_MS,
      timezone: 'Asia/Ho_Chi_Minh',
      rollup,
    })
    type Checks = { readonly checks: readonly { readonly slotMs: number }[] }
    const expectedMs = rows.map(({ slotMs }) => slotMs).toReversed()
    const at = '/api/failed-checks/:portal/:page'
    const parts: number[][] = []
    let back: string | null = null
    for (let next: string | null = '?limit=3'; next !== null; ) {
      const part: Checks & Ways = await ask<Checks>(at, next)
      parts.push(part.checks.map(({ slotMs }) => slotMs))
      next = part.next
      back = part.prev
    }
    expect(parts).toEqual([expectedMs.slice(0, 3), expectedMs.slice(3, 6), expectedMs.slice(6)])
    for (const earlier of [parts[1], parts[0]]) {
      const part: Checks & Ways = await ask<Checks>(at, back ?? '')
      expect(part.checks.map(({ slotMs }) => slotMs)).toEqual(earlier)
      back = part.prev
    }
    expect(back).toBeNull()
  })

  test('that failed in days of long ago, by their numbers', async () => {
    const days = ['2026-09-20', '2026-09-21', '2026-09-22']
    const of = await ask('/api/failed-checks/:portal/:page', `?from=${days[0]}&to=${days[2]}`)
    // Failed checks by the days ago: 63, 62 and 61 leave remainders of 0, 2 and 1.
    expect(of).toMatchObject({
      from: days[0],
      to: days[2],
      checks: [],
      sealed: [
        { day: days[2], failed: 1, obstructed: 0 },
        { day: days[1], failed: 2, obstructed: 0 },
      ],
    })
  })
})

describe('audits', () => {
  type Audits = { readonly audits: readonly { readonly slotMs: number }[] }
  const days = async (query: string) =>
    (await ask<Audits>('/api/audits/:portal/:page', query)).audits.map(({ slotMs }) => (NOW - slotMs) / DAY_MS)

  test('newest first, over months, and of some days', async () => {
    expect(await days('')).toEqual([1, 21, 41, 61, 81])
    expect(await days('?from=2026-10-01&to=2026-11-01')).toEqual([21, 41])
    const first = await ask<Audits>('/api/audits/:portal/:page', '?limit=2')
    const second = await ask<Audits>('/api/audits/:portal/:page', first.next ?? '')
    expect(second.audits.map(({ slotMs }) => (NOW - slotMs) / DAY_MS)).toEqual([41, 61])
  })

  test('that an older release has kept, as they are, on pages too', async () => {
    const { journey: _journey, refusedRequests: _refused, ...older } = audit({ page: PAGE, slotMs: NOW - 3 * DAY_MS })
    const { table } = story.stores
    await keepResult(table, older as KeyedResult, NOW)
    const { audits } = await ask<{ readonly audits: readonly object[] }>('/api/audits/:portal/:page', '?limit=2')
    expect(audits[1]).toEqual(older)
    const cookie = await story.signIn({ role: 'vendor', vendor: 'vnpt' })
    for (const page of ['/portals/da-nang/pages/home', '/results/da-nang/home?day=2026-11-19']) {
      const shown = await story.get(page, cookie)
      expect([page, shown.status, (await shown.text()).includes('2.100')]).toEqual([page, 200, true])
    }
    expect(await table.deleteIf(auditKey(older as KeyedResult), { expression: 'attribute_exists(pk)' })).toBe(true)
  })

  test('day by day', async () => {
    type Days = { readonly days: readonly { readonly n: number; readonly lcpMs: number | null }[] }
    const all = await ask<Days>('/api/audit-days/:portal/:page')
    expect([all.days.length, all.days.filter(({ n }) => n === 1).length]).toEqual([90, 70])
    expect(all.days.at(-2)?.lcpMs).toBeCloseTo(2_000, -2)
  })
})

test('before and after a date', async () => {
  type Compared = {
    readonly measures: readonly {
      readonly measure: string
      readonly result: { readonly answer: { readonly p: number } }
    }[]
  }
  const compared = await ask<Compared>('/api/comparison/:portal/:page', '?date=2026-10-18&days=28')
  const answer = compared.measures.find(({ measure }) => measure === 'totalP50')?.result.answer
  expect(answer?.p).toBeLessThan(0.05)
  expect(await ask('/api/comparison/:portal/:page')).toMatchObject({ page: PAGE, date: '2026-10-24' })
})

test('lost points, by rule and by when and where checks failed', async () => {
  const lost = await ask('/api/losses/:portal')
  expect(lost).toMatchObject({
    portal: 'da-nang',
    evaluations: [{ criteria: 'test', version: 1, period: PERIOD, group: 'domestic' }],
    evaluation: { state: 'window' },
    lost: [{ page: PAGE, lost: 3, full: 0.9, rule: { metric: 'lcpMs' } }],
    pages: [{ page: PAGE, all: { due: 20 * 24, failed: expect.any(Number) } }],
  })
  expect(JSON.stringify(lost)).not.toContain('hue')
  const name = encodeURIComponent(`${PERIOD} test@1 domestic`)
  const { next: _next, ...named } = await ask<object>('/api/losses/:portal', `?evaluation=${name}`)
  expect({ ...named, next: null }).toEqual(lost)
})

test('scores, for a vendor its own, by name or the latest', async () => {
  type Scores = { readonly portals: readonly { readonly portal: string }[] }
  const all = await ask<Scores>('/api/scores', '', operator)
  expect(all).toMatchObject({ criteria: 'test', version: 1, period: PERIOD, score: { status: 'preview' }, job: null })
  expect(all.portals.map(({ portal }) => portal)).toEqual(['da-nang', 'hue'])
  const own = await ask<Scores>('/api/scores', `?criteria=test&period=${PERIOD}&revision=0`)
  expect(own.portals).toMatchObject([{ portal: 'da-nang', pages: [{ page: PAGE }] }])
  expect(await ask('/api/scores', '?criteria=test&period=2026-10')).toMatchObject({ score: null, portals: [] })
})

test('an incident with what was measured, for a vendor of its own pages only', async () => {
  const fpt = await makeToken({ role: 'vendor', vendor: 'fpt' }, { table: story.stores.table, nowMs: NOW })
  const sinceMs = NOW - 7 * HOUR_MS
  const outage = { ...FLEET_OUTAGE, id: `down:${PAGE}:domestic:${sinceMs}`, sinceMs, openedAtMs: sinceMs }
  const about = { page: PAGE, portal: null, group: 'domestic', resolvedAtMs: null } as const
  await fileIncident(story.stores.table, recordOf(outage, about))
  const query = `?id=${encodeURIComponent(outage.id)}`
  const report = await ask<{ readonly slots: readonly { readonly seen: readonly unknown[] }[] }>(
    '/api/incidents/report',
    query,
  )
  expect(report).toMatchObject({ type: 'incidentReport', id: outage.id, state: 'open', page: PAGE })
  expect(report.slots.map(({ seen }) => seen.length)).toEqual([2])
  expect(report).not.toHaveProperty('measured')
  const headers = { authorization: `Bearer ${fpt}` }
  expect((await story.app.request(`${ORIGIN}/api/incidents/report${query}`, { headers })).status).toBe(404)
})

test('criteria with their rules and the text that they were read from', async () => {
  const { packs } = await ask<{ readonly packs: readonly { readonly text: string }[] }>('/api/criteria')
  expect(packs).toMatchObject([{ criteria: { criteria: 'test', version: 1, rules: [{ weight: 1 }, { weight: 1 }] } }])
  expect(packs[0]?.text).toContain('criteria: test')
})

test('what the month has cost, for operators', async () => {
  expect(await ask('/api/cost', '', operator)).toMatchObject({ isOnAws: false, cost: { region: 'ap-southeast-1' } })
})

test.each([
  ['results/da-nang/home?day=0001-01-01', 'bad_day'],
  ['results/da-nang/home?day=2026-02-30', 'bad_day'],
  ['results/da-nang/home?day=', 'bad_day'],
  ['audits/da-nang/home?from=2026-11-22&to=2026-11-21', 'bad_from'],
  ['audits/da-nang/home?from=2020-01-01', 'bad_from'],
  ['audits/da-nang/home?to=9999-01-01', 'bad_to'],
  ['comparison/da-nang/home?date=2026-11-22', 'bad_date'],
  ['comparison/da-nang/home?date=2001-01-01', 'bad_date'],
  ['comparison/da-nang/home?days=29', 'bad_days'],
  ['changes?month=2026-13', 'bad_month'],
  ['changes?month=0001-01', 'bad_month'],
  ['portals?now=broken', 'bad_now'],
  ['portals?vendor=A%20B', 'bad_vendor'],
  ['scores?criteria=test&period=2026-10&group=here', 'bad_group'],
  ['scores?criteria=test&period=2026-10&revision=-1', 'bad_revision'],
  ['scores?criteria=Test&period=2026-10', 'bad_criteria'],
  ['scores?criteria=test@0&period=2026-10', 'bad_criteria'],
  ['scores?criteria=test@1@2&period=2026-10', 'bad_criteria'],
  ['losses/da-nang?evaluation=none', 'bad_evaluation'],
  ['losses/da-nang?evaluation=2026-13%20test@1%20domestic', 'bad_evaluation'],
  ['score-changes?before=2026-10%20test%20domestic', 'bad_before'],
  ['score-changes?after=2026-10%20test@1%20anywhere', 'bad_after'],
])('%s is refused with one clear line', async (path, code) => {
  const headers = { authorization: `Bearer ${operator}` }
  const answer = await story.app.request(`${ORIGIN}/api/${path}`, { headers })
  const told = (await answer.json()) as { readonly code: string; readonly detail: string }
  expect([answer.status, answer.headers.get('content-type'), told.code]).toEqual([
    400,
    'application/problem+json',
    code,
  ])
  expect(told.detail).toMatch(new RegExp(`^${code.slice('bad_'.length)}: [^\n]+, not “[^”]*”$`))
})

const NONE = '1999%20test@1%20domestic'

test.each([
  `losses/da-nang?evaluation=${NONE}`,
  'results/da-nang/none',
  'portals/none',
  `score-changes?before=${NONE}`,
])('%s is 404', async (path) => {
  const headers = { authorization: `Bearer ${operator}` }
  expect((await story.app.request(`${ORIGIN}/api/${path}`, { headers })).status).toBe(404)
})
