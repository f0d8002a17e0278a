import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { incidentPath } from '../../lib/model/incident-path.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { NOW, openPortalStory, type PortalStory } from '../kit/portal-story.ts'

const PAGE = 'da-nang/home'
const INCIDENT = `down:${PAGE}:domestic:${NOW - 2 * DAY_MS}`

let story: PortalStory
let operator: string
let vendor: string
beforeAll(async () => {
  story = await openPortalStory({ days: 10 })
  const { table } = story.stores
  for (let ago = 0; ago < 10; ago++) await story.day(PAGE, { ago, failed: ago === 2 ? 6 : 0, totalMs: 500 + ago })
  const times = {
    sinceMs: NOW - 2 * DAY_MS,
    openedAtMs: NOW - 2 * DAY_MS,
    resolvedAtMs: NOW - 2 * DAY_MS + 2 * HOUR_MS,
  }
  const incident = {
    id: INCIDENT,
    kind: 'down',
    severity: 'page',
    page: PAGE,
    group: 'domestic',
    untold: false,
  } as const
  await fileIncident(table, { ...incident, ...times })
  const files = [{ name: 'filmstrip.svg' as const, sha256: 'a'.repeat(64), bytes: 7 }]
  await keepResult(table, audit({ page: PAGE, slotMs: NOW - HOUR_MS, score: 0.899, files }) as KeyedResult, NOW)
  operator = await story.signIn({ role: 'operator' })
  vendor = await story.signIn({ role: 'vendor', vendor: 'vnpt' })
})
afterAll(() => story.stores.close())

const page = async (path: string, cookie = operator): Promise<string> => (await story.get(path, cookie)).text()

describe('the list of portals', () => {
  test('has all for an operator, and for a vendor its own', async () => {
    for (const name of ['Cổng Đà Nẵng', 'Cổng Huế', 'Cổng riêng']) expect(await page('/portals')).toContain(name)
    const own = await page('/portals', vendor)
    expect(own).toContain('Cổng Đà Nẵng')
    expect(own).not.toContain('Huế')
    expect(own).not.toContain('fpt')
  })

  test.each([
    ['q=da%20NANG', ['da-nang']],
    ['q=Hu%E1%BA%BF', ['hue']],
    ['vendor=fpt', ['hue']],
    ['owner=bo', ['own']],
    ['now=listed', ['own']],
    ['now=unknown&q=hue', ['hue']],
    ['q=nowhere', []],
    ['vendor=%3Cb%3E', []],
  ])('filtered by %s', async (query, portals) => {
    const shown = await page(`/portals?${query}`)
    expect([...shown.matchAll(/href="\/portals\/([^"]*)"/g)].map(([, id]) => id)).toEqual(portals)
  })

  test('leads to signing in where nobody has', async () => {
    expect((await story.get('/portals')).headers.get('location')).toBe('/sign-in?next=%2Fportals')
  })
})

describe('a portal', () => {
  test('shows its pages over 90 days and its incidents, in both languages', async () => {
    const [vi, en] = [await page('/portals/da-nang?lang=vi'), await page('/portals/da-nang?lang=en')]
    // 9 days of 24 checks and 10 of today, 6 of all failed.
    expect(vi).toContain('<b>97,3%</b>')
    expect(en).toContain('<b>97.3%</b>')
    expect(en.match(/class="badbar" x/g)).toHaveLength(1)
    expect(en.match(/class="okbar" x/g)).toHaveLength(9)
    expect(vi).toContain('Sự cố trong 90 ngày (1)')
    expect(en).toContain(`href="${incidentPath(INCIDENT)}"`)
    expect(en).toContain('20/11/2026: 75.0%, 6 failed')
  })

  test('of a hostile name is text', async () => {
    for (const path of ['/portals', '/portals/da-nang', '/portals/da-nang/pages/home'])
      expect(await page(path)).not.toContain('<img')
  })

  test('without a page says so', async () => {
    expect((await story.get('/portals/own', operator)).status).toBe(200)
  })
})

describe('a page', () => {
  test('shows response times and audits, every chart with its table', async () => {
    const shown = await page('/portals/da-nang/pages/home?lang=en', vendor)
    expect(shown.match(/<svg class="(chart|daybars)( gutter-\d)?" role="img"/g)).toHaveLength(6)
    expect(shown.match(/<details><summary>Table/g)).toHaveLength(3)
    expect(shown).toContain('class="incidentspan"')
    expect(shown).toContain('<td class="n">502</td>')
    expect(shown).toContain('<td class="n">2,008</td>')
    expect(shown).toContain(`href="/reports/${PAGE}/${NOW - HOUR_MS}/sgn/filmstrip.svg"`)
    expect(shown).toMatch(/data-label="Lighthouse score">89</)
  })

  test('of which nothing is known has no figures', async () => {
    const shown = await page('/portals/da-nang/pages/form?lang=en')
    expect(shown).toContain('No audit within 90 days.')
    expect(shown).toContain('None within 90 days.')
  })
})

describe('of another vendor', () => {
  test.each(['', '/pages/home'])('there is none: %s', async (rest) => {
    const foreign = await story.get(`/portals/hue${rest}`, vendor)
    const missing = await story.get(`/portals/none${rest}`, vendor)
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect(await foreign.text()).toBe(await missing.text())
    expect((await story.get(`/portals/hue${rest}`, operator)).status).toBe(200)
  })

  test('nor a page that isn’t', async () => {
    expect((await story.get('/portals/da-nang/pages/none', vendor)).status).toBe(404)
  })
})
