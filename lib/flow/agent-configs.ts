import type { Clock } from '../model/clock.ts'
import { listConfigs, type NewConfig } from '../record/configs.ts'
import type { Table } from '../record/table.ts'

export type AgentConfigs = {
  readonly type: 'configs'
  readonly location: string
  /** In force or to come, in order of effect. */
  readonly configs: readonly NewConfig[]
}

/** What a private location has to know of the configuration. */
export async function agentConfigs(
  location: string,
  ports: { readonly table: Table; readonly clock: Clock },
): Promise<AgentConfigs> {
  const nowMs = ports.clock.now()
  const configs = (await listConfigs(ports.table))
    .filter(({ untilMs }) => untilMs === null || untilMs > nowMs)
    .map(({ untilMs: _until, ...config }) => config)
  return { type: 'configs', location, configs }
}
