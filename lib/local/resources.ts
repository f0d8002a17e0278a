import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { planHosts } from '../judge/timetable.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { MAX_RUN_MS } from '../model/job.ts'
import type { Clients } from '../record/clients.ts'

/** The queues of the locations that this machine plays, as the functions' environments name them. */
export type LocationQueues = {
  readonly deadLetters: string
  readonly checks: (location: string) => string
  readonly audits: (location: string) => string
}

/** A hub's own queue and topics, and the bucket of its files. */
export type HubResources = {
  readonly observations: string
  readonly jobs: string
  readonly notify: string
  readonly topic: string
  readonly escalations: string
  readonly archive: string
}

export type Visibility = {
  /** How long a message that somebody took stays hidden, whole seconds: longer than the work on it. */
  readonly checksSeconds: number
  readonly auditsSeconds: number
  readonly observationsSeconds: number
}

/** The bucket of all files that are kept. */
export const ARCHIVE = 'nhip-archive'

/** Data stays for 10 days, dead letters for 14: what SQS allows. */
const KEEP_SECONDS = 10 * 86_400
const KEEP_DEAD_SECONDS = 14 * 86_400

/** Longer than the telling of ten alerts takes. */
const NOTIFY_HIDDEN_SECONDS = 120

/** Longer than one try of a job may take. */
const JOB_HIDDEN_SECONDS = MAX_RUN_MS / 1_000 + 120

/** The queues that a hub's web sends to, whether they are made yet or not. */
export function hubQueues(endpoint: string): {
  readonly observations: string
  readonly deadLetters: string
  readonly jobs: string
  readonly notify: string
} {
  const url = (name: string): string => urlOf(endpoint, `nhip-${name}`)
  return {
    observations: url('observations'),
    deadLetters: url('dead-letters'),
    jobs: url('jobs'),
    notify: url('notify'),
  }
}

/** Makes the queues of locations where they aren't there yet, and sets what may have changed. */
export async function ensureLocationQueues(
  sqs: SQSClient,
  at: { readonly endpoint: string; readonly locations: readonly string[]; readonly visibility: Visibility },
): Promise<LocationQueues> {
  const url = (name: string): string => urlOf(at.endpoint, name)
  const queues: LocationQueues = {
    deadLetters: hubQueues(at.endpoint).deadLetters,
    checks: (location) => url(`nhip-${location}-checks`),
    audits: (location) => url(`nhip-${location}-audits`),
  }
  await ensureQueue(sqs, queues.deadLetters, { MessageRetentionPeriod: String(KEEP_DEAD_SECONDS) })
  for (const location of at.locations) {
    await ensureQueue(sqs, queues.checks(location), dataQueue(at.visibility.checksSeconds))
    await ensureQueue(sqs, queues.audits(location), dataQueue(at.visibility.auditsSeconds))
  }
  return queues
}

/** Makes a hub's queue, topics and bucket where they aren't there yet. */
export async function ensureHubResources(
  clients: Pick<Clients, 'sqs' | 'sns'>,
  at: {
    readonly endpoint: string
    readonly visibility: Visibility
    /** Whether alerts go to notifiers, too. */
    readonly notifies: boolean
  },
): Promise<HubResources> {
  const { observations, jobs, notify } = hubQueues(at.endpoint)
  await ensureQueue(clients.sqs, observations, dataQueue(at.visibility.observationsSeconds))
  await ensureQueue(clients.sqs, jobs, dataQueue(JOB_HIDDEN_SECONDS))
  if (at.notifies) await ensureQueue(clients.sqs, notify, dataQueue(NOTIFY_HIDDEN_SECONDS))
  await ensureBucket(at.endpoint)
  const topic = await ensureTopic(clients.sns, 'nhip-alerts')
  const escalations = await ensureTopic(clients.sns, 'nhip-escalations')
  await ensureSubscription(clients.sns, { topic, queue: notify, isWanted: at.notifies })
  // Ends come by the other one.
  const policy = { event: ['escalated'] }
  await ensureSubscription(clients.sns, { topic: escalations, queue: notify, isWanted: at.notifies, policy })
  return { observations, jobs, notify, topic, escalations, archive: ARCHIVE }
}

/** One that is there stays as it is. By a bare request: neither the SDK for S3 nor `fetch` is to be loaded at a start. */
export async function ensureBucket(endpoint: string): Promise<void> {
  const asked = request(`${endpoint}/${ARCHIVE}`, { method: 'PUT' }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  if (answer.statusCode !== 200) throw new Error(`the embedded store makes no bucket: status ${answer.statusCode}`)
}

/** Queue URLs come back with a port of an earlier start; they are built from the endpoint instead. */
function urlOf(endpoint: string, name: string): string {
  return `${endpoint}/000000000000/${name}`
}

function dataQueue(visibilitySeconds: number): Readonly<Record<string, string>> {
  return { MessageRetentionPeriod: String(KEEP_SECONDS), VisibilityTimeout: String(visibilitySeconds) }
}

/** Creating a queue that exists with other attributes is an error: it is looked up first, then set. */
async function ensureQueue(sqs: SQSClient, url: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  try {
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }))
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }))
  } catch (error) {
    if (!(error instanceof Error) || !/NonExistent|DoesNotExist/.test(error.name)) throw error
    await sqs.send(new CreateQueueCommand({ QueueName: url.slice(url.lastIndexOf('/') + 1), Attributes: attributes }))
  }
}

/** A topic of alerts; one that is there stays as it is. */
export async function ensureTopic(sns: SNSClient, name: 'nhip-alerts' | 'nhip-escalations'): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }))
  if (!TopicArn) throw new Error('the topic has no ARN')
  return TopicArn
}

/** The subscription of a queue, which gets events without envelope; it goes where it is not wanted any more. */
async function ensureSubscription(
  sns: SNSClient,
  of: {
    readonly topic: string
    readonly queue: string
    readonly isWanted: boolean
    /** By attributes; default: all. */
    readonly policy?: Readonly<Record<string, readonly string[]>>
  },
): Promise<void> {
  const name = of.queue.slice(of.queue.lastIndexOf('/') + 1)
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: of.topic }))
  const found = Subscriptions.find(({ Endpoint }) => Endpoint?.endsWith(`:${name}`))
  if (found && !of.isWanted) await sns.send(new UnsubscribeCommand({ SubscriptionArn: found.SubscriptionArn }))
  if (found || !of.isWanted) return
  const Endpoint = of.topic.replace(':sns:', ':sqs:').replace(/[^:]+$/, name)
  const Attributes = {
    RawMessageDelivery: 'true',
    ...(of.policy ? { FilterPolicy: JSON.stringify(of.policy) } : {}),
  }
  await sns.send(new SubscribeCommand({ TopicArn: of.topic, Protocol: 'sqs', Endpoint, Attributes }))
}

/** A little longer than the time that a handler is told it has. */
const AUDIT_SECONDS = 16 * 60

/** A message stays hidden for longer than the longest visit, and no longer than needed after a `kill -9`. */
export function visibilityFor(catalogue: Catalogue | null): Visibility {
  const plans = catalogue === null ? [] : planHosts({ catalogue })
  const visitMs = Math.max(0, ...plans.map((plan) => Math.max(plan.windowMs, plan.visitMs)))
  return {
    checksSeconds: Math.ceil(visitMs / 1_000) + 10,
    auditsSeconds: AUDIT_SECONDS,
    observationsSeconds: 30,
  }
}
