import type { Maintenance } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { DAY_MS } from '../model/duration.ts'
import { type Occurrence, recurringTimes } from '../model/recurrence.ts'
import { occurrences, type Window } from '../model/window.ts'
import { listConfigs } from '../record/configs.ts'
import type { Table } from '../record/table.ts'
import { listWindows } from '../record/windows.ts'

/** How far ahead recurring maintenance is written out. */
const AHEAD_MS = 2 * DAY_MS

/**
 * The versions of the configuration, with each time of maintenance that recurs, and with what was planned besides the
 * catalogue. For whatever judges or counts; what publishes or copies versions takes them as they are.
 */
export async function plannedConfigs(table: Table, nowMs: number): Promise<readonly Config[]> {
  const [configs, windows] = await Promise.all([listConfigs(table), listWindows(table, 'maintenance')])
  return configs.map((config) => {
    const isPlain = windows.length === 0 && config.catalogue.maintenance.every(({ every }) => every === undefined)
    return isPlain ? config : withMaintenance(config, { windows, nowMs })
  })
}

function withMaintenance(
  config: Config,
  { windows, nowMs }: { readonly windows: readonly Window[]; readonly nowMs: number },
): Config {
  const { timezone, maintenance } = config.catalogue
  const beforeMs = Math.min(nowMs, config.untilMs ?? nowMs) + AHEAD_MS
  const isNotOver = ({ toMs }: Occurrence): boolean => toMs > config.effectiveFromMs - DAY_MS
  const written = maintenance.flatMap(({ every, untilMs = null, ...entry }): readonly Maintenance[] =>
    every === undefined
      ? [entry]
      : recurringTimes({ ...entry, every, untilMs }, { timezone, beforeMs })
          .filter(isNotOver)
          .map((span) => ({ ...entry, ...span })),
  )
  const planned = windows.flatMap((window): readonly Maintenance[] =>
    occurrences(window, { timezone, beforeMs })
      .filter(isNotOver)
      .map((span) => ({
        portal: window.portal,
        page: window.page,
        ...span,
        note: window.note,
        declaredAtMs: window.declaredAtMs,
      })),
  )
  return { ...config, catalogue: { ...config.catalogue, maintenance: [...written, ...planned] } }
}
