import { expect, test } from 'vitest'
import { routedFamilies, routes } from '../../lib/transport/routes.ts'

test('from an address, only its own family is routed', async () => {
  expect(await routes({ source: '127.0.0.1', allowPrivate: true })).toEqual([
    { family: 4, kind: 'routed', from: '127.0.0.1' },
    { family: 6, kind: 'none', detail: '127.0.0.1 is no IPv6 address' },
  ])
  expect(await routedFamilies({ source: '::1', allowPrivate: true })).toEqual([6])
})

test('loopback leads nowhere, where private addresses are not admitted', async () => {
  expect(await routedFamilies({ source: '127.0.0.1', allowPrivate: false })).toEqual([])
  expect(await routedFamilies({ source: '::1', allowPrivate: false })).toEqual([])
})

test('an address that this machine does not have is none to measure from', async () => {
  expect(await routes({ source: '203.0.113.9', allowPrivate: true })).toMatchObject([
    { family: 4, kind: 'none', detail: 'EADDRNOTAVAIL' },
    { family: 6, kind: 'none' },
  ])
})

test('without an address, each family is routed or says why not', async () => {
  const found = await routes({ source: null, allowPrivate: false })
  expect(found.map(({ family }) => family)).toEqual([4, 6])
  for (const route of found) expect(route.kind === 'routed' ? route.from : route.detail).not.toBe('')
})
