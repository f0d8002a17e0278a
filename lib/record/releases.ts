import { type Release, releaseStamp } from '../model/release.ts'
import { releaseKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Keeps a new one; false where its id is taken. */
export function addRelease(table: Table, release: Release): Promise<boolean> {
  return table.putIf(itemOf(release), { expression: 'attribute_not_exists(pk)' })
}

/** Those of a portal that went live in a half-open span, also those that were withdrawn; oldest first. */
export async function listReleases(
  table: Table,
  of: { readonly portal: string; readonly fromMs: number; readonly toMs: number },
): Promise<readonly Release[]> {
  const [from, to] = [releaseStamp(of.fromMs), releaseStamp(Math.ceil(of.toMs / 1_000) * 1_000)]
  const items = await table.query({ pk: releaseKey({ portal: of.portal, id: '' }).pk, from, to })
  return items.map(read).filter(({ atMs }) => atMs >= of.fromMs && atMs < of.toMs)
}

/** Null: there is none of that id. */
export async function getRelease(
  table: Table,
  of: { readonly portal: string; readonly id: string },
): Promise<Release | null> {
  const item = await table.get(releaseKey(of))
  return item && read(item)
}

/** Marks one no more, from now on; one that was withdrawn before keeps its first moment. Null: there is none of that id. */
export async function endRelease(
  table: Table,
  of: { readonly portal: string; readonly id: string; readonly nowMs: number },
): Promise<Release | null> {
  const release = await getRelease(table, of)
  if (!release || release.withdrawnAtMs !== null) return release
  const ended = { ...release, withdrawnAtMs: of.nowMs }
  const done = await table.putIf(itemOf(ended), { expression: 'withdrawnAtMs = :never', values: { ':never': null } })
  return done ? ended : endRelease(table, of)
}

function itemOf(release: Release): Item {
  return { ...releaseKey(release), schema: SCHEMA, ...release }
}

function read(item: Item): Release {
  const { pk: _pk, sk: _sk, schema: _schema, ...release } = item
  return release as unknown as Release
}
