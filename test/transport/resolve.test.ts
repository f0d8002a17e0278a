import { describe, expect, test } from 'vitest'
import { createNameResolver, type NameResolver } from '../../lib/transport/name-resolver.ts'
import { type ResolveOptions, resolveHost } from '../../lib/transport/resolve.ts'
import { startNameServer } from '../kit/name-server.ts'

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
    // Too long for a name: it is refused, while a reserved name would have been answered.
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

describe('names that are asked for', () => {
  async function asked(addresses: readonly string[], options: Partial<ResolveOptions> = {}) {
    const server = await startNameServer({ 'dvc.example.vn': addresses })
    const seen = await resolve('DVC.Example.vn.', {
      resolver: createNameResolver({ servers: server.servers }),
      ...options,
    })
    return { seen, questions: server.questions }
  }

  test('over the wanted families only, in order of preference', async () => {
    const both = ['127.0.0.5', '::1', '127.0.0.6']
    expect(await asked(both, { families: [4] })).toEqual({
      seen: {
        kind: 'resolved',
        addresses: [
          { address: '127.0.0.5', family: 4 },
          { address: '127.0.0.6', family: 4 },
        ],
      },
      questions: ['A dvc.example.vn'],
    })
    expect(await asked(both, { families: [6, 4] })).toEqual({
      seen: { kind: 'resolved', addresses: [{ address: '::1', family: 6 }] },
      questions: ['AAAA dvc.example.vn'],
    })
    expect((await asked(['::1'], { families: [4, 6] })).seen).toMatchObject({ addresses: [{ family: 6 }] })
  })

  test('where a name has another family only, it is said', async () => {
    expect((await asked(['::1'], { families: [4] })).seen).toEqual({ kind: 'no_family', detail: '::1' })
    expect((await asked([], { families: [4] })).seen.kind).toBe('not_found')
  })

  test('one bad address refuses the name', async () => {
    const { seen } = await asked(['1.1.1.1', '10.0.0.1'], { families: [4], allowPrivate: false })
    expect(seen).toEqual({ kind: 'refused', address: '10.0.0.1' })
  })

  test('a family whose name servers fail does not hide the other one', async () => {
    const resolver: NameResolver = (_name, family) =>
      Promise.resolve(family === 4 ? { kind: 'error', detail: 'silent' } : { kind: 'found', addresses: ['::1'] })
    expect(await resolve('dvc.example.vn', { resolver, families: [4, 6] })).toMatchObject({ kind: 'resolved' })
    expect(await resolve('dvc.example.vn', { resolver, families: [4] })).toEqual({ kind: 'error', detail: 'silent' })
  })
})
