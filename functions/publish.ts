import { publish } from '../lib/flow/publish.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import type { AlertEvent } from '../lib/model/alert.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { DEFAULT_POLICY } from '../lib/model/policy.ts'
import { createClients } from '../lib/record/clients.ts'
import { createTable, permit } from '../lib/record/table.ts'
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
  const settings = readEnvironment('publish', env)
  const log = options.log ?? createLogger('publish', env)
  const { dynamodb, sns } = options.clients ?? createClients(env)
  const ports = {
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.publish.table),
    topic: createTopic(sns, settings.NHIP_TOPIC),
    escalations: createTopic(sns, settings.NHIP_ESCALATION_TOPIC),
    clock: systemClock,
    policy: DEFAULT_POLICY,
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
