import { type ArchivedDays, archiveDay } from '../lib/flow/archive-day.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { openKmsKey } from '../lib/record/kms-key.ts'
import type { Signer } from '../lib/record/signer.ts'
import {
  createKeeping,
  createLogger,
  type Env,
  type Handler,
  type KeepingOptions,
  lazily,
  type ScheduledEvent,
  scheduledHandler,
} from './shell.ts'

export type ArchiveDayOptions = KeepingOptions & {
  /** Default: the key of the environment, in KMS. */
  readonly openSigner?: () => Promise<Signer>
}

/** Seals the days of pages that have closed. */
export function create(env: Env, options: ArchiveDayOptions = {}): Handler<ScheduledEvent, ArchivedDays> {
  const settings = readEnvironment('archive-day', env)
  const log = options.log ?? createLogger('archive-day', env)
  const ports = {
    ...createKeeping(env, { options, settings, access: ACCESS['archive-day'] }),
    openSigner: options.openSigner ?? (() => openKmsKey(env, settings.NHIP_SIGNING_KEY)),
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
