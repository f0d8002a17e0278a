import { beforeEach, describe, expect, test } from 'vitest'
import { endPlannedHoliday, planHolidays, plannedHolidays } from '../../lib/flow/declare-holidays.ts'
import { plannedConfigs } from '../../lib/flow/planned-configs.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { isFreeDay } from '../../lib/judge/day-shape.ts'
import { strataOf } from '../../lib/judge/stratum.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { NewHolidays } from '../../lib/model/holiday.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const at = (text: string): number => Date.parse(`${text}:00+07:00`)
const NOW = at('2027-01-10T09:00')

let stores: Stores
const clock = heldClock(NOW)
beforeEach(async () => {
  clock.set(NOW)
  stores = await openStores()
  const catalogue = catalogueOf({
    locations: [writtenLocation()],
    portals: [writtenPortal()],
    calendar: { holidays: ['09-02', '2027-04-30'], workingDays: ['2027-05-08'] },
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: at('2026-11-01T00:00') })
  await putConfig(stores.table, config)
  return () => stores.close()
})

const ports = () => ({ table: stores.table, clock, by: 'cli:test' })
const plan = async (days: readonly string[], changes: Partial<NewHolidays> = {}) =>
  (await planHolidays({ days: [...days], kind: 'holiday', note: null, ...changes }, ports())).holidays
const calendar = async () => (await plannedConfigs(stores.table, clock.now()))[0]?.catalogue

describe('holidays that are planned besides the catalogue', () => {
  test('stand in its calendar, for what is usual and for the hours of scores', async () => {
    await plan(['2027-02-05..2027-02-07', '2027-02-09', '10-10'], { note: 'Tết Đinh Mùi' })
    await plan(['2027-02-20'], { kind: 'working-day' })
    const planned = await calendar()
    expect(planned?.calendar).toEqual({
      holidays: [
        '09-02',
        '2027-04-30',
        '2027-02-05',
        '2027-02-06',
        '2027-02-07',
        '2027-02-09',
        '2027-10-10',
        '2028-10-10',
      ],
      workingDays: ['2027-05-08', '2027-02-20'],
    })
    const free = ['2027-02-08', '2027-02-09', '2027-02-20', '2027-02-21', '2028-10-10']
    expect(free.map((day) => planned && isFreeDay(day, planned.calendar))).toEqual([false, true, false, true, true])
    const stratumOf = planned && strataOf(planned)
    const hours = ['2027-02-08T10:00', '2027-02-09T10:00', '2027-02-20T10:00']
    expect(hours.map((text) => stratumOf?.(at(text)))).toEqual(['work', 'evening', 'work'])
    const source = await scoreSource({ table: stores.table, nowMs: clock.now() })
    expect(source.configs[0]?.catalogue.calendar).toEqual(planned?.calendar)
  })

  test('change no day that has begun, whenever they are taken back', async () => {
    const [first, second] = await plan(['2027-02-09', '2027-02-10'])
    clock.set(at('2027-02-09T06:00'))
    await endPlannedHoliday(first?.id ?? '', ports())
    await endPlannedHoliday(second?.id ?? '', ports())
    expect((await calendar())?.calendar.holidays).toEqual(['09-02', '2027-04-30', '2027-02-09'])
  })

  test('are listed, those to come first, and kept in the log of changes', async () => {
    const [late] = await plan(['2027-02-09'], { note: 'Tết' })
    clock.set(NOW + 1)
    const [soon] = await plan(['2027-02-05'])
    clock.set(at('2027-02-06T06:00'))
    const [yearly] = await plan(['12-24'])
    clock.set(clock.now() + 1)
    await endPlannedHoliday(yearly?.id ?? '', ports())
    expect((await plannedHolidays(ports())).holidays.map(({ id, isOver }) => [id, isOver])).toEqual([
      [late?.id, false],
      [yearly?.id, true],
      [soon?.id, true],
    ])
    const changes = [...(await listChanges(stores.table, NOW)), ...(await listChanges(stores.table, clock.now()))]
    expect(changes).toMatchObject([
      { act: 'plan_holiday', by: 'cli:test', details: { kind: 'holiday', day: '2027-02-09', note: 'Tết' } },
      { act: 'plan_holiday', details: { day: '2027-02-05' } },
      { act: 'plan_holiday', about: yearly?.id },
      { act: 'end_holiday', about: yearly?.id, details: { day: '12-24' } },
    ])
  })

  test.each<[readonly string[], Partial<NewHolidays>, string]>([
    [['mai'], {}, '“mai” is no day: write a day from 2000-01-01 to 2199-12-31 as YYYY-MM-DD, a span of them'],
    [['2027-02-30'], {}, '“2027-02-30” is no day'],
    [['13-01'], {}, '“13-01” is no day'],
    [['2027-02-05..2027-02-09..2027-02-10'], {}, 'is no day'],
    [['2027-02-09..2027-02-05'], {}, 'the span 2027-02-09..2027-02-05 ends before it begins'],
    [['2027-02-01..2027-12-31'], {}, 'the span 2027-02-01..2027-12-31 is too long: 31 days at most'],
    [['2027-02-01..2027-02-20', '2027-03-01..2027-03-20'], {}, '41 days at once: name 31 at most'],
    [['2027-02-05', '2027-02-05'], {}, '2027-02-05 is named twice'],
    [['2027-01-10'], {}, '2027-01-10 has begun, and what was measured on it keeps its hours'],
    [['2026-09-02'], {}, '2026-09-02 has begun'],
    [['2027-04-30'], {}, '2027-04-30 is a holiday already'],
    [['2027-09-02'], {}, '2027-09-02 is a holiday already, as 09-02 of every year is'],
    [['09-02'], {}, '09-02 is a holiday already'],
    [['2027-05-08'], {}, '2027-05-08 is a working day to make up for another, which prevails'],
    [['2027-05-10'], { kind: 'working-day' }, '2027-05-10 is a working day already: nobody has to make up for it'],
    [['05-08'], { kind: 'working-day' }, '05-08: working days are made up for in one year'],
  ])('%j %j is refused, and none of them is kept', async (days, changes, message) => {
    await expect(plan(['2027-03-02', ...days].slice(changes.kind ? 1 : 0), changes)).rejects.toMatchObject({
      code: 'bad_holiday',
      message: expect.stringContaining(message),
    })
    expect((await plannedHolidays(ports())).holidays).toEqual([])
  })

  test('are refused where they are planned already, and can be planned anew once taken back', async () => {
    const [planned] = await plan(['2030-02-04'])
    await plan(['10-10'])
    await expect(plan(['2030-02-04'])).rejects.toThrow('2030-02-04 is a holiday already')
    await expect(plan(['2040-10-10'])).rejects.toThrow('2040-10-10 is a holiday already, as 10-10 of every year is')
    await expect(plan(['10-10'])).rejects.toThrow('10-10 is a holiday already')
    await endPlannedHoliday(planned?.id ?? '', ports())
    await plan(['2030-02-04'])
    await plan(['2030-02-04'], { kind: 'working-day' })
    await expect(plan(['2030-02-04'], { kind: 'working-day' })).rejects.toThrow('is a working day already')
    expect((await calendar())?.calendar.workingDays).toEqual(['2027-05-08', '2030-02-04'])
  })

  test('are not taken back where there are none, and planned nowhere without a catalogue', async () => {
    await expect(endPlannedHoliday('no', ports())).rejects.toMatchObject({
      code: 'unknown_holiday',
      message: expect.stringContaining('there is no planned day “no”'),
    })
    const empty = await openStores()
    try {
      const asked: NewHolidays = { days: ['2027-02-05'], kind: 'holiday', note: null }
      await expect(planHolidays(asked, { ...ports(), table: empty.table })).rejects.toMatchObject({
        code: 'no_catalogue',
      })
    } finally {
      await empty.close()
    }
  })
})
