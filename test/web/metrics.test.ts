import { expect, test } from 'vitest'
import type { Status } from '../../lib/flow/status.ts'
import { metricsText } from '../../lib/web/metrics.ts'

const PAGE = {
  page: 'hue/home',
  verdict: 'ok',
  sinceMs: 0,
  isOlder: false,
  group: 'domestic',
  locations: [{ location: 'sgn', outcome: 'passed', cause: null, slotMs: 1_795_455_000_000, totalMs: 258.6 }],
  audit: null,
} as const

test('durations and times are in seconds, the unit that Prometheus has them in', () => {
  const status = { pages: [PAGE], incidents: [], locations: [{ location: 'sgn', lastSeenMs: 1_795_455_000_400 }] }
  const text = metricsText(status as unknown as Status)
  expect(text).toContain('nhip_check_duration_seconds{page="hue/home",location="sgn"} 0.2586\n')
  expect(text).toContain('nhip_check_slot_seconds{page="hue/home",location="sgn"} 1795455000\n')
  expect(text).toContain('nhip_location_last_seen_seconds{location="sgn"} 1795455000.4\n')
  expect(text).not.toMatch(/milliseconds/)
})
