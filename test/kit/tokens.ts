import { createToken } from '../../lib/flow/create-token.ts'
import type { NewToken } from '../../lib/model/token.ts'
import type { Table } from '../../lib/record/table.ts'
import { heldClock } from './clock.ts'

/** The text of a token that was made at `nowMs`. */
export async function makeToken(
  asked: NewToken,
  of: { readonly table: Table; readonly nowMs: number },
): Promise<string> {
  return (await createToken(asked, { table: of.table, clock: heldClock(of.nowMs), by: 'cli:test' })).token
}
