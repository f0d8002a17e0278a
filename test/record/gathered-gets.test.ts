import { expect, test } from 'vitest'
import { gatherGets } from '../../lib/record/gathered-gets.ts'
import type { Key } from '../../lib/record/keys.ts'
import type { Item } from '../../lib/record/table.ts'

/** A store whose look-ups answer when they are told to, by what is in it when they begin. */
function heldStore() {
  const items = new Map<string, Item>()
  const under: { readonly what: string; readonly end: (failure?: Error) => void }[] = []
  const held = <T>(what: string, answer: T): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    under.push({ what, end: (failure) => (failure ? reject(failure) : resolve(answer)) })
    return promise
  }
  const itemOf = ({ pk, sk }: Key): Item | null => items.get(`${pk}/${sk}`) ?? null
  return {
    put: (item: Item) => void items.set(`${item.pk}/${item.sk}`, item),
    under,
    get: gatherGets({
      get: (key) => held(`get ${key.sk}`, itemOf(key)),
      getAll: (keys) =>
        held(
          `all ${keys.map(({ sk }) => sk).join(' ')}`,
          // In any order, and none for what isn't there.
          keys.toReversed().flatMap((key) => itemOf(key) ?? []),
        ),
    }),
  }
}

const key = (sk: string): Key => ({ pk: 'CFG#sessions', sk })
const item = (sk: string, state: string): Item => ({ ...key(sk), schema: 1, state })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('one alone is looked up alone, and those who come meanwhile together, each item once', async () => {
  const store = heldStore()
  for (const id of ['a', 'b', 'c']) store.put(item(id, 'in'))
  const asked = ['a', 'b', 'c', 'b', 'none'].map((id) => store.get(key(id)))
  expect(store.under.map(({ what }) => what)).toEqual(['get a'])
  store.under[0]?.end()
  await turn()
  expect(store.under.map(({ what }) => what)).toEqual(['get a', 'all b c none'])
  store.under[1]?.end()
  expect(await Promise.all(asked)).toEqual([item('a', 'in'), item('b', 'in'), item('c', 'in'), item('b', 'in'), null])
  const later = store.get(key('a'))
  expect(store.under.at(-1)?.what).toBe('get a')
  store.under.at(-1)?.end()
  expect(await later).toEqual(item('a', 'in'))
})

test('nobody is told what was there before they asked', async () => {
  const store = heldStore()
  store.put(item('a', 'in'))
  const before = store.get(key('a'))
  store.put(item('a', 'out'))
  const after = store.get(key('a'))
  for (const at of [0, 1]) {
    store.under[at]?.end()
    await turn()
  }
  expect([await before, await after]).toEqual([item('a', 'in'), item('a', 'out')])
})

test('a failure is told to those who waited for it, and to nobody else', async () => {
  const store = heldStore()
  store.put(item('a', 'in'))
  const asked = ['a', 'a', 'b', 'c'].map((id) => store.get(key(id)))
  const told = Promise.allSettled(asked)
  store.under[0]?.end()
  await turn()
  const meanwhile = store.get(key('a'))
  store.under[1]?.end(new Error('away'))
  await turn()
  store.under[2]?.end()
  expect((await told).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
  expect(await meanwhile).toEqual(item('a', 'in'))
})
