import { expect, test } from 'vitest'
import { createNameResolver } from '../../lib/transport/name-resolver.ts'
import { startNameServer, type Zone } from '../kit/name-server.ts'

async function ask(entry: Zone[string], family: 4 | 6 = 4) {
  const { servers, questions } = await startNameServer({ 'dvc.example.vn': entry })
  // What is answered is answered in time, on a busy machine too.
  const timeoutMs = entry === 'silent' || entry === 'garbage' ? 100 : 5_000
  const resolver = createNameResolver({ servers, timeoutMs, tries: 2 })
  return { answer: await resolver('dvc.example.vn', family), resolver, questions }
}

test('the addresses of one family, in the order given', async () => {
  const addresses = ['203.0.113.9', '2001:db8::7', '203.0.113.1']
  expect((await ask(addresses)).answer).toEqual({ kind: 'found', addresses: ['203.0.113.9', '203.0.113.1'] })
  expect((await ask(addresses, 6)).answer).toEqual({ kind: 'found', addresses: ['2001:db8::7'] })
})

test.each<[Zone[string], string]>([
  ['nxdomain', 'not_found'],
  ['empty', 'none'],
  ['servfail', 'error'],
  ['silent', 'error'],
  ['garbage', 'error'],
  ['refused', 'ours'],
])('%s is %s', async (entry, kind) => {
  expect((await ask(entry)).answer.kind).toBe(kind)
})

test('an answer cut short is had whole over TCP', async () => {
  const { answer, questions } = await ask('truncated')
  expect(answer).toEqual({ kind: 'found', addresses: ['127.0.0.1'] })
  expect(questions).toHaveLength(2)
})

test('a server that is silent is asked again', async () => {
  expect((await ask('silent')).questions).toHaveLength(2)
})

test('nothing is kept from one question to the next', async () => {
  const server = await startNameServer({ 'dvc.example.vn': ['127.0.0.1'] })
  const resolver = createNameResolver({ servers: server.servers })
  await resolver('dvc.example.vn', 4)
  server.set({ 'dvc.example.vn': ['127.0.0.2'] })
  expect(await resolver('dvc.example.vn', 4)).toEqual({ kind: 'found', addresses: ['127.0.0.2'] })
})

test('names that nobody answers for do not hold up one that is', async () => {
  const silent = Array.from({ length: 20 }, (_, index) => `silent-${index}.example.vn`)
  const { servers } = await startNameServer({
    'dvc.example.vn': ['127.0.0.1'],
    ...Object.fromEntries(silent.map((name) => [name, 'silent' as const])),
  })
  const resolver = createNameResolver({ servers, timeoutMs: 60_000, tries: 1 })
  let told = 0
  for (const name of silent) void resolver(name, 4).then(() => told++)
  expect(await resolver('dvc.example.vn', 4)).toMatchObject({ kind: 'found' })
  expect(told).toBe(0)
})
