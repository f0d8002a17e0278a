import type { Audit, ChromiumMode } from '../../model/audit.ts'
import type { MachineUse } from '../../model/machine.ts'
import { NHIP_VERSION } from '../../model/software.ts'
import { instrumentId } from './instrument.ts'
import { launchFlags } from './launch.ts'
import { machineHere } from './machine-use.ts'
import { LIGHTHOUSE_VERSION, type ProfileSettings } from './profile.ts'
import { surroundings } from './surroundings.ts'

/** Under what conditions loads were made. `started` null: the browser did not start; `use` null: nothing was begun. */
export function conditionsOf(of: {
  readonly started: { readonly mode: ChromiumMode; readonly chromium: string } | null
  readonly profile: string
  readonly settings: ProfileSettings
  readonly runs: number
  readonly benchmarkIndex: Audit['conditions']['benchmarkIndex']
  readonly use: MachineUse | null
}): Audit['conditions'] {
  const { started, profile, settings, runs } = of
  const { cpuSlowdownMultiplier, ...throttling } = settings.throttling
  const software = { lighthouse: LIGHTHOUSE_VERSION, node: process.versions.node, nhip: NHIP_VERSION }
  return {
    instrument:
      started &&
      instrumentId({
        ...surroundings(),
        ...started,
        lighthouse: LIGHTHOUSE_VERSION,
        flags: launchFlags(started.mode),
        profile,
        settings,
        runs,
      }),
    profile,
    throttling,
    cpuSlowdownMultiplier,
    benchmarkIndex: of.benchmarkIndex,
    chromiumMode: started?.mode ?? null,
    software: started ? { ...software, chromium: started.chromium } : software,
    ...(of.use === null ? {} : { machine: { ...machineHere(), ...of.use } }),
  }
}
