import { type ArchivedDays, archiveDay } from '../lib/flow/archive-day.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createArchive, permitArchive } from '../lib/record/archive.ts'
import { createClients } from '../lib/record/clients.ts'
import { createArchiveEvidence, type EvidenceStore } from '../lib/record/evidence-store.ts'
import { openKmsKey } from '../lib/record/kms-key.ts'
import type { Signer } from '../lib/record/signer.ts'
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

export type ArchiveDayOptions = ShellOptions & {
  readonly stop?: AbortSignal
  /** Instead of the bucket; default: that of the environment. */
  readonly store?: EvidenceStore
  /** Default: the key of the environment, in KMS. */
  readonly openSigner?: () => Promise<Signer>
}

/** Seals the days of pages that have closed. */
export function create(env: Env, options: ArchiveDayOptions = {}): Handler<ScheduledEvent, ArchivedDays> {
  const settings = readEnvironment('archive-day', env)
  const log = options.log ?? createLogger('archive-day', env)
  const { dynamodb } = options.clients ?? createClients(env)
  const access = ACCESS['archive-day']
  const ports = {
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), access.table),
    store:
      options.store ?? createArchiveEvidence(permitArchive(createArchive(env, settings.NHIP_ARCHIVE), access.files)),
    openSigner: options.openSigner ?? (() => openKmsKey(env, settings.NHIP_SIGNING_KEY)),
    clock: systemClock,
    ...(options.stop ? { stop: options.stop } : {}),
  }
  return scheduledHandler({
    log,
    run: async () => {
      const archived = await archiveDay(ports)
      if (archived.segments > 0) log.info(archived, 'days were archived')
      return archived
    },
  })
}

export const handler = lazily(create)
