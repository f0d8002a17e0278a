import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../../lib/model/day.ts'
import { dayLong } from '../../lib/web/figures.ts'
import { openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'

const PAGE = 'da-nang/home'
const RELEASE = addDays(TODAY, -30)

let story: PortalStory
let vendor: string
beforeAll(async () => {
  story = await openPortalStory({ days: 60 })
  // Faster from the day after the release on, but not more often there.
  for (let ago = 59; ago >= 0; ago--)
    await story.day(PAGE, { ago, totalMs: (ago < 30 ? 400 : 900) + (ago % 5), failed: ago % 7 === 0 ? 1 : 0 })
  vendor = await story.signIn({ role: 'vendor', vendor: 'vnpt' })
})
afterAll(() => story.stores.close())

const compare = async (query: string): Promise<string> =>
  (await story.get(`/portals/da-nang/compare?lang=en&${query}`, vendor)).text()
const rowOf = (page: string, measure: string): string =>
  page
    .slice(page.indexOf(`>${measure}<`))
    .split('</tr>')[0]
    ?.replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ') ?? ''

test('four weeks on each side of a release tell what has changed, and what has not', async () => {
  const page = await compare(`date=${RELEASE}&days=28`)
  expect(rowOf(page, 'Total response time, median')).toMatch(/904 ms 400 ms -504 ms .* better , p = 0\.029/)
  expect(rowOf(page, 'LCP')).toContain('better')
  expect(rowOf(page, 'Uptime')).toContain('no difference to be seen')
  // Of shares in points of a percentage, not in percent of each other.
  expect(rowOf(page, 'Uptime')).toMatch(
    /99\.4% 99\.4% 0 percentage points .*: 0 percentage points … 0 percentage points/,
  )
  expect(page).toContain('class="markspan"')
  // A browser says day by day what the chart shows; `RELEASE` is in it.
  expect(page).toMatch(new RegExp(`data-says="[^"]*${dayLong(RELEASE)}: p50 \\d+ · p75 \\d+ · p95 \\d+ ms\n`))
  expect(page).toMatch(/<script type="module" src="\/assets\/charts\./)
})

test('audits by two instruments answer nothing; checks do all the same', async () => {
  for (let ago = 59; ago >= 0; ago--)
    await story.day('da-nang/form', {
      ago,
      totalMs: (ago < 30 ? 400 : 900) + (ago % 5),
      instrument: ago < 12 ? 'two' : 'one',
    })
  const page = await compare(`page=form&date=${RELEASE}&days=28`)
  expect(rowOf(page, 'LCP')).toMatch(/not decided : the instrument changed within this time/)
  expect(rowOf(page, 'Total response time, median')).toContain('better')
})

test('in Vietnamese', async () => {
  const page = await (await story.get(`/portals/da-nang/compare?lang=vi&date=${RELEASE}`, vendor)).text()
  expect(rowOf(page, 'Tổng thời gian đáp ứng, trung vị')).toMatch(/tốt hơn , p = 0,029/)
})

test('too few weeks decide nothing', async () => {
  const page = await compare(`date=${addDays(TODAY, -15)}`)
  expect(rowOf(page, 'Total response time, median')).toContain(
    'not decided : it takes 4 weeks of data on each side, there are 4 and 2',
  )
})

test('where nothing is known, nothing is said', async () => {
  expect(await compare('date=2020-01-01')).toContain('Nothing is known of these weeks.')
})

test.each(['date=2026-02-30', `date=${TODAY}`, 'date=2999-01-01', 'date=%3Cimg%3E', 'date=0001-01-01'])(
  'with %s there is no comparison',
  async (query) => {
    const answer = await story.get(`/portals/da-nang/compare?${query}`, vendor)
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('<img')
  },
)

test('of a page that isn’t, or of another vendor’s, there is none', async () => {
  for (const path of ['/portals/da-nang/compare?page=none', '/portals/hue/compare', '/portals/own/compare'])
    expect((await story.get(path, vendor)).status).toBe(404)
})
