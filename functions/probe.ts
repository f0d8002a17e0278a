import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { createBackOff } from '../lib/flow/back-off.ts'
import { createControl } from '../lib/flow/control.ts'
import { createMeasurer, type Measurer } from '../lib/flow/measure.ts'
import { probe } from '../lib/flow/probe.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { visitSchema } from '../lib/model/visit.ts'
import { createLoopDelay } from '../lib/observe/http/loop-delay.ts'
import { createPace } from '../lib/observe/http/pace.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createTable, permit } from '../lib/record/table.ts'
import {
  createDelivery,
  createLogger,
  createSigning,
  type Env,
  type Handler,
  type LocationOptions,
  lazily,
  readMessage,
  sqsHandler,
} from './shell.ts'

export type ProbeOptions = LocationOptions & {
  /** Takes the measurements; default: this process itself. */
  readonly measurer?: Measurer
  /** Aborted when what has not started is to be given back. */
  readonly stop?: AbortSignal
}

/** Visits the hosts of a batch at once, each host serially, and sends one result per check. */
export function create(env: Env, options: ProbeOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment('probe', env)
  const log = options.log ?? createLogger('probe', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.probe.table)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  const measurer = options.measurer ?? createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
  const allowPrivate = settings.NHIP_ALLOW_PRIVATE === '1'
  const ports = {
    clock: systemClock,
    measurer,
    control: createControl({ measurer, clock: systemClock, allowPrivate }),
    backOff: createBackOff({ table, clock: systemClock }),
    deliver: createDelivery(env, { options, settings, log, sign: createSigning(env, { options, settings, table }) }),
    allowPrivate,
    stop: options.stop ?? new AbortController().signal,
  }
  return sqsHandler({
    log,
    stop: ports.stop,
    each: async (record) => {
      const visit = await readMessage(record, { schema: visitSchema, deadLetters, log })
      if (visit) await probe(visit, ports)
    },
  })
}

export const handler = lazily(create)
