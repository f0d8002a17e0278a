import type { Table } from '../../lib/record/table.ts'

/** A table of one's own within another: every partition is renamed, so that nobody else's rows are in it. */
export function ownTable(inner: Table, prefix: string): Table {
  const renamed = <T extends { readonly pk: string }>(at: T): T => ({ ...at, pk: prefix + at.pk })
  const back = <T extends { readonly pk: string }>(at: T): T => ({ ...at, pk: at.pk.slice(prefix.length) })
  return {
    get: async (key) => {
      const item = await inner.get(renamed(key))
      return item && back(item)
    },
    put: (item) => inner.put(renamed(item)),
    putIf: (item, condition) => inner.putIf(renamed(item), condition),
    deleteIf: (key, condition) => inner.deleteIf(renamed(key), condition),
    query: async (range) => (await inner.query(renamed(range))).map(back),
  }
}
