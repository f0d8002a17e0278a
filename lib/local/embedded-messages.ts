import type { AddressInfo } from 'node:net'
import type { Embedded } from './embedded-table.ts'

type Persistence = { readonly load: (sqs: object, sns: object, s3: object) => void; readonly close: () => void }
type Store = { persistence?: Persistence }

type Message = { readonly sentTimestamp: number }

type QueueStore = Store & {
  readonly name: string
  readonly messages: readonly Message[]
  readonly delayedMessages: readonly Message[]
  readonly inflightMessages: ReadonlyMap<string, { readonly message: Message }>
}

type FileStore = {
  readonly listObjects: (
    bucket: string,
    of: { readonly prefix: string; readonly maxKeys: number },
  ) => { readonly objects: readonly { readonly key: string; readonly lastModified: Date }[] }
  readonly deleteObject: (bucket: string, key: string) => void
}

/** What is in a queue, whether it can be received now or not. */
export type Waiting = {
  readonly waiting: number
  /** Since when the oldest waits; null: none does. */
  readonly oldestMs: number | null
}

export type EmbeddedMessages = Embedded & {
  /** Plays what CloudWatch knows of queues, by name. */
  readonly waiting: () => ReadonlyMap<string, Waiting>
  /** Plays a bucket's lifecycle: the files that begin with `prefix` and were kept before a moment are gone. */
  readonly dropFiles: (of: OldFiles) => void
}

export type OldFiles = { readonly bucket: string; readonly prefix: string; readonly beforeMs: number }

/** What is used of fauxqs, by the module that it stands in. */
type Parts = {
  readonly 'sqs/sqsStore.js': {
    readonly SqsStore: new () => Store & { readonly allQueues: () => Iterable<QueueStore> }
  }
  readonly 'sns/snsStore.js': { readonly SnsStore: new () => Store }
  readonly 's3/s3Store.js': { readonly S3Store: new () => Store & FileStore }
  readonly 'persistence.js': { readonly PersistenceManager: new (dataDir: string) => Persistence }
}

/**
 * SQS, SNS and S3 APIs on loopback, over a SQLite file in `dataDir`, or in memory for null. Put together from fauxqs's own
 * parts, since its `startFauxqs` binds every address of the machine; its version is pinned for that reason too.
 */
export async function startEmbeddedMessages(dataDir: string | null): Promise<EmbeddedMessages> {
  const [{ buildApp }, { SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    import('fauxqs'),
    part('sqs/sqsStore.js'),
    part('sns/snsStore.js'),
    part('s3/s3Store.js'),
    part('persistence.js'),
  ])
  const [sqsStore, snsStore, s3Store] = [new SqsStore(), new SnsStore(), new S3Store()]
  let persistence: Persistence | null = null
  if (dataDir !== null) {
    persistence = new PersistenceManager(dataDir)
    // Loaded before the stores write through to it: an insert-or-replace on load would cascade into its messages.
    persistence.load(sqsStore, snsStore, s3Store)
    for (const store of [sqsStore, snsStore, s3Store, ...sqsStore.allQueues()]) store.persistence = persistence
  }
  const app = buildApp({ logger: false, stores: { sqsStore, snsStore, s3Store } as never })
  app.addHook('preClose', () => persistence?.close())
  app.addHook('onRequest', async (request, reply) => {
    if (hasEnded(request.url)) return reply.code(403).send('this link has ended: ask for a new one')
    return undefined
  })
  app.addHook('preHandler', async ({ body }) => takeDefault(body))
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    endpoint: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    close: () => app.close(),
    waiting: () => new Map([...sqsStore.allQueues()].map((queue) => [queue.name, waitingIn(queue)])),
    dropFiles: ({ bucket, prefix, beforeMs }) => {
      const { objects } = s3Store.listObjects(bucket, { prefix, maxKeys: Number.POSITIVE_INFINITY })
      for (const { key, lastModified } of objects)
        if (lastModified.getTime() < beforeMs) s3Store.deleteObject(bucket, key)
    },
  }
}

/**
 * A message that differs by the subscriber's protocol. fauxqs doesn't know of them; all that it delivers to are of one
 * kind, which gets the default.
 */
function takeDefault(body: unknown): void {
  const asked = body as { MessageStructure?: string; Message?: string } | null | undefined
  if (asked?.MessageStructure !== 'json' || asked.Message === undefined) return
  asked.Message = (JSON.parse(asked.Message) as { readonly default: string }).default
}

function waitingIn({ messages, delayedMessages, inflightMessages }: QueueStore): Waiting {
  const taken = [...inflightMessages.values()].map(({ message }) => message)
  const all = [...messages, ...delayedMessages, ...taken]
  const oldestMs = all.reduce<number | null>(
    (oldest, { sentTimestamp }) => Math.min(oldest ?? sentTimestamp, sentTimestamp),
    null,
  )
  return { waiting: all.length, oldestMs }
}

/** A signed link says when it was made and for how many seconds; fauxqs looks at neither, nor at its signature. */
function hasEnded(url: string): boolean {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  if (year === undefined) return false
  const madeAtMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Date.now() >= madeAtMs + Number(query.get('X-Amz-Expires') ?? 0) * 1_000
}

async function part<P extends keyof Parts>(path: P): Promise<Parts[P]> {
  return (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as Parts[P]
}
