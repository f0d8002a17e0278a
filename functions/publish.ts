import { publish } from '../lib/flow/publish.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import type { AlertEvent } from '../lib/model/alert.ts'
import { environmentSchema, readEnvironment } from '../lib/model/environment.ts'
import { createClients } from '../lib/record/clients.ts'
import { createTable } from '../lib/record/table.ts'
import { createTopic } from '../lib/record/topic.ts'
import {
  createLogger,
  type Env,
  type Handler,
  lazily,
  type ScheduledEvent,
  type ShellOptions,
  scheduledHandler,
} from './shell.ts'

/** Publishes what pages have to tell. */
export function create(
  env: Env,
  options: ShellOptions = {},
): Handler<ScheduledEvent, { readonly published: readonly AlertEvent[] }> {
  const log = options.log ?? createLogger('publish', env)
  const settings = readEnvironment(environmentSchema, env)
  const { dynamodb, sns } = options.clients ?? createClients(env)
  const ports = {
    table: createTable(dynamodb, settings.NHIP_TABLE),
    topic: createTopic(sns, settings.NHIP_TOPIC),
    clock: systemClock,
    url: settings.NHIP_URL ?? null,
  }
  return scheduledHandler({
    log,
    run: async () => {
      const events = await publish(ports)
      for (const { id, severity, reason } of events) log.info({ id, severity, reason: reason.en }, 'alert')
      return { published: events }
    },
  })
}

export const handler = lazily(create)
