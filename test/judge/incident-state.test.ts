import { expect, test } from 'vitest'
import { emptyGroupState, incidentsOf, isUnusual, recordOf, withIncident } from '../../lib/judge/incident-state.ts'
import { EVERY_MS, trace } from '../kit/slots.ts'

/** A page that is down. */
function outage() {
  const { state } = trace('xxx xxx')
  if (!state.down) throw new Error('nothing is open')
  return { state, down: state.down }
}

const AT = { page: 'da-nang/home', portal: 'da-nang', group: 'domestic', resolvedAtMs: null } as const

test('a page begins with nothing', () => {
  const nothing = { atMs: [], digestAtMs: null }
  expect(emptyGroupState()).toMatchObject({
    closedMs: -1,
    conclusive: {},
    downTransitions: nothing,
    burnSlots: { all: [], loose: [] },
  })
  expect(incidentsOf(emptyGroupState())).toEqual([])
})

test('what is open of a page, and the same with one of them changed', () => {
  const { state, down } = outage()
  expect(incidentsOf(state)).toEqual([down])
  expect(withIncident(state, { ...down, seq: 7 })).toEqual({ ...state, down: { ...down, seq: 7 } })
  const other = { ...down, id: 'down:elsewhere:domestic:0' }
  expect(withIncident(state, other)).toBe(state)
  expect(withIncident({ ...state, drift: other }, { ...other, seq: 7 })).toMatchObject({ down, drift: { seq: 7 } })
})

test.each([
  ['an outage', { kind: 'down', severity: 'page' }, true],
  ['an outage of the path', { kind: 'down', severity: 'ticket' }, true],
  ['a slowness that paged', { kind: 'slow', severity: 'page', rule: 'steady' }, true],
  ['one that did not', { kind: 'slow', severity: 'ticket', rule: 'mean' }, false],
  ['one by the ceiling', { kind: 'slow', severity: 'page', rule: 'ceiling' }, false],
  ['burning', { kind: 'burn', severity: 'page', rule: 'fast' }, false],
  ['a location that fails', { kind: 'regional', severity: 'ticket' }, false],
] as const)('%s is no part of what is usual, or is', (_name, of, unusual) => {
  expect(isUnusual(of)).toBe(unusual)
})

test('what is filed of an incident', () => {
  const { down } = outage()
  const filed = {
    id: 'down:da-nang/home:domestic:0',
    kind: 'down',
    severity: 'page',
    page: 'da-nang/home',
    group: 'domestic',
    sinceMs: 0,
    openedAtMs: 2 * EVERY_MS,
    resolvedAtMs: null,
    untold: false,
  }
  expect(recordOf(down, AT)).toEqual(filed)
  expect(recordOf({ ...down, toldAtMs: null }, AT)).toEqual({ ...filed, untold: true })
  const acknowledged = { by: 'an', name: 'An', atMs: 1, note: null }
  expect(recordOf({ ...down, acknowledged, figures: { rule: 'steady' } }, { ...AT, resolvedAtMs: 9 })).toEqual({
    ...filed,
    rule: 'steady',
    resolvedAtMs: 9,
    acknowledged,
  })
  expect(recordOf({ ...down, figures: { rule: 3 } }, AT)).toEqual(filed)
})

test('it names a portal only where it is about no page', () => {
  const { down } = outage()
  expect(recordOf(down, { ...AT, page: null })).toMatchObject({ page: null, portal: 'da-nang' })
  expect(recordOf(down, { ...AT, page: null, portal: null })).not.toHaveProperty('portal')
  expect(recordOf(down, AT)).not.toHaveProperty('portal')
})
