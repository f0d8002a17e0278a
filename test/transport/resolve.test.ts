import { describe, expect, test } from 'vitest'
import { type ResolveOptions, resolveHost } from '../../lib/transport/resolve.ts'

const resolve = (host: string, options: Partial<ResolveOptions> = {}) =>
  resolveHost(host, { allowPrivate: true, families: [4, 6], ...options })

describe('names that no resolver is asked for', () => {
  test.each(['localhost', 'LOCALHOST', 'localhost.', 'cong.localhost', 'a.b.localhost', 'Cong.LocalHost.'])(
    '%s is 127.0.0.1',
    async (host) => {
      expect(await resolve(host)).toEqual({ kind: 'resolved', addresses: [{ address: '127.0.0.1', family: 4 }] })
    },
  )

  test('.localhost is refused like any loopback address', async () => {
    expect(await resolve('cong.localhost', { allowPrivate: false })).toEqual({ kind: 'refused', address: '127.0.0.1' })
  })

  test.each(['invalid', 'portal.invalid', 'portal.invalid.', 'PORTAL.INVALID'])('%s does not exist', async (host) => {
    expect(await resolve(host)).toEqual({ kind: 'not_found', detail: 'reserved name, never registered' })
  })

  test('names that only look like them are asked for', async () => {
    // Too long for a name: getaddrinfo refuses it, while a reserved name would have been answered.
    const label = 'a'.repeat(64)
    expect((await resolve(`${label}.localhost.x`)).kind).not.toBe('resolved')
  })
})

describe('literals', () => {
  test('stand for themselves, in brackets or not', async () => {
    expect(await resolve('127.0.0.1')).toEqual({ kind: 'resolved', addresses: [{ address: '127.0.0.1', family: 4 }] })
    expect(await resolve('[::1]')).toEqual({ kind: 'resolved', addresses: [{ address: '::1', family: 6 }] })
    expect(await resolve('8.8.8.8', { allowPrivate: false })).toMatchObject({ kind: 'resolved' })
  })

  test('are refused where they may not be visited', async () => {
    expect(await resolve('169.254.169.254')).toEqual({ kind: 'refused', address: '169.254.169.254' })
    expect(await resolve('[::ffff:7f00:1]')).toMatchObject({ kind: 'refused' })
    expect(await resolve('10.0.0.1', { allowPrivate: false })).toEqual({ kind: 'refused', address: '10.0.0.1' })
  })
})

describe('families', () => {
  test('an address of a family that is not wanted is no answer', async () => {
    expect(await resolve('127.0.0.1', { families: [6] })).toEqual({ kind: 'no_family', detail: '127.0.0.1' })
    expect(await resolve('[::1]', { families: [4] })).toEqual({ kind: 'no_family', detail: '::1' })
  })

  test('what may not be visited is refused, whatever family is wanted', async () => {
    expect(await resolve('[fe80::1]', { families: [4] })).toMatchObject({ kind: 'refused' })
  })
})
