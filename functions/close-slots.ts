import { closeSlots } from '../lib/flow/close-slots.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
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

/** Makes the verdicts and incident changes of the slots that can close now. */
export function create(env: Env, options: ShellOptions = {}): Handler<ScheduledEvent, { readonly closed: number }> {
  const settings = readEnvironment('close-slots', env)
  const log = options.log ?? createLogger('close-slots', env)
  const ports = {
    table: permit(
      createTable((options.clients ?? createClients(env)).dynamodb, settings.NHIP_TABLE),
      ACCESS['close-slots'].table,
    ),
    clock: systemClock,
    policy: DEFAULT_POLICY,
  }
  return scheduledHandler({ log, run: async () => ({ closed: await closeSlots(ports) }) })
}

export const handler = lazily(create)
