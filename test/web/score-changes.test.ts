import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PublishedPortal } from '../../lib/model/score.ts'
import { keepPreview } from '../kit/evaluation.ts'
import { HOSTILE, NOW, openPortalStory, type PortalStory } from '../kit/portal-story.ts'
import { scoreExportOf } from '../kit/score-export.ts'

/** Three periods by one pack: Da Nang goes up and then down, Huế has points in the last one alone. */
const PERIODS = [
  { period: '2026-08', from: '2026-08-01', to: '2026-08-31', daNang: 12, hue: null },
  { period: '2026-09', from: '2026-09-01', to: '2026-09-30', daNang: 14.5, hue: null },
  { period: '2026-10', from: '2026-10-01', to: '2026-10-31', daNang: 13.25, hue: 9 },
] as const
const [SAMPLE] = scoreExportOf({ portals: 1, packs: ['vn-2025-load'] }).packs[0]?.score.portals ?? []

let story: PortalStory
let evaluator: string
beforeAll(async () => {
  story = await openPortalStory({ days: 10 })
  for (const { daNang, hue, ...days } of PERIODS)
    await keepPreview(story.stores.table, {
      ...days,
      deadlineMs: NOW,
      portals: [portal('da-nang', daNang), portal('hue', hue)],
    })
  evaluator = await story.signIn({ role: 'evaluator' })
})
afterAll(() => story.stores.close())

function portal(id: string, points: number | null): PublishedPortal {
  return {
    ...(SAMPLE as PublishedPortal),
    portal: id,
    points: points === null ? null : { points, low: points, high: points },
    reason: points === null ? 'login_required' : null,
    interval: points === null ? null : { low: points - 1, high: points + 1, batches: 4 },
  }
}
const at = (period: string): string => encodeURIComponent(`${period} test@1 domestic`)
const page = async (query: string, cookie = evaluator): Promise<string> =>
  (await story.get(`/score-changes?lang=en${query}`, cookie)).text()

test('the latest period stands beside the one before it, with intervals and a table', async () => {
  const shown = await page('')
  expect(shown).toContain('Da Nang &lt;img src=x onerror=&quot;alert(1)&quot;&gt;: 14.50 → 13.25 (-1.25)')
  expect(shown).not.toContain(HOSTILE)
  expect(shown.match(/<g class="slope fallen">/g)).toHaveLength(1)
  expect(shown.match(/<line class="whisker"/g)).toHaveLength(2)
  expect(shown).toContain('<span>13.25 <small>12.25–14.25</small></span>')
  expect(shown).toMatch(/data-label="Change">-1.25</)
})

test('who has no points is listed, and not drawn at 0', async () => {
  const shown = await page('')
  expect(shown.match(/<g class="slope/g)).toHaveLength(1)
  expect(shown).toContain('<li><b>Hue</b>: 2026-09: not measurable (asks for a login)')
  // The scale has nothing below what the intervals reach.
  expect([...shown.matchAll(/<text class="tick"[^>]*>([^<]*)</g)].map(([, tick]) => Number(tick)).at(0)).toBe(12)
})

test('other periods are chosen by a form; those that can’t be compared are refused', async () => {
  const shown = await page(`&before=${at('2026-08')}&after=${at('2026-09')}`)
  expect(shown).toContain('12.00 → 14.50 (+2.50)')
  expect(shown.match(/<g class="slope">/g)).toHaveLength(1)
  expect(shown).toContain('>2026-08 · test@1 · domestic</option>')
  for (const query of [
    `&before=${at('2026-09')}&after=${at('2026-08')}`,
    `&before=${at('2026-10')}&after=${at('2026-10')}`,
    '&before=none',
  ]) {
    const refused = await story.get(`/score-changes?lang=en${query}`, evaluator)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('can’t be compared')
  }
})

test('a vendor sees its own portals', async () => {
  const shown = await page('', await story.signIn({ role: 'vendor', vendor: 'fpt' }))
  expect(shown).toContain('Hue')
  expect(shown).not.toContain('Da Nang')
})
