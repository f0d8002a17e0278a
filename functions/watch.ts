import { sendHeartbeat } from '../lib/flow/heartbeat.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { type Look, type WatchedQueues, watch } from '../lib/flow/watch.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { DEFAULT_POLICY } from '../lib/model/policy.ts'
import { createClients } from '../lib/record/clients.ts'
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

/** `queues`: where nobody else looks after them; on AWS alarms do. */
export type WatchOptions = ShellOptions & { readonly queues?: () => Promise<WatchedQueues> }

/** Each minute at the hub: looks at the platform itself, and gives a sign of life where one is wanted. */
export function create(env: Env, options: WatchOptions = {}): Handler<ScheduledEvent, Look> {
  const settings = readEnvironment('watch', env)
  const log = options.log ?? createLogger('watch', env)
  const url = settings.NHIP_HEARTBEAT
  const allowPrivate = settings.NHIP_ALLOW_PRIVATE === '1'
  const ports = {
    table: permit(
      createTable((options.clients ?? createClients(env)).dynamodb, settings.NHIP_TABLE),
      ACCESS.watch.table,
    ),
    clock: systemClock,
    policy: DEFAULT_POLICY,
    queues: options.queues ?? null,
    heartbeat: url === undefined ? null : (contact: string) => sendHeartbeat({ url, contact, allowPrivate }),
  }
  let unheard: string | null = null
  return scheduledHandler({
    log,
    run: async () => {
      const look = await watch(ports)
      const reason = look.heartbeat?.heard === false ? look.heartbeat.reason : null
      // Once for each reason: it is asked for each minute.
      if (reason !== null && reason !== unheard) log.warn({ reason }, 'nobody outside hears that the platform works')
      if (reason === null && unheard !== null) log.info('the sign of life is heard again')
      unheard = reason
      return look
    },
  })
}

export const handler = lazily(create)
