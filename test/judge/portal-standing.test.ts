import { expect, test } from 'vitest'
import { portalReservation } from '../../lib/judge/portal-standing.ts'
import type { Location, Portal } from '../../lib/model/catalogue.ts'

const CONSENT = { letter: '12/UBND-KSTT', date: '2026-01-01' }

function reservation(
  portal: Partial<Pick<Portal, 'consent' | 'vendor'>>,
  {
    networks = ['Viettel', 'VNPT'],
    kind = 'official' as const,
    from = '2026-01-01',
  }: {
    readonly networks?: readonly (string | null)[]
    readonly kind?: 'official' | 'operational'
    readonly from?: string
  } = {},
) {
  const locations = [...networks, 'FPT Telecom'].map((network, index) => ({ id: `l${index}`, network }) as Location)
  const standing = { kind, locations: networks.map((_, index) => `l${index}`) }
  return portalReservation({ consent: CONSENT, vendor: null, ...portal }, { standing, locations, from })
}

test('with a consent from the first day on nothing keeps a score from being official', () => {
  expect(reservation({})).toBeNull()
  expect(reservation({ vendor: 'fpt' })).toBeNull()
})

test('without a consent, or with one of later, no score is official', () => {
  expect(reservation({ consent: null })).toBe('no_consent')
  expect(reservation({ consent: { ...CONSENT, date: '2026-01-02' } })).toBe('no_consent')
  expect(reservation({ consent: null }, { kind: 'operational' })).toBeNull()
})

test.each([
  ['vnpt', ['Viettel', 'VNPT']],
  ['fpt', ['FPT Telecom', 'Viettel']],
  ['fpt-telecom', ['FPT Telecom', 'Viettel']],
])('the network of %s among the scoring ones of %j decides nothing of its own portals', (vendor, networks) => {
  expect(reservation({ vendor }, { networks })).toBe('own_network')
})

test.each([
  ['vnpt', ['Viettel', null]],
  ['net', ['Internet', 'Viettel']],
  ['telecom-fpt', ['FPT Telecom', 'Viettel']],
])('%s runs none of the networks %j', (vendor, networks) => {
  expect(reservation({ vendor }, { networks })).toBeNull()
})
