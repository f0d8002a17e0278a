import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOfDay } from '../../lib/model/day.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { observation } from '../kit/observation.ts'
import { NOW, openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'

/** Ten hours of checks each five minutes, of which every second one failed: more than is shown at once. */
const FROM = startOfDay(TODAY, 'Asia/Ho_Chi_Minh')
const SLOTS = Array.from({ length: 120 }, (_, index) => FROM + index * 5 * MINUTE_MS).filter((slotMs) => slotMs < NOW)
let story: PortalStory
let vendor = ''
beforeAll(async () => {
  story = await openPortalStory({ days: 2 })
  for (const [index, slotMs] of SLOTS.entries()) {
    const seen = { page: 'da-nang/home', location: 'sgn', slotMs, startedAtMs: slotMs }
    const failed = index % 2 === 0 ? {} : ({ cause: 'http_5xx', httpStatus: 503 } as const)
    await keepResult(story.stores.table, observation({ ...seen, ...failed }) as KeyedResult, NOW)
  }
  vendor = await story.signIn({ role: 'vendor', vendor: 'vnpt' })
})
afterAll(() => story.stores.close())

/** What a page shows of checks, by their slots in minutes of the day, and its ways to others. */
async function shown(path: string, from = '/') {
  const url = new URL(path, new URL(from, 'http://nhip'))
  const page = await (await story.get(`${url.pathname}${url.search}`, vendor)).text()
  const table = /aria-labelledby="checks".*?<\/table>/s.exec(page)?.[0] ?? ''
  const slots = [...table.matchAll(/<th role="rowheader" scope="row"><time datetime="([^"]+)"/g)]
  const way = (rel: string): string | null =>
    new RegExp(`<a rel="${rel}" href="([^"]+)"`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? null
  return {
    page,
    at: url.pathname,
    minutes: slots.map(([, at = '']) => (Date.parse(at) - FROM) / MINUTE_MS),
    next: way('next'),
    prev: way('prev'),
  }
}
const all = SLOTS.map((slotMs) => (slotMs - FROM) / MINUTE_MS)
const failed = all.filter((_, index) => index % 2 === 1).toReversed()

describe('the results of a day', () => {
  test('are shown in parts that lead forth and back', async () => {
    const first = await shown('/results/da-nang/home')
    expect([first.minutes, first.prev]).toEqual([all.slice(0, 60), null])
    const second = await shown(first.next ?? '', first.at)
    expect([second.minutes, second.next]).toEqual([all.slice(60), null])
    const back = await shown(second.prev ?? '', first.at)
    expect([back.minutes, back.prev]).toEqual([all.slice(0, 60), null])
  })

  test('are of a page by its name, with the way back to it, in both languages', async () => {
    const { page: vi } = await shown('/results/da-nang/home?lang=vi')
    const { page: en } = await shown('/results/da-nang/home?lang=en')
    expect(vi).toMatch(/<h1>Kết quả đo: Cổng Đà Nẵng [^<]* · Trang chủ, 22\/11\/2026<\/h1>/)
    expect(en).toMatch(/<h1>Results: Da Nang [^<]* · Homepage, 22\/11\/2026<\/h1>/)
    for (const page of [vi, en]) expect(page).toMatch(/<p class="crumbs">.*<a href="\/portals\/da-nang\/pages\/home">/)
  })

  test('can be entered by the hour', async () => {
    const first = await shown('/results/da-nang/home')
    const hours = [...first.page.matchAll(/<a href="([^"]+)#checks">(\d\d:00)<\/a>/g)]
    expect(hours.map(([, , hour]) => hour)).toEqual([
      '00:00',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
    ])
    const at = async (index: number) => shown(hours[index]?.[1]?.replaceAll('&amp;', '&') ?? '', first.at)
    expect((await at(0)).minutes).toEqual(all.slice(0, 60))
    const sixth = await at(2)
    expect(sixth.minutes).toEqual(all.filter((minute) => minute >= 360).slice(0, 60))
    expect((await shown(sixth.prev ?? '', first.at)).minutes.at(-1)).toBe(355)
    const last = await at(7)
    expect(last.minutes).toEqual([])
    expect(last.page).toContain('Từ đây đến hết ngày không có lượt đo nào.')
    expect((await shown(last.prev ?? '', first.at)).minutes).toEqual(all.slice(-60))
  })
})

test('audits say why they ended, and whether there was a band to compare them with', async () => {
  const why = 'PAGE_HUNG: the page does not answer, as one whose script never ends'
  const hung = { outcome: 'inconclusive', cause: 'audit_error', detail: why, score: null, calibrated: null } as const
  const made = [
    audit({ page: 'da-nang/home', slotMs: SLOTS[0] ?? 0, calibrated: false }),
    audit({ page: 'da-nang/home', slotMs: SLOTS[1] ?? 0, ...hung }),
  ]
  for (const one of made) await keepResult(story.stores.table, one as KeyedResult, NOW)
  const rowsOf = (page: string, of: string): readonly string[] =>
    new RegExp(`aria-labelledby="${of}".*?</table>`, 's').exec(page)?.[0].split('<tr ').slice(2) ?? []
  const [off, none] = rowsOf((await shown('/results/da-nang/home')).page, 'audits')
  expect(off).toContain('không trong ngưỡng')
  expect(off).not.toContain('<small>')
  expect(none).toContain(`<small>${why}</small>`)
  expect(none).toContain('điểm đo chưa hiệu chuẩn')
  const [latest] = rowsOf((await shown('/portals/da-nang/pages/home')).page, 'latest')
  expect(latest).toContain(`<small>${why}</small>`)
})

test('failed checks are shown in parts that lead forth and back', async () => {
  // No more failed than fit.
  const few = await shown('/portals/da-nang/pages/home/checks')
  expect([few.minutes.length, few.next, few.prev]).toEqual([failed.length, null, null])
  const cause = { cause: 'http_5xx', httpStatus: 503, page: 'da-nang/home', location: 'han' } as const
  for (const slotMs of SLOTS)
    await keepResult(story.stores.table, observation({ ...cause, slotMs, startedAtMs: slotMs }) as KeyedResult, NOW)
  const first = await shown('/portals/da-nang/pages/home/checks')
  const second = await shown(first.next ?? '', first.at)
  const third = await shown(second.next ?? '', first.at)
  const seen = [...first.minutes, ...second.minutes, ...third.minutes]
  expect(seen).toEqual([...failed, ...all].toSorted((a, b) => b - a))
  expect([first.prev, third.next]).toEqual([null, null])
  const back = await shown(third.prev ?? '', first.at)
  expect(back.minutes).toEqual(second.minutes)
  const start = await shown(back.prev ?? '', first.at)
  expect([start.minutes, start.prev]).toEqual([first.minutes, null])
})
