import { type Swept, sweep } from '../lib/flow/sweep.ts'
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

/** Deletes what has had its time. */
export function create(env: Env, options: KeepingOptions = {}): Handler<ScheduledEvent, Swept> {
  const settings = readEnvironment('sweep', env)
  const log = options.log ?? createLogger('sweep', env)
  const ports = createKeeping(env, { options, settings, access: ACCESS.sweep })
  return scheduledHandler({
    log,
    run: async () => {
      const swept = await sweep(ports)
      if (Object.values(swept).some((count) => count > 0)) log.info(swept, 'what has had its time was deleted')
      return swept
    },
  })
}

export const handler = lazily(create)
