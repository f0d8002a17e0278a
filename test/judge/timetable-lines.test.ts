import { expect, test } from 'vitest'
import { dueAudits, planHosts, windowOffsetMs } from '../../lib/judge/timetable.ts'
import { timetableLines } from '../../lib/judge/timetable-lines.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')

test('a timetable as lines: of each check its moment after the slot, of each audit when it is due', () => {
  const catalogue = catalogueOf({
    locations: [writtenLocation({ id: 'a' }), writtenLocation({ id: 'b' }), writtenLocation({ id: 'c' })],
    portals: [
      writtenPortal({ pages: [writtenPage(), writtenPage({ id: 'form', kind: 'eform', procedure: '1.001' })] }),
    ],
    defaults: { http: { every: '5m', timeout: '5s' }, audit: { every: '12h' } },
  })
  // In force from tomorrow, and no more the day after: its lines are as if it were there now, and to stay.
  const config = configOf(catalogue, {
    effectiveFromMs: T0 + DAY_MS,
    untilMs: T0 + 2 * DAY_MS,
    played: ['a', 'b'],
  })
  const whole = configOf(catalogue, { played: ['a', 'b'] })
  const [plan] = planHosts(whole)
  const lines = timetableLines(config, { locations: ['b', 'a', 'c'], fromMs: T0, toMs: T0 + 4 * DAY_MS })
  const audits = ['a', 'b'].flatMap((location) =>
    dueAudits(whole, { location, fromMs: T0, toMs: T0 + 4 * DAY_MS }).filter(({ slotMs }) => slotMs >= T0),
  )
  expect(audits.length).toBeGreaterThan(28)
  if (!plan) throw new Error('no plan')
  const offset = (index: number) => windowOffsetMs(plan, index)
  expect(lines).toEqual(
    [
      `http da-nang/home a 300000 ${offset(0)}`,
      `http da-nang/home b 300000 ${offset(1)}`,
      `http da-nang/form a 300000 ${offset(0) + 3_000}`,
      `http da-nang/form b 300000 ${offset(1) + 3_000}`,
      ...audits.map(({ page, location, slotMs, dueMs }) => `audit ${page} ${location} ${slotMs} ${dueMs}`),
    ].toSorted(),
  )
})
