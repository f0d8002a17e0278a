import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Outbox } from './outbox.ts'

export type Spool = Outbox & {
  readonly count: () => number
  readonly close: () => void
}

/**
 * An outbox on a disk, without end: what it has taken survives `kill -9` and, since every write reaches the disk,
 * the loss of power. Gives out the oldest first. Throws where the folder can't be written or the disk is full.
 */
export function openSpool(folder: string): Spool {
  const database = new DatabaseSync(join(folder, 'spool.sqlite'))
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS waiting (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT;
  `)
  const insert = database.prepare('INSERT INTO waiting (body) VALUES (?)')
  const oldest = database.prepare('SELECT id, body FROM waiting ORDER BY id LIMIT ?')
  const remove = database.prepare('DELETE FROM waiting WHERE id = ?')
  const count = database.prepare('SELECT count(*) AS count FROM waiting')
  return {
    put: async (body) => void insert.run(body),
    take: async (limit) => oldest.all(limit).map(({ id, body }) => ({ id: String(id), body: String(body) })),
    remove: async (messages) => {
      database.exec('BEGIN')
      for (const { id } of messages) remove.run(Number(id))
      database.exec('COMMIT')
    },
    count: () => Number(count.get()?.count),
    close: () => database.close(),
  }
}
