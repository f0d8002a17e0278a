import { type ClosedDays, closeDay } from '../lib/flow/close-day.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
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

/** Brings the rollups of hours and days up to now. */
export function create(
  env: Env,
  options: ShellOptions & { readonly stop?: AbortSignal } = {},
): Handler<ScheduledEvent, ClosedDays> {
  const settings = readEnvironment('close-day', env)
  const log = options.log ?? createLogger('close-day', env)
  const ports = {
    table: permit(
      createTable((options.clients ?? createClients(env)).dynamodb, settings.NHIP_TABLE),
      ACCESS['close-day'].table,
    ),
    clock: systemClock,
    ...(options.stop ? { stop: options.stop } : {}),
  }
  return scheduledHandler({ log, run: () => closeDay(ports) })
}

export const handler = lazily(create)
