import type { Clock } from '../model/clock.ts'
import type { Kill, TurnKill } from '../model/kill.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import { listKills, putKill } from '../record/kills.ts'
import type { Table } from '../record/table.ts'

export type Kills = { readonly type: 'kills'; readonly kills: readonly Kill[] }

export type TurnedKill = Kill & {
  readonly type: 'kill'
  /** Whether a published catalogue has the portal; null: the switch is for all. */
  readonly isKnown: boolean | null
}

/** Turns a kill switch. What locations do follows within three minutes; a result says of every check that it was kept. */
export async function turnKill(
  asked: TurnKill,
  ports: { readonly table: Table; readonly clock: Clock; readonly by: string },
): Promise<TurnedKill> {
  const kill: Kill = { ...asked, atMs: ports.clock.now() }
  await putKill(ports.table, kill)
  const { atMs, portal, isOn } = kill
  await logChange(ports.table, { atMs, by: ports.by, act: 'turn_kill', about: portal ?? '*', details: { isOn } })
  const configs = await listConfigs(ports.table)
  const isKnown = configs.some(({ catalogue }) => catalogue.portals.some(({ id }) => id === asked.portal))
  return { type: 'kill', ...kill, isKnown: asked.portal === null ? null : isKnown }
}

/** Every switch that was ever turned, as it stands; those that are on first. */
export async function kills(table: Table): Promise<Kills> {
  const all = [...(await listKills(table))]
  return { type: 'kills', kills: all.sort((a, b) => Number(b.isOn) - Number(a.isOn) || b.atMs - a.atMs) }
}
