import { randomBytes } from 'node:crypto'
import type { Session } from '../model/session.ts'
import { SESSIONS, sessionCookieKey, sessionKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** A session as it is kept: its secret can't be had from it. */
export type StoredSession = Session & {
  /** SHA-256 of the secret's text, hexadecimal. */
  readonly secretSha256: string
}

/** Keeps a new session; false where its id is taken. */
export function addSession(table: Table, session: StoredSession): Promise<boolean> {
  return table.putIf(itemOf(session), { expression: 'attribute_not_exists(pk)' })
}

export async function getSession(table: Table, id: string): Promise<StoredSession | null> {
  const item = await table.get(sessionKey(id))
  return item ? read(item) : null
}

export async function listSessions(table: Table): Promise<readonly StoredSession[]> {
  return (await table.query({ pk: SESSIONS })).map(read)
}

/** Ends a session, once: false where somebody else has, or it is gone. */
export function endSession(table: Table, session: StoredSession, nowMs: number): Promise<boolean> {
  return table.putIf(itemOf({ ...session, endedAtMs: nowMs }), {
    expression: 'endedAtMs = :never',
    values: { ':never': null },
  })
}

export function deleteSession(table: Table, { id }: Session): Promise<boolean> {
  return table.deleteIf(sessionKey(id), { expression: 'attribute_exists(pk)' })
}

/** The key that cookies are signed with, 64 hexadecimal digits, made by the first who asks. */
export async function cookieSecret(table: Table): Promise<string> {
  const kept = await table.get(sessionCookieKey())
  if (kept) return kept.secret as string
  const secret = randomBytes(32).toString('hex')
  const isFirst = await table.putIf(
    { ...sessionCookieKey(), schema: SCHEMA, secret },
    { expression: 'attribute_not_exists(pk)' },
  )
  return isFirst ? secret : cookieSecret(table)
}

function itemOf(session: StoredSession): Item {
  return { ...sessionKey(session.id), schema: SCHEMA, ...session }
}

function read(item: Item): StoredSession {
  const { pk: _pk, sk: _sk, schema: _schema, ...session } = item
  return session as unknown as StoredSession
}
