import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { isAlive, LINK_MS, SESSION_MS, type Session } from '../model/session.ts'
import { principalOf } from '../model/token.ts'
import { addSession, endSession, getSession, type StoredSession } from '../record/sessions.ts'
import type { Table } from '../record/table.ts'
import { getToken } from '../record/tokens.ts'
import { isSameSecret } from './authorize.ts'

type Ports = { readonly table: Table; readonly clock: Clock }

/** Characters of base64url. */
const ID_LENGTH = 12

/** Who is let in, and by what. */
export type SignedIn = Pick<Session, 'principal' | 'by' | 'name' | 'token'>

/** Lets somebody in, and returns what their browser shows from now on: `<id>.<secret>`, kept nowhere else. */
export function startSession(who: SignedIn, ports: Ports): Promise<string> {
  return add({ ...who, kind: 'session', forMs: SESSION_MS }, ports)
}

/**
 * Lets in who has signed in elsewhere, once for each such sign-in: `attempt` names it, a text of chance. Null where that
 * one has let somebody in before.
 */
export function startSessionOnce(
  who: SignedIn,
  { attempt, ...ports }: Ports & { readonly attempt: string },
): Promise<string | null> {
  const id = createHash('sha256').update(attempt).digest('base64url').slice(0, ID_LENGTH)
  return keep({ ...who, kind: 'session', forMs: SESSION_MS, id }, ports)
}

/** Makes a link's text, `<id>.<secret>`, that lets in once, within half an hour. */
export function makeLink(who: SignedIn, ports: Ports): Promise<string> {
  return add({ ...who, kind: 'link', forMs: LINK_MS }, ports)
}

/** Follows a link: the text of a session; null where it is none, has been followed, or is too old. */
export async function followLink(text: string, ports: Ports): Promise<string | null> {
  const link = await find(text, { ...ports, kind: 'link' })
  if (link === null || !(await endSession(ports.table, link, ports.clock.now()))) return null
  return startSession(link, ports)
}

/**
 * Whose session a text is; null: nobody's. It is looked up each time, and the token that it came from with it: who
 * has signed out, or whose token was revoked, is out at once.
 */
export async function sessionOf(text: string, ports: Ports): Promise<Session | null> {
  const session = await find(text, { ...ports, kind: 'session' })
  if (session === null) return null
  const { secretSha256: _secret, ...known } = session
  if (session.token === null) return known
  const token = await getToken(ports.table, session.token)
  return token !== null && principalOf(token, ports.clock.now()) !== null ? known : null
}

/** Signs out; no session of that text is no error. */
export async function signOut(text: string, ports: Ports): Promise<void> {
  const session = await find(text, { ...ports, kind: 'session' })
  if (session !== null) await endSession(ports.table, session, ports.clock.now())
}

type New = SignedIn & { readonly kind: Session['kind']; readonly forMs: number }

async function add(what: New, ports: Ports): Promise<string> {
  const id = randomBytes((ID_LENGTH * 3) / 4).toString('base64url')
  return (await keep({ ...what, id }, ports)) ?? add(what, ports)
}

/** Null where the id is taken. */
async function keep(
  { id, kind, principal, by, name, token, forMs }: New & { readonly id: string },
  ports: Ports,
): Promise<string | null> {
  const secret = randomBytes(32).toString('base64url')
  const nowMs = ports.clock.now()
  const session: StoredSession = {
    id,
    kind,
    principal,
    by,
    name,
    token,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + forMs,
    endedAtMs: null,
    secretSha256: sha256(secret),
  }
  return (await addSession(ports.table, session)) ? `${id}.${secret}` : null
}

async function find(
  text: string,
  { table, clock, kind }: Ports & { readonly kind: Session['kind'] },
): Promise<StoredSession | null> {
  const [, id = '', secret = ''] = /^([\w-]{12})\.([\w-]{43})$/.exec(text) ?? []
  if (id === '') return null
  const session = await getSession(table, id)
  if (session === null || session.kind !== kind || !isAlive(session, clock.now())) return null
  return isSameSecret(sha256(secret), session.secretSha256) ? session : null
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
