import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { ingest } from '../lib/flow/ingest.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { environmentSchema, readEnvironment } from '../lib/model/environment.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createTable } from '../lib/record/table.ts'
import { createLogger, type Env, type Handler, lazily, type ShellOptions, sqsHandler } from './shell.ts'

/** Writes the rows of a batch of results; what can't be understood goes to the dead letters. */
export function create(env: Env, options: ShellOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const log = options.log ?? createLogger('ingest', env)
  const settings = readEnvironment(environmentSchema, env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const ports = {
    table: createTable(dynamodb, settings.NHIP_TABLE),
    deadLetters: createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE),
    clock: systemClock,
  }
  return sqsHandler({
    log,
    each: async ({ body, messageId }) => {
      const done = await ingest(body, ports)
      if (done.kind === 'invalid')
        log.error({ messageId, reason: done.reason }, 'a message that is no result went to the dead letters')
    },
  })
}

export const handler = lazily(create)
