import { type DispatchPorts, dispatch } from '../lib/flow/dispatch.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { MINUTE_MS } from '../lib/model/duration.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { routedFamilies } from '../lib/transport/routes.ts'
import {
  createDelivery,
  createLogger,
  createSigning,
  type Env,
  type Handler,
  type LocationOptions,
  lazily,
  type ScheduledEvent,
  scheduledHandler,
} from './shell.ts'

export type DispatchOptions = LocationOptions & Pick<DispatchPorts, 'notBeforeSlotMs' | 'notBeforeMs'>

/** Each minute at each location: sends the checks that are due, and leaves the minute's receipt. */
export function create(env: Env, options: DispatchOptions = {}): Handler<ScheduledEvent, { readonly sent: number }> {
  const settings = readEnvironment('dispatch', env)
  const log = options.log ?? createLogger('dispatch', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.dispatch.table)
  const ports = {
    table,
    checks: createQueue(sqs, settings.NHIP_CHECKS_QUEUE),
    audits: createQueue(sqs, settings.NHIP_AUDITS_QUEUE),
    deliver: createDelivery(env, { options, settings, log, sign: createSigning(env, { options, settings, table }) }),
    clock: systemClock,
    families: (source: string | null) => routedFamilies({ source, allowPrivate: settings.NHIP_ALLOW_PRIVATE === '1' }),
    ...(options.notBeforeSlotMs === undefined ? {} : { notBeforeSlotMs: options.notBeforeSlotMs }),
    ...(options.notBeforeMs === undefined ? {} : { notBeforeMs: options.notBeforeMs }),
  }
  return scheduledHandler({
    log,
    run: async (timeMs) => {
      const sent = await dispatch(
        { location: settings.NHIP_LOCATION, minuteMs: Math.floor(timeMs / MINUTE_MS) * MINUTE_MS },
        ports,
      )
      log.debug({ location: settings.NHIP_LOCATION, sent }, 'dispatched')
      return { sent }
    },
  })
}

export const handler = lazily(create)
