import type { Bulk } from './bulk.ts'
import type { Key } from './keys.ts'
import type { Item, Table } from './table.ts'

type Asked = { readonly key: Key } & PromiseWithResolvers<Item | null>

/**
 * `get` for a process that many ask at once. Who comes while a look-up is under way waits for the next one, which all of
 * them share: one request for however many items, begun after the last of them asked, so that nobody is told what was
 * there before. A failure is told to those who waited for that one.
 */
export function gatherGets({ get, getAll }: Pick<Table, 'get'> & Pick<Bulk, 'getAll'>): Table['get'] {
  let waiting = new Map<string, Asked>()
  let isUnderWay = false
  const lookUp = async (keys: readonly Key[]): Promise<readonly (Item | null)[]> =>
    keys.length === 1 ? [await get(keys[0] as Key)] : getAll(keys)
  const work = async (): Promise<void> => {
    isUnderWay = true
    while (waiting.size > 0) {
      const batch = waiting
      waiting = new Map()
      try {
        const items = await lookUp([...batch.values()].map(({ key }) => key))
        const found = new Map(items.flatMap((item) => (item === null ? [] : [[nameOf(item), item] as const])))
        for (const [name, { resolve }] of batch) resolve(found.get(name) ?? null)
      } catch (error) {
        for (const { reject } of batch.values()) reject(error)
      }
    }
    isUnderWay = false
  }
  return ({ pk, sk }) => {
    const name = nameOf({ pk, sk })
    const asked = waiting.get(name) ?? { key: { pk, sk }, ...Promise.withResolvers<Item | null>() }
    waiting.set(name, asked)
    if (!isUnderWay) void work()
    return asked.promise
  }
}

function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`
}
