import { expect, test } from 'vitest'
import { EVERY_MS, times, trace } from '../kit/slots.ts'

test('a flapping page gives one digest, and a steady outage is told all the same', () => {
  const flap = 'xxx xxx ... ... ...'
  const { told, events } = trace(`${times(flap, 4)} ${times('xxx', 8)} ... ... ...`)
  expect(told).toEqual([
    '1 down opened',
    '4 down resolved',
    '6 down opened',
    '9 down resolved',
    '9 down reminded',
    '19 burn opened',
    '27 down opened',
    '30 down resolved',
  ])
  expect(events[4]).toMatchObject({ severity: 'info', facts: { flapping: true, transitions: 4, withinHours: 24 } })
  expect(events[4]?.reason).toEqual({
    vi: 'Trang chập chờn: đổi trạng thái 4 lần trong 24 giờ; tạm gộp cảnh báo cho tới khi ổn định.',
    en: 'Page is flapping: it changed state 4 times within 24 hours; alerts are held until it is steady.',
  })
})

test('it flaps as long as it is never calm for two hours', () => {
  // From an end to the next beginning 95 minutes.
  const slow = (calm: number) => trace(times(`xxx xxx ${times('...', calm)}`, 3)).told
  expect(slow(20).filter((line) => line.startsWith('26'))).toEqual(['26 down resolved', '26 down reminded'])
  expect(slow(26).filter((line) => line.endsWith('reminded'))).toEqual([])
})

test('each bout of flapping has a digest of its own, and none has two', () => {
  const bout = times('xxx xxx ... ... ...', 4)
  const { told } = trace(`${bout} ${times('...', 40)} ${bout}`)
  expect(told.filter((line) => line.endsWith('down reminded'))).toEqual(['9 down reminded', '69 down reminded'])
})

test('a digest comes with an end that was told, not with an opening', () => {
  const bout = `x.. x.. x.. xxx xxx ... ... ...`
  const { told, state } = trace(`${bout} ${bout} x.. x.. x..`)
  expect(told.filter((line) => line.includes('regional'))).toEqual([
    '2 regional opened',
    '4 regional resolved',
    '10 regional opened',
    '12 regional resolved',
    '18 regional opened',
  ])
  expect(state.regional).toMatchObject({ locations: ['a'], seq: 1, toldAtMs: 19 * EVERY_MS })
  const end = trace(`${bout} ${bout} x.. x.. x.. ... ... ...`).told.slice(-2)
  expect(end).toEqual(['21 regional resolved', '21 regional reminded'])
  // Of an end that nobody hears of nothing is said; it waits for one that is told.
  const silent = trace(`${times('xxx xxx ... ... ...', 1)} Sxxx Sxxx S... S... S... xxx xxx ... ... ...`)
  expect(silent.told).toEqual([
    '1 down opened',
    '4 down resolved',
    '11 down opened',
    '14 down resolved',
    '14 down reminded',
  ])
})

test('only the openings and ends of a day are remembered', () => {
  const { atMs } = trace(times('xxx xxx ... ... ... ...', 100)).state.downTransitions
  expect(Math.max(...atMs) - Math.min(...atMs)).toBeLessThan(24 * 3_600_000)
  expect(atMs.length).toBeGreaterThan(90)
})

test('two hours of calm end it: a short outage of the same day is told, one before that is not', () => {
  const flap = times('xxx xxx ... ... ...', 3)
  const calm = (slots: number) => times('...', slots)
  const outage = `${times('xxx', 3)} ${calm(3)}`
  const down = (slots: number) =>
    trace(`${flap} ${calm(slots)} ${outage}`).told.filter((line) => / down opened/.test(line))
  expect(down(15)).toEqual(['1 down opened', '6 down opened'])
  expect(down(22)).toEqual(['1 down opened', '6 down opened', '38 down opened'])
})
