import type { Clock } from '../model/clock.ts'
import { LINK_MS, linkedBy, type NewLink } from '../model/session.ts'
import { logChange } from '../record/change-log.ts'
import type { Table } from '../record/table.ts'
import { requireVendor } from './known-vendor.ts'
import { makeLink } from './sessions.ts'

export type CreatedLink = {
  readonly type: 'link'
  /** At the platform's address; whoever follows it first is signed in. */
  readonly path: string
  readonly expiresAtMs: number
}

/**
 * Makes a link that signs somebody in, once. `by`: who has it made, as the log of changes names them: it names both. Rejects
 * with an `InputError` for a vendor that no published catalogue has.
 */
export async function createLink(
  { name, ...principal }: NewLink,
  ports: { readonly table: Table; readonly clock: Clock; readonly by: string },
): Promise<CreatedLink> {
  if (principal.role === 'vendor') await requireVendor(principal.vendor, ports.table)
  const by = linkedBy({ maker: ports.by, name: name ?? null })
  const who = { principal, by, name: name ?? null, token: null }
  const text = await makeLink(who, ports)
  const nowMs = ports.clock.now()
  const details = { ...principal, name: who.name }
  await logChange(ports.table, { atMs: nowMs, by: ports.by, act: 'create_link', about: principal.role, details })
  return { type: 'link', path: `/sign-in?once=${text}`, expiresAtMs: nowMs + LINK_MS }
}
