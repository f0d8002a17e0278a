import type { Config } from '../model/config.ts'
import type { PageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Principal } from '../model/token.ts'
import { listConfigs, listImportSpans } from '../record/configs.ts'
import type { Table } from '../record/table.ts'
import { requireKnownPage } from './known-pages.ts'
import { mayRead } from './scope.ts'

type Reader = {
  readonly principal: Principal
  /** The version in force. */
  readonly config: Config | null
}

/** Refuses a page that somebody may not read: whether there is such a page isn't told, nor the names of others. */
export function requireOwn(page: string, { principal, config }: Reader): void {
  if (!mayRead(page, principal, config)) throw new InputError('unknown_page', `no page “${page}” of yours is known`)
}

/** Refuses that, and a page that nobody knows. */
export async function requireReadable(page: PageKey, of: Reader & { readonly table: Table }): Promise<void> {
  requireOwn(page, of)
  if (of.principal.role === 'vendor') return
  const [configs, spans] = await Promise.all([listConfigs(of.table), listImportSpans(of.table)])
  requireKnownPage(page, { configs, spans })
}
