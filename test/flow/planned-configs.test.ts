import { expect, test } from 'vitest'
import { plannedConfigs } from '../../lib/flow/planned-configs.ts'
import { maintenanceAt } from '../../lib/judge/closing.ts'
import { timetables } from '../../lib/judge/expected.ts'
import { isInMaintenance, pageSchedule } from '../../lib/judge/page-schedule.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const at = (text: string): number => Date.parse(`${text}:00+07:00`)

test('maintenance that recurs by the catalogue is there at each of its times, and what does not once', async () => {
  const stores = await openStores()
  try {
    const catalogue = catalogueOf({
      locations: [writtenLocation()],
      portals: [writtenPortal()],
      maintenance: [
        { portal: 'da-nang', page: 'home', from: '2026-11-24T22:00', to: '2026-11-24T23:30', every: 'week' },
        {
          portal: 'da-nang',
          from: '2026-11-30T23:00',
          to: '2026-12-01T01:00',
          every: 'month-end',
          until: '2027-01-01T00:00',
        },
        { portal: 'da-nang', from: '2026-12-02T01:00', to: '2026-12-02T02:00' },
      ],
    })
    const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: at('2026-11-24T00:00') })
    await putConfig(stores.table, config)
    const [planned] = await plannedConfigs(stores.table, at('2027-01-30T12:00'))
    const begins = planned?.catalogue.maintenance.map(({ fromMs }) =>
      new Date(fromMs + 7 * 3_600_000).toISOString().slice(0, 16),
    )
    expect(begins?.slice(0, 3)).toEqual(['2026-11-24T22:00', '2026-12-01T22:00', '2026-12-08T22:00'])
    expect(begins?.slice(-4)).toEqual(['2027-01-26T22:00', '2026-11-30T23:00', '2026-12-31T23:00', '2026-12-02T01:00'])
    const schedule = pageSchedule('da-nang/home', { tables: timetables(planned ? [planned] : []), spans: [] })
    const within = ['2026-12-15T21:55', '2026-12-15T22:00', '2026-12-15T23:25', '2026-12-15T23:30', '2027-01-01T00:30']
    expect(within.map((text) => isInMaintenance(schedule, at(text)))).toEqual([false, true, true, false, true])
  } finally {
    await stores.close()
  }
})

test('a version that is published while work goes on declares it no later than the one before did', async () => {
  const stores = await openStores()
  try {
    const work = { portal: 'da-nang', page: 'home', from: '2026-11-24T22:00', to: '2026-11-24T23:30' }
    const publish = async (of: { readonly note: string; readonly to?: string }, text: string) => {
      const catalogue = catalogueOf({
        locations: [writtenLocation()],
        portals: [writtenPortal()],
        maintenance: [
          { ...work, ...of },
          { ...work, note: of.note, every: 'day' },
        ],
      })
      const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: at(text) })
      await putConfig(stores.table, { ...config, version: of.note, publishedAtMs: at(text) - 900_000 })
    }
    await publish({ note: 'first' }, '2026-11-20T00:00')
    await publish({ note: 'same' }, '2026-11-24T22:45')
    await publish({ note: 'longer', to: '2026-11-24T23:45' }, '2026-11-24T23:15')
    const planned = await plannedConfigs(stores.table, at('2026-11-25T22:05'))
    const [page, portal] = [planned[0]?.catalogue.portals[0]?.pages[0], planned[0]?.catalogue.portals[0]]
    if (!page || !portal) throw new Error('no page')
    const toldOf = (version: number, text: string) => {
      const config = planned[version]
      if (!config) throw new Error('no version')
      const slot = { config, portal, page, slotMs: at(text), everyMs: 300_000, locations: [], lastDueMs: at(text) }
      return maintenanceAt(slot)
    }
    expect(toldOf(0, '2026-11-24T22:05')).toMatchObject({ maintenance: true, silenced: false })
    expect(toldOf(1, '2026-11-24T23:00')).toMatchObject({ maintenance: true, silenced: false })
    // What was lengthened was declared before as far as it went, by the one that recurs; the rest of it was not.
    expect(toldOf(2, '2026-11-24T23:35')).toMatchObject({ maintenance: false, silenced: true })
    expect(toldOf(2, '2026-11-25T22:00')).toMatchObject({ maintenance: true, silenced: false })
    const schedule = pageSchedule('da-nang/home', { tables: timetables(planned), spans: [] })
    expect(isInMaintenance(schedule, at('2026-11-24T23:00'))).toBe(true)
    expect(isInMaintenance(schedule, at('2026-11-24T23:35'))).toBe(false)
  } finally {
    await stores.close()
  }
})
