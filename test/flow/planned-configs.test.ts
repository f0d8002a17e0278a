import { expect, test } from 'vitest'
import { plannedConfigs } from '../../lib/flow/planned-configs.ts'
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
