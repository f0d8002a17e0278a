import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { createMeasurer, type Measurer } from '../lib/flow/measure.ts'
import { probe } from '../lib/flow/probe.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { locationEnvironmentSchema, readEnvironment } from '../lib/model/environment.ts'
import { visitSchema } from '../lib/model/visit.ts'
import { createLoopDelay } from '../lib/observe/http/loop-delay.ts'
import { createPace } from '../lib/observe/http/pace.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createLogger, type Env, type Handler, lazily, readMessage, type ShellOptions, sqsHandler } from './shell.ts'

export type ProbeOptions = ShellOptions & {
  /** Takes the measurements; default: this process itself. */
  readonly measurer?: Measurer
  /** Aborted when what has not started is to be given back. */
  readonly stop?: AbortSignal
}

/** Visits the hosts of a batch at once, each host serially, and sends one result per check. */
export function create(env: Env, options: ProbeOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const log = options.log ?? createLogger('probe', env)
  const settings = readEnvironment(locationEnvironmentSchema, env)
  const { sqs } = options.clients ?? createClients(env)
  const observations = createQueue(sqs, settings.NHIP_OBSERVATIONS_QUEUE)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  const ports = {
    clock: systemClock,
    measurer: options.measurer ?? createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() }),
    send: (observation: unknown) => observations.send({ body: JSON.stringify(observation) }),
    allowPrivate: settings.NHIP_ALLOW_PRIVATE === '1',
    stop: options.stop ?? new AbortController().signal,
  }
  return sqsHandler({
    log,
    stop: ports.stop,
    each: async ({ body }) => {
      const visit = await readMessage(body, { schema: visitSchema, deadLetters, log })
      if (visit) await probe(visit, ports)
    },
  })
}

export const handler = lazily(create)
