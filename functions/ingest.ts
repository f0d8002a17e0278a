import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { ingest } from '../lib/flow/ingest.ts'
import { createKeyRing } from '../lib/flow/signature-fault.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { createLogger, type Env, type Handler, lazily, queueOf, type ShellOptions, sqsHandler } from './shell.ts'

/** Writes the rows of a batch of results; what can't be understood goes to the dead letters. */
export function create(env: Env, options: ShellOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment('ingest', env)
  const log = options.log ?? createLogger('ingest', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.ingest.table)
  const ports = {
    table,
    keys: createKeyRing(table, systemClock),
    deadLetters: createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE),
    clock: systemClock,
  }
  return sqsHandler({
    log,
    each: async ({ body, messageId, eventSourceARN }) => {
      const done = await ingest(body, { ...ports, queue: queueOf(eventSourceARN) })
      if (done.kind === 'invalid')
        log.error({ messageId, reason: done.reason }, 'a message that is no result went to the dead letters')
    },
  })
}

export const handler = lazily(create)
