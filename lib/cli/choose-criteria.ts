import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findCriteria, publishedCriteria, type ReadPack, readPack } from '../flow/criteria.ts'
import { InputError } from '../model/input-error.ts'
import type { Table } from '../record/table.ts'

const SHIPPED = fileURLToPath(new URL('../../criteria/', import.meta.url))

/** The packs that come with this version, by id. */
export async function shippedCriteria(): Promise<readonly ReadPack[]> {
  const names = (await readdir(SHIPPED)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async (name) => readPack(await readFile(join(SHIPPED, name), 'utf8'), name)))
}

/**
 * The pack that somebody names: a file, which has a `/` or ends in `.yaml`; else by `id` or `id@version` what was
 * published here, or what is shipped. Rejects with an `InputError` for one that isn't there or can't be used.
 */
export async function chooseCriteria(name: string, table: Table): Promise<ReadPack> {
  if (name.includes('/') || name.endsWith('.yaml')) {
    const text = await readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new InputError('unreadable', `can't read ${name} (${error.code}): name a criteria pack, by file or by id`)
    })
    return readPack(text, name)
  }
  const published = await findCriteria(table, name)
  if (published !== null) return published
  const shipped = await shippedCriteria()
  const found = shipped.find(({ criteria: { criteria, version } }) =>
    [criteria, `${criteria}@${version}`].includes(name),
  )
  if (found) return found
  throw new InputError(
    'unknown_criteria',
    `there are no criteria “${name}”: name a file, or one of ${shipped.map(({ criteria }) => criteria.criteria).join(', ')}`,
  )
}

/** What was published here, each in its latest version, and besides what is shipped and was not; by id. */
export async function allCriteria(table: Table): Promise<readonly ReadPack[]> {
  const [shipped, published] = await Promise.all([shippedCriteria(), publishedCriteria(table)])
  const packs = new Map([...shipped, ...published].map((pack) => [pack.criteria.criteria, pack]))
  return [...packs.values()].sort((a, b) => (a.criteria.criteria < b.criteria.criteria ? -1 : 1))
}
