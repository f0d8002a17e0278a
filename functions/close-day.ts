import { type ClosedDays, closeDay } from '../lib/flow/close-day.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
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

/** Brings the rollups of hours and days up to now. */
export function create(env: Env, options: KeepingOptions = {}): Handler<ScheduledEvent, ClosedDays> {
  const settings = readEnvironment('close-day', env)
  const log = options.log ?? createLogger('close-day', env)
  const ports = createKeeping(env, { options, settings, access: ACCESS['close-day'] })
  return scheduledHandler({ log, run: () => closeDay(ports) })
}

export const handler = lazily(create)
