import middy, { type MiddlewareObj } from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import pino, { type Logger } from 'pino'
import { z } from 'zod'
import { createDeliver, type Deliver } from '../lib/flow/deliver.ts'
import { createSign, registeredSigner, type Sign } from '../lib/flow/sign-results.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { type Access } from '../lib/model/access.ts'
import { createArchive, permitArchive } from '../lib/record/archive.ts'
import { type Clients, createClients } from '../lib/record/clients.ts'
import { letterAttributes } from '../lib/record/dead-letters.ts'
import { createArchiveEvidence, type EvidenceStore } from '../lib/record/evidence-store.ts'
import type { Hub } from '../lib/record/hub.ts'
import { createQueueOutbox, type Outbox } from '../lib/record/outbox.ts'
import { createQueue, type Queue } from '../lib/record/queue.ts'
import { openSecretKey } from '../lib/record/secret-key.ts'
import type { Signer } from '../lib/record/signer.ts'
import { createTable, permit, type Table } from '../lib/record/table.ts'

/** What the platform or the pump calls. */
export type Handler<E, R> = (event: E, context: Context) => Promise<R>

/** The environment as a function's `create` takes it; on one machine several live in one process. */
export type Env = Readonly<Record<string, string | undefined>>

/** What a runtime may give every function, where several share a process; default: a logger and clients of its own. */
export type ShellOptions = { readonly log?: Logger; readonly clients?: Clients }

/** What a location's functions may be given besides: another way to the hub, and another outbox, than queues. */
export type LocationOptions = ShellOptions & {
  readonly hub?: Pick<Hub, 'send'>
  readonly outbox?: Outbox
  /** Puts the location's signature beside its results; default: by the key of the environment, where it names one. */
  readonly sign?: Sign
  /** Told of every result that had to wait, with what the hub's side said; default: a warning in the log. */
  readonly onKept?: (error: unknown) => void
}

/** What those may be given besides that keep the hub's rows and its evidence in step. */
export type KeepingOptions = ShellOptions & {
  readonly stop?: AbortSignal
  /** Instead of the bucket; default: that of the environment. */
  readonly store?: EvidenceStore
}

/** What EventBridge Scheduler is told to send: its own timestamp, so that a late start is still the right minute. */
export type ScheduledEvent = { readonly scheduledTime: string }

const scheduledSchema = z.object({ scheduledTime: z.iso.datetime({ offset: true }) })
const sqsSchema = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) })

/** Structured logs on stderr, one line of JSON each; `NHIP_LOG_LEVEL` (default `info`). */
export function createLogger(name: string, env: Env): Logger {
  return pino({ name, level: env.NHIP_LOG_LEVEL ?? 'info', base: { name } }, pino.destination({ dest: 2, sync: true }))
}

/**
 * A handler for a queue's batch: what `each` rejects for is reported as failed, and comes again; the rest is done.
 * Once `stop` is aborted that is what was asked for, and nothing to warn of.
 */
export function sqsHandler(how: {
  readonly log: Logger
  readonly each: (record: SQSRecord, context: Context) => Promise<void>
  readonly stop?: AbortSignal
}): Handler<SQSEvent, SQSBatchResponse> {
  return middy(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const settled = await Promise.allSettled(event.Records.map(async (record) => how.each(record, context)))
    const failed = settled.flatMap((result, index) => {
      if (result.status === 'fulfilled') return []
      const messageId = event.Records[index]?.messageId ?? ''
      how.log[how.stop?.aborted === true ? 'debug' : 'warn'](
        { messageId, error: messageOf(result.reason) },
        'message failed, it will come again',
      )
      return [{ itemIdentifier: messageId }]
    })
    return { batchItemFailures: failed }
  })
    .use(validated(sqsSchema))
    .use(logged(how.log)) as Handler<SQSEvent, SQSBatchResponse>
}

/** A handler for a schedule; `run` gets the schedule's time, epoch ms. */
export function scheduledHandler<R>(how: {
  readonly log: Logger
  readonly run: (timeMs: number) => Promise<R>
}): Handler<ScheduledEvent, R> {
  return middy((event: ScheduledEvent) => how.run(Date.parse(event.scheduledTime)))
    .use(validated(scheduledSchema))
    .use(logged(how.log)) as Handler<ScheduledEvent, R>
}

/** A handler to which it doesn't matter what is sent: a schedule calls it, or a deploy. */
export function anyHandler<R>(how: { readonly log: Logger; readonly run: () => Promise<R> }): Handler<unknown, R> {
  return middy(() => how.run()).use(logged(how.log)) as Handler<unknown, R>
}

/** The handler that Lambda calls: made from the process's environment on its first event. */
export function lazily<E, R>(create: (env: Env) => Handler<E, R>): Handler<E, R> {
  let handler: Handler<E, R> | null = null
  return (event, context) => {
    handler ??= create(process.env)
    return handler(event, context)
  }
}

function validated(schema: z.ZodType): MiddlewareObj {
  return {
    before: ({ event }) => {
      const parsed = schema.safeParse(event)
      if (!parsed.success)
        throw new Error(`event: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`)
    },
  }
}

function logged(log: Logger): MiddlewareObj {
  return {
    onError: ({ error }) => {
      log.error({ error: messageOf(error) }, 'failed')
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/**
 * A message's body, if it is what the queue is for; else it goes to the dead letters with the reason, and null comes
 * back. Rejects where the dead letters can't be reached: the message is then to come again.
 */
export async function readMessage<T>(
  record: Pick<SQSRecord, 'body' | 'eventSourceARN'>,
  how: { readonly schema: z.ZodType<T>; readonly deadLetters: Queue; readonly log: Logger },
): Promise<T | null> {
  const { body, eventSourceARN } = record
  const parsed = how.schema.safeParse(jsonOf(body))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const reason = `${issue?.path.join('.') || 'message'}: ${issue?.message}`
  await how.deadLetters.send({ body, attributes: letterAttributes({ reason, queue: queueOf(eventSourceARN) }) })
  how.log.error({ reason }, 'a message that is not for this queue went to the dead letters')
  return null
}

/** The name of the queue that a record came from; null: it doesn't say. */
export function queueOf(eventSourceArn: string | undefined): string | null {
  return eventSourceArn ? eventSourceArn.slice(eventSourceArn.lastIndexOf(':') + 1) : null
}

/** The hub's table and its evidence, as far as the function may touch them. */
export function createKeeping(
  env: Env,
  how: {
    readonly options: KeepingOptions
    readonly settings: { readonly NHIP_TABLE: string; readonly NHIP_ARCHIVE: string }
    readonly access: Access
  },
) {
  const { options, settings, access } = how
  const { dynamodb } = options.clients ?? createClients(env)
  return {
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), access.table),
    store:
      options.store ?? createArchiveEvidence(permitArchive(createArchive(env, settings.NHIP_ARCHIVE), access.files)),
    clock: systemClock,
    ...(options.stop ? { stop: options.stop } : {}),
  }
}

/** The way of a location's results and receipts to the hub, or to the outbox while it is away. */
export function createDelivery(
  env: Env,
  how: {
    readonly options: LocationOptions
    readonly settings: {
      readonly NHIP_OBSERVATIONS_QUEUE?: string | undefined
      readonly NHIP_HUB_REGION: string
      readonly NHIP_OUTBOX_QUEUE?: string | undefined
    }
    readonly log: Logger
    /** Default: what is given goes as it is. */
    readonly sign?: Sign | undefined
  },
): Deliver {
  const { options, settings, log, sign } = how
  const outboxQueue = settings.NHIP_OUTBOX_QUEUE
  const outbox =
    options.outbox ??
    (outboxQueue === undefined ? null : createQueueOutbox((options.clients ?? createClients(env)).sqs, outboxQueue))
  return createDeliver({
    hub: options.hub ?? hubOf(env, how),
    outbox,
    clock: systemClock,
    ...(sign ? { sign } : {}),
    onKept:
      options.onKept ??
      ((error) => log.warn({ error: messageOf(error) }, 'the hub is away, results wait at the location')),
  })
}

/**
 * How a location's functions sign results: as they were given, or by the environment's key once the hub knows it;
 * undefined: not at all.
 */
export function createSigning(
  env: Env,
  how: {
    readonly options: Pick<LocationOptions, 'sign'>
    readonly settings: { readonly NHIP_LOCATION?: string | undefined; readonly NHIP_LOCATION_KEY?: string | undefined }
    /** The location's own. */
    readonly table: Pick<Table, 'get'>
  },
): Sign | undefined {
  const { NHIP_LOCATION: location, NHIP_LOCATION_KEY: secret } = how.settings
  if (how.options.sign || location === undefined || secret === undefined) return how.options.sign
  const open = (): Promise<Signer> => openSecretKey(env, secret)
  return createSign(registeredSigner({ location, table: how.table, clock: systemClock, open }))
}

function hubOf(env: Env, how: Parameters<typeof createDelivery>[1]): Pick<Hub, 'send'> | null {
  if (how.settings.NHIP_OBSERVATIONS_QUEUE === undefined) return null
  const { sqs } = how.options.clients ?? createClients({ ...env, AWS_REGION: how.settings.NHIP_HUB_REGION })
  const observations = createQueue(sqs, how.settings.NHIP_OBSERVATIONS_QUEUE)
  return { send: (bodies) => observations.sendAll(bodies.map((body) => ({ body }))) }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
