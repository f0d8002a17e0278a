import { html } from 'hono/html'
import { expect, test } from 'vitest'
import type { MonitorHealth } from '../../lib/flow/monitor-health.ts'
import { healthPage } from '../../lib/web/health-page.ts'
import { createSay } from '../../lib/web/overview-say.ts'

const HEALTH: MonitorHealth = {
  type: 'monitor',
  atMs: 0,
  lookedAtMs: null,
  conditions: [],
  fine: [],
  locations: [
    {
      location: 'sgn',
      group: 'domestic',
      network: null,
      scoring: true,
      isPlayed: true,
      lastReceiptMs: null,
      days: [
        { day: '2026-11-22', due: 1_000, measured: 824 },
        { day: '2026-11-23', due: 100_000, measured: 99_999 },
      ],
    },
  ],
}

test.each([
  ['vi', '82,4%', '99,999%'],
  ['en', '82.4%', '99.999%'],
] as const)(
  'in %s coverage is written as the language writes it, and never as all where it is not',
  async (lang, low, high) => {
    const say = createSay({ lang, timezone: 'Asia/Ho_Chi_Minh', nowMs: 0 })
    const text = (await healthPage(HEALTH, html``, say).main).toString()
    expect(text).toContain(`<span class="failed" title="824/1000">${low}</span>`)
    expect(text).toContain(`title="99999/100000">${high}</span>`)
  },
)
