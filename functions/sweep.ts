import { type Swept, sweep } from '../lib/flow/sweep.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createArchive, permitArchive } from '../lib/record/archive.ts'
import { createClients } from '../lib/record/clients.ts'
import { createArchiveEvidence, type EvidenceStore } from '../lib/record/evidence-store.ts'
import { createTable, permit } from '../lib/record/table.ts'
import {
  createLogger,
  type Env,
  type Handler,
  lazily,
  type ScheduledEvent,
  type ShellOptions,
  scheduledHandler,
} from './shell.ts'

export type SweepOptions = ShellOptions & {
  readonly stop?: AbortSignal
  /** Instead of the bucket; default: that of the environment. */
  readonly store?: EvidenceStore
}

/** Deletes what has had its time. */
export function create(env: Env, options: SweepOptions = {}): Handler<ScheduledEvent, Swept> {
  const settings = readEnvironment('sweep', env)
  const log = options.log ?? createLogger('sweep', env)
  const { dynamodb } = options.clients ?? createClients(env)
  const access = ACCESS.sweep
  const ports = {
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), access.table),
    store:
      options.store ?? createArchiveEvidence(permitArchive(createArchive(env, settings.NHIP_ARCHIVE), access.files)),
    clock: systemClock,
    ...(options.stop ? { stop: options.stop } : {}),
  }
  return scheduledHandler({
    log,
    run: async () => {
      const swept = await sweep(ports)
      if (Object.values(swept).some((count) => count > 0)) log.info(swept, 'what has had its time was deleted')
      return swept
    },
  })
}

export const handler = lazily(create)
