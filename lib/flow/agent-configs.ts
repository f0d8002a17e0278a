import type { Clock } from '../model/clock.ts'
import type { Kill } from '../model/kill.ts'
import { listConfigs, type NewConfig } from '../record/configs.ts'
import { listKills } from '../record/kills.ts'
import type { Table } from '../record/table.ts'

export type AgentConfigs = {
  readonly type: 'configs'
  readonly location: string
  /** In force or to come, in order of effect. */
  readonly configs: readonly NewConfig[]
  readonly kills: readonly Kill[]
}

/** What a private location has to know of the configuration. */
export async function agentConfigs(
  location: string,
  ports: { readonly table: Table; readonly clock: Clock },
): Promise<AgentConfigs> {
  const nowMs = ports.clock.now()
  const [all, kills] = await Promise.all([listConfigs(ports.table), listKills(ports.table)])
  const configs = all
    .filter(({ untilMs }) => untilMs === null || untilMs > nowMs)
    .map(({ untilMs: _until, ...config }) => config)
  return { type: 'configs', location, configs, kills }
}
