import { type PublishedStatus, publishStatus } from '../lib/flow/publish-status.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { DEFAULT_POLICY } from '../lib/model/policy.ts'
import { createClients } from '../lib/record/clients.ts'
import { createSiteBucket, type SiteStore } from '../lib/record/site-store.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { publicSite } from '../lib/web/public/site.ts'
import {
  createLogger,
  type Env,
  type Handler,
  lazily,
  type ScheduledEvent,
  type ShellOptions,
  scheduledHandler,
} from './shell.ts'

export type PublishStatusOptions = ShellOptions & {
  /** Default: the bucket of the environment. */
  readonly site?: SiteStore
}

/** Each minute: brings the files of the public status page up to now. */
export function create(env: Env, options: PublishStatusOptions = {}): Handler<ScheduledEvent, PublishedStatus> {
  const settings = readEnvironment('publish-status', env)
  const log = options.log ?? createLogger('publish-status', env)
  const ports = {
    table: permit(
      createTable((options.clients ?? createClients(env)).dynamodb, settings.NHIP_TABLE),
      ACCESS['publish-status'].table,
    ),
    clock: systemClock,
    policy: DEFAULT_POLICY,
    site: options.site ?? createSiteBucket(env, settings.NHIP_SITE),
    render: publicSite,
  }
  return scheduledHandler({ log, run: () => publishStatus(ports) })
}

export const handler = lazily(create)
