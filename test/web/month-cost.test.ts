import { afterAll, beforeAll, expect, test } from 'vitest'
import { monthCost } from '../../lib/flow/month-cost.ts'
import { NOW, openPortalStory, type PortalStory } from '../kit/portal-story.ts'

/** What this month has cost, on the page of the platform's own health. */
const region = 'ap-southeast-1'
let story: PortalStory
beforeAll(async () => {
  story = await openPortalStory({ days: 40 })
  // Three days of this month, and one of the last.
  for (const ago of [1, 10, 21, 22]) await story.day('da-nang/home', { ago, failed: 3 })
})
afterAll(() => story.stores.close())

test('counts the checks of this month that have a result, passed or not, and the days that are over', async () => {
  const { table } = story.stores
  const cost = await monthCost({ table, clock: story.clock, region })
  expect(cost).toMatchObject({ checks: 72, region })
  // 21.4 of 30 days are over, and little was measured.
  expect(cost?.usd).toBeGreaterThan((cost?.monthUsd ?? 0) * 0.1)
  expect(cost?.usd).toBeLessThan((cost?.monthUsd ?? 0) * 0.75)
  story.clock.set(Date.parse('2026-10-31T17:00:00Z'))
  const begun = await monthCost({ table, clock: story.clock, region })
  story.clock.set(NOW)
  expect(begun?.usd).toBeLessThan((cost?.usd ?? 0) / 10)
})

test('of a platform that began within the month begins with it', async () => {
  const young = await openPortalStory({ days: 1 })
  const { table } = young.stores
  const cost = await monthCost({ table, clock: young.clock, region })
  expect(cost?.usd).toBeLessThan((cost?.monthUsd ?? 0) / 29)
  await young.stores.close()
})

test('is told to operators, and to nobody else', async () => {
  const page = async (role: 'operator' | 'evaluator', lang: 'vi' | 'en') =>
    (await story.get(`/monitor?lang=${lang}`, await story.signIn({ role }))).text()
  expect(await page('operator', 'vi')).toContain('Chi phí tháng này (ước tính)')
  const shown = await page('operator', 'en')
  expect(shown).toContain('Cost this month (an estimate)')
  expect(shown).toMatch(/≈ \$\d+\.\d\d<\/b> is what it would have cost so far on AWS/)
  expect(shown).toContain('Checks with a result this month: 72 / ')
  expect(await page('evaluator', 'en')).not.toContain('Cost this month')
})
