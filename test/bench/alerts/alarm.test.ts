import { expect, test } from 'vitest'
import { alert } from '../../kit/alert.ts'
import { alarmsOf } from './alarm.ts'

test('the events of one incident are one alarm, by what they say', () => {
  const alarms = alarmsOf([
    alert({ event: 'opened', atMs: 600_000 }),
    alert({ event: 'reminded', atMs: 15_000_000 }),
    alert({ event: 'resolved', atMs: 16_000_000 }),
  ])
  expect(alarms).toMatchObject([{ openedAtMs: 600_000, endedAtMs: 16_000_000, opened: 1, reminded: 1, resolved: 1 }])
})

test('what is told first by a digest opens when it is told by itself', () => {
  const digest = alert({ event: 'reminded', severity: 'info', atMs: 600_000 })
  expect(alarmsOf([digest])).toMatchObject([{ severity: 'info', opened: 0, reminded: 1 }])
  expect(alarmsOf([digest, alert({ event: 'opened', atMs: 900_000 })])).toMatchObject([
    { severity: 'page', openedAtMs: 900_000, opened: 1, reminded: 1 },
  ])
})

test('what joins another message is told, and is no message', () => {
  expect(alarmsOf([alert({ event: 'joined', atMs: 900_000 })])).toMatchObject([
    { severity: 'page', openedAtMs: 900_000, opened: 0, reminded: 0, resolved: 0 },
  ])
})
