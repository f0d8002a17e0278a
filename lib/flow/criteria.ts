import { createHash } from 'node:crypto'
import type { Criteria } from '../model/criteria.ts'
import { InputError } from '../model/input-error.ts'
import { parseCriteria } from '../model/parse-criteria.ts'
import { listPacks, putPack, type StoredPack } from '../record/criteria-packs.ts'
import type { Table } from '../record/table.ts'

/** A pack with the text that it was read from, and that text's SHA-256, which stands for it. */
export type ReadPack = Pick<StoredPack, 'text' | 'sha256'> & { readonly criteria: Criteria }

export type PublishedPack = ReadPack & Pick<StoredPack, 'publishedAtMs'>

/** Reads a pack's text; `name` is for whoever has to mend it. Throws an `InputError` for the first thing wrong with it. */
export function readPack(text: string, name: string): ReadPack {
  const { criteria, problems } = parseCriteria(text)
  const [problem] = problems
  if (criteria === null) {
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
    throw new InputError('bad_criteria', `${name}, line ${problem?.line}: ${problem?.message}; ${problem?.fix}${more}`)
  }
  return { criteria, text, sha256: createHash('sha256').update(text).digest('hex') }
}

/**
 * Publishes packs, so that scores can be asked for by their ids. Again changes nothing. Rejects with an `InputError` for
 * one that was published before under the same id and version with another text: rules that scores were made by stay.
 */
export async function publishCriteria(
  table: Table,
  of: { readonly packs: readonly ReadPack[]; readonly nowMs: number },
): Promise<void> {
  for (const { criteria: pack, text, sha256 } of of.packs) {
    const { criteria, version } = pack
    const before = await putPack(table, { criteria, version, sha256, text, publishedAtMs: of.nowMs })
    if (before !== null && before.sha256 !== sha256)
      throw new InputError(
        'criteria_changed',
        `criteria ${criteria}, version ${version}, were published with another text: write version: ${version + 1}`,
      )
  }
}

/**
 * A published pack by `id`, its latest version, or by `id@version`; null: there is none. What is published was read once,
 * so that it can be read again.
 */
export async function findCriteria(table: Table, name: string): Promise<ReadPack | null> {
  const [id, version] = name.split('@')
  const found = (await listPacks(table)).findLast(
    (pack) => pack.criteria === id && (version === undefined || String(pack.version) === version),
  )
  return found === undefined ? null : readPack(found.text, `criteria ${name}`)
}

/** The latest version of each published pack, by id. */
export async function publishedCriteria(table: Table): Promise<readonly ReadPack[]> {
  const latest = new Map((await listPacks(table)).map((pack) => [pack.criteria, pack]))
  return [...latest.values()].map(({ criteria, text }) => readPack(text, `criteria ${criteria}`))
}

/** Every version of every published pack: by id, then version. */
export async function everyCriteria(table: Table): Promise<readonly PublishedPack[]> {
  return (await listPacks(table)).map(({ criteria, text, publishedAtMs }) => ({
    ...readPack(text, `criteria ${criteria}`),
    publishedAtMs,
  }))
}

/** As `findCriteria`. Rejects with an `InputError` where there is none. */
export async function requireCriteria(table: Table, name: string): Promise<ReadPack> {
  const pack = await findCriteria(table, name)
  if (pack !== null) return pack
  throw new InputError('unknown_criteria', `no criteria “${name}” are published here: publish them first`)
}
