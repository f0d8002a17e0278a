import { closeSlots } from '../lib/flow/close-slots.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { environmentSchema, readEnvironment } from '../lib/model/environment.ts'
import { DEFAULT_POLICY } from '../lib/model/policy.ts'
import { createClients } from '../lib/record/clients.ts'
import { createTable } from '../lib/record/table.ts'
import {
  createLogger,
  type Env,
  type Handler,
  lazily,
  type ScheduledEvent,
  type ShellOptions,
  scheduledHandler,
} from './shell.ts'

/** Makes the verdicts and incident changes of the slots that can close now. */
export function create(env: Env, options: ShellOptions = {}): Handler<ScheduledEvent, { readonly closed: number }> {
  const log = options.log ?? createLogger('close-slots', env)
  const settings = readEnvironment(environmentSchema, env)
  const ports = {
    table: createTable((options.clients ?? createClients(env)).dynamodb, settings.NHIP_TABLE),
    clock: systemClock,
    policy: DEFAULT_POLICY,
  }
  return scheduledHandler({ log, run: async () => ({ closed: await closeSlots(ports) }) })
}

export const handler = lazily(create)
