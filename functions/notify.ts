import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { notify, notifyMessageSchema } from '../lib/flow/notify.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import type { Notifiers } from '../lib/model/notifiers.ts'
import { createNotifiers } from '../lib/notify/notifiers.ts'
import { createClients } from '../lib/record/clients.ts'
import { letterAttributes } from '../lib/record/dead-letters.ts'
import { readNotifierSecret } from '../lib/record/notifier-secret.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createTable, permit } from '../lib/record/table.ts'
import {
  createLogger,
  type Env,
  type Handler,
  lazily,
  queueOf,
  readMessage,
  type ShellOptions,
  sqsHandler,
} from './shell.ts'

export type NotifyOptions = ShellOptions & {
  /** Default: those of the secret that the environment names, read once in five minutes. */
  readonly notifiers?: Notifiers
}

/** Settings that were exchanged are in use after so long. */
const FRESH_MS = 300_000

/** Tells alerts by the notifiers behind the topic. */
export function create(env: Env, options: NotifyOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment('notify', env)
  const log = options.log ?? createLogger('notify', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.notify.table)
  const again = createQueue(sqs, settings.NHIP_NOTIFY_QUEUE)
  let read: { readonly notifiers: Promise<Notifiers>; readonly untilMs: number } | null = null
  const current = (): Promise<Notifiers> => {
    if (options.notifiers) return Promise.resolve(options.notifiers)
    if (read === null || systemClock.now() >= read.untilMs) {
      const notifiers = readNotifierSecret(env, settings.NHIP_NOTIFIERS_SECRET ?? '')
      notifiers.catch(() => (read = null))
      read = { notifiers, untilMs: systemClock.now() + FRESH_MS }
    }
    return read.notifiers
  }
  return sqsHandler({
    log,
    each: async (record) => {
      const message = await readMessage(record, { schema: notifyMessageSchema, deadLetters, log })
      if (message === null) return
      const allowPrivate = settings.NHIP_ALLOW_PRIVATE === '1'
      await notify(message, {
        table,
        clock: systemClock,
        notifiers: createNotifiers(await current(), { now: () => systemClock.now(), allowPrivate }),
        again,
        giveUp: async ({ body, reason }) => {
          await deadLetters.send({
            body,
            attributes: letterAttributes({ reason, queue: queueOf(record.eventSourceARN) }),
          })
          log.error({ reason }, 'an alert that can not be told went to the dead letters')
        },
        onFailed: (failure) => log.warn(failure, 'a notifier failed'),
      })
    },
  })
}

export const handler = lazily(create)
