import { expect, test } from 'vitest'
import { monthlySlots, monthlyWorkload } from '../../lib/judge/workload.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const eform = writtenPage({ id: 'khai-sinh', kind: 'eform', url: 'https://dichvucong.example.org/khai-sinh' })
const portals = (...pages: readonly object[]) => [writtenPortal({ pages })]

test('a homepage and an eForm of one host, by hand: 730 hours of a month', () => {
  const [work] = monthlyWorkload(catalogueOf({ portals: portals(writtenPage(), eform) }))
  expect(work).toEqual({
    location: 'sgn',
    pages: 2,
    minutes: 43_800,
    // Two pages each five minutes, by 8,760 visits in each of which the second check comes 3 s after the first.
    checks: 17_520,
    visits: 8_760,
    spacingSeconds: 26_280,
    // A retry comes after 15 s.
    retrySeconds: 131_400,
    // Each six hours, of three runs; the eForm's readiness is timed besides.
    audits: expect.closeTo(243.333, 3),
    runs: expect.closeTo(730, 6),
    readinessLoads: expect.closeTo(121.667, 3),
    controlLoads: 730,
    accounts: 0,
  })
})

test('a page that is measured less often has its checks in visits that are made anyway', () => {
  const [work] = monthlyWorkload(
    catalogueOf({ portals: portals(writtenPage(), { ...eform, http: { every: '10m' }, audit: { every: '12h' } }) }),
  )
  expect(work).toMatchObject({ checks: 8_760 + 4_380, visits: 8_760, spacingSeconds: 4_380 * 3 })
  expect(work?.audits).toBeCloseTo(121.667 + 60.833, 3)
})

test('pages of different hosts are visited one by one, and a retry waits for a tenth of a short cadence', () => {
  const other = { ...eform, url: 'https://eform.example.org/' }
  const [work] = monthlyWorkload(
    catalogueOf({ defaults: { http: { every: '1m', timeout: '5s' } }, portals: portals(writtenPage(), other) }),
  )
  expect(work).toMatchObject({ visits: 87_600, spacingSeconds: 0, retrySeconds: 87_600 * 6 })
})

test('a calibrated location loads the control page before and after each audit', () => {
  const calibration = {
    multiplier: 4,
    instrument: '0'.repeat(16),
    tbtMs: 400,
    lcpMs: 1_500,
    measuredOn: '2026-11-01',
  }
  const { locations, ...rest } = catalogueOf({ portals: portals(writtenPage()) })
  const calibrated = { ...rest, locations: locations.map((one) => ({ ...one, calibration: calibration as never })) }
  expect(monthlyWorkload(calibrated)[0]?.controlLoads).toBeCloseTo(730 + 2 * 121.667, 2)
})

test('what a location has no address family for is not due there, nor a slot of it closed', () => {
  const locations = [writtenLocation(), writtenLocation({ id: 'six', group: 'abroad', families: [6] })]
  const catalogue = catalogueOf({ locations, portals: portals(writtenPage(), { ...eform, families: [6] }) })
  expect(monthlyWorkload(catalogue).map(({ pages }) => pages)).toEqual([1, 1])
  expect(monthlySlots(catalogue)).toBe(2 * 8_760)
})

test('readiness is timed of eForms, and of a homepage that says when it is ready', () => {
  const loads = (page: object) => monthlyWorkload(catalogueOf({ portals: portals(page) }))[0]?.readinessLoads
  expect([loads(writtenPage()), loads(writtenPage({ ready: '#tim-kiem' })), loads(eform)]).toEqual([
    0,
    expect.closeTo(121.667, 3),
    expect.closeTo(121.667, 3),
  ])
})

test('a slot is closed for a group of which one location can measure the page', () => {
  const locations = [writtenLocation(), writtenLocation({ id: 'six', families: [4, 6] })]
  expect(monthlySlots(catalogueOf({ locations, portals: portals({ ...eform, families: [6] }) }))).toBe(8_760)
})

test('a group closes a slot once, however many locations it has', () => {
  const locations = ['a', 'b', 'c'].map((id) => writtenLocation({ id }))
  const domestic = catalogueOf({ locations, portals: portals(writtenPage()) })
  expect(monthlySlots(domestic)).toBe(8_760)
  const abroad = [...locations, writtenLocation({ id: 'tokyo', group: 'abroad' })]
  expect(monthlySlots(catalogueOf({ locations: abroad, portals: portals(writtenPage()) }))).toBe(2 * 8_760)
})

test('a portal that is not measured costs nothing', () => {
  const [work] = monthlyWorkload(catalogueOf({ portals: [writtenPortal({ state: 'retired' })] }))
  expect(work).toMatchObject({ pages: 0, checks: 0, visits: 0, audits: 0, controlLoads: 0 })
})
