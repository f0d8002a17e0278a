import { type ClosedDays, closeDay } from '../lib/flow/close-day.ts'
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

export type CloseDayOptions = ShellOptions & {
  readonly stop?: AbortSignal
  /** Instead of the bucket; default: that of the environment. */
  readonly store?: EvidenceStore
}

/** Brings the rollups of hours and days up to now. */
export function create(env: Env, options: CloseDayOptions = {}): Handler<ScheduledEvent, ClosedDays> {
  const settings = readEnvironment('close-day', env)
  const log = options.log ?? createLogger('close-day', env)
  const { dynamodb } = options.clients ?? createClients(env)
  const access = ACCESS['close-day']
  const ports = {
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), access.table),
    store:
      options.store ?? createArchiveEvidence(permitArchive(createArchive(env, settings.NHIP_ARCHIVE), access.files)),
    clock: systemClock,
    ...(options.stop ? { stop: options.stop } : {}),
  }
  return scheduledHandler({ log, run: () => closeDay(ports) })
}

export const handler = lazily(create)
