import { randomBytes } from 'node:crypto'
import { utcDayKey } from '../model/day.ts'
import { changeKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Whatever a person can change; the last three are not in the log, but stand where they are kept. */
export const ACTS = [
  'acknowledge',
  'silence',
  'end_silence',
  'plan_maintenance',
  'end_maintenance',
  'plan_holiday',
  'end_holiday',
  'redrive_letters',
  'discard_letters',
  'import_results',
  'open_period',
  'preview_period',
  'close_period',
  'correct_period',
  'open_review',
  'decide_review',
  'create_token',
  'revoke_token',
  'create_link',
  'turn_kill',
  'declare_release',
  'withdraw_release',
  'publish_catalogue',
  'publish_criteria',
  'register_key',
] as const

/** Something that a person has changed. */
export type Change = {
  readonly atMs: number
  /** As in `Acknowledgement`. */
  readonly by: string
  readonly act: (typeof ACTS)[number]
  /** What was changed, by its id. */
  readonly about: string
  readonly details: Readonly<Record<string, unknown>>
}

/** `id` tells those of a moment apart. */
export type ListedChange = Change & { readonly id: string }

/** Keeps an entry for good. */
export async function logChange(table: Table, change: Change): Promise<void> {
  const key = changeKey({ atMs: change.atMs, id: randomBytes(6).toString('hex') })
  await table.putIf(
    { ...key, schema: SCHEMA, json: JSON.stringify(change) },
    { expression: 'attribute_not_exists(pk)' },
  )
}

/** The changes of the UTC month that holds a moment, oldest first. */
export async function listChanges(table: Table, atMs: number): Promise<readonly ListedChange[]> {
  const items = await table.query({ pk: `CFG#changes#${utcDayKey(atMs).slice(0, 6)}` })
  return items.map(({ sk, json }) => ({
    id: sk.slice(sk.lastIndexOf('#') + 1),
    ...(JSON.parse(json as string) as Change),
  }))
}
