import { afterAll, beforeAll, expect, test } from 'vitest'
import { ingest } from '../../lib/flow/ingest.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { audit } from '../kit/audit.ts'
import { heldClock } from '../kit/clock.ts'
import { openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'
import { makeQueue } from '../kit/stores.ts'

/** Where what measures has changed, a page's charts of audits say so. */
const PAGE = '/portals/da-nang/pages/home'
const CHANGED = addDays(TODAY, -20)
let story: PortalStory
let cookie: string
beforeAll(async () => {
  story = await openPortalStory({ days: 40 })
  for (let ago = 39; ago >= 0; ago--)
    await story.day('da-nang/home', { ago, instrument: ago > 20 ? 'one' : ago > 5 ? 'two' : 'three' })
  await keep(21, { id: 'one', chromium: '141.0' })
  await keep(20, { id: 'two', chromium: '142.0' })
  cookie = await story.signIn({ role: 'vendor', vendor: 'vnpt' })
})
afterAll(() => story.stores.close())

async function keep(ago: number, of: { readonly id: string; readonly chromium: string }): Promise<void> {
  const { conditions } = audit()
  const slotMs = startOfDay(addDays(TODAY, -ago), 'Asia/Ho_Chi_Minh') + 6 * HOUR_MS
  const software = { ...conditions.software, chromium: of.chromium }
  const made = audit({ page: 'da-nang/home', slotMs, conditions: { ...conditions, instrument: of.id, software } })
  const deadLetters = await makeQueue(story.stores)
  await ingest(JSON.stringify(made), { table: story.stores.table, clock: heldClock(slotMs + HOUR_MS), deadLetters })
}

const page = async (lang: string): Promise<string> => (await story.get(`${PAGE}?lang=${lang}`, cookie)).text()

test('each change is a line with a letter in every chart of audits, and in none of response times', async () => {
  const shown = await page('en')
  const marked = shown
    .split('<svg class="chart')
    .slice(1)
    .map((chart) => [
      /aria-labelledby="([\w-]+)-title/.exec(chart)?.[1],
      [...chart.matchAll(/<text class="markname"[^>]*>([^<]*)</g)].map(([, name]) => name),
    ])
  expect(marked).toEqual([
    ['totalMs', []],
    ['waitMs', []],
    ['audit-score', ['A', 'B']],
    ['audit-lcpMs', ['A', 'B']],
    ['audit-tbtMs', ['A', 'B']],
  ])
  // 69 days and six hours after the left edge of 90 days.
  expect(shown).toContain(`<line class="instrument" x1="${((69.25 / 90) * 100).toFixed(2)}%"`)
})

test.each([
  ['en', 'Changes of instrument (2)', 'sgn: Chromium 141.0 → 142.0', 'sgn: what it was is not kept'],
  ['vi', 'Thay đổi công cụ đo (2)', 'sgn: Chromium 141.0 → 142.0', 'sgn: không còn lưu chi tiết'],
])('the list and the table say what changed (%s)', async (lang, heading, known, unknown) => {
  const shown = await page(lang)
  expect(shown).toContain(heading)
  const [, list = ''] = /<ol class="lettered">([\s\S]*?)<\/ol>/.exec(shown) ?? []
  expect([...list.matchAll(/ · ([^<]*)<\/li>/g)].map(([, text]) => text)).toEqual([known, unknown])
  const days = CHANGED.split('-').toReversed().join('/')
  expect(shown).toMatch(new RegExp(`<th scope="row">${days}</th>[^\\n]*<td>A: ${known}</td></tr>`))
})

test('a page whose instrument stayed the same has neither column nor legend', async () => {
  await story.day('da-nang/form', { ago: 3 })
  await story.day('da-nang/form', { ago: 2 })
  const shown = await (await story.get('/portals/da-nang/pages/form?lang=en', cookie)).text()
  expect(shown).toContain('Table: Audits by a browser')
  expect(shown).not.toMatch(/Changes of instrument|class="instrument"|class="lettered"/)
})
