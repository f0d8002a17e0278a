import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { NhipFunction } from './nhip-function.ts'
import { pin } from './pin.ts'

const KEPT = Duration.days(10)

/** The most that SQS keeps, and more than `KEPT`: a message that moves over keeps its age. */
const DEAD_LETTERS_KEPT = Duration.days(14)

/** The most that SQS counts. */
const MAX_RECEIVE_COUNT = 1_000

export type DeadLettersProps = {
  readonly queueName: string
  readonly logicalId: string
  /** It may hold results, which exist nowhere else; default false. */
  readonly kept?: boolean
}

/** What can't be used, with the reason, until somebody looks at it. */
export class DeadLetters extends Construct {
  readonly queue: Queue

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id)
    this.queue = new Queue(this, 'Queue', {
      queueName: props.queueName,
      retentionPeriod: DEAD_LETTERS_KEPT,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: removalOf(props),
    })
    pin(this.queue, props.logicalId)
  }

  get url(): string {
    return this.queue.queueUrl
  }

  grantSend(sender: NhipFunction): void {
    grantSend(this.queue, sender)
  }

  /** Going through what is here. */
  grantSift(sifter: NhipFunction): void {
    const actions = ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage']
    sifter.may({ actions, resources: [this.queue.queueArn] })
  }
}

export type DataQueueProps = {
  readonly queueName: string
  readonly logicalId: string
  readonly deadLetters: DeadLetters
  /** How long a message that somebody took stays hidden: longer than the work on it; at least 15 minutes. */
  readonly hidden: Duration
  /** Its messages are results, which exist nowhere else; default false. */
  readonly kept?: boolean
}

/**
 * A queue whose messages stay for 10 days. A message is given out 1,000 times at most, and never within `hidden`: it
 * grows too old before it has been tried too often, so that an outage of ours, however long, makes no dead letter. What
 * is in the dead letters was sent there by a handler, with its reason.
 */
export class DataQueue extends Construct {
  readonly queue: Queue

  constructor(scope: Construct, id: string, props: DataQueueProps) {
    super(scope, id)
    if (props.hidden.toSeconds() * MAX_RECEIVE_COUNT < KEPT.toSeconds())
      throw new Error(`${props.queueName}: messages would be dead letters before they are too old; hide them longer`)
    this.queue = new Queue(this, 'Queue', {
      queueName: props.queueName,
      retentionPeriod: KEPT,
      visibilityTimeout: props.hidden,
      deadLetterQueue: { queue: props.deadLetters.queue, maxReceiveCount: MAX_RECEIVE_COUNT },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: removalOf(props),
    })
    pin(this.queue, props.logicalId)
  }

  get url(): string {
    return this.queue.queueUrl
  }

  grantSend(sender: NhipFunction): void {
    grantSend(this.queue, sender)
  }

  /** Receiving and deleting in its own time. */
  grantTake(taker: NhipFunction): void {
    taker.may({ actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], resources: [this.queue.queueArn] })
  }

  /** Lambda calls the function with what arrives, in at most `atOnce` batches at a time. */
  feeds(worker: NhipFunction, how: { readonly batch: number; readonly atOnce: number }): void {
    // What Lambda's own managed policy for queues has, and on this queue alone.
    worker.may({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [this.queue.queueArn],
    })
    new EventSourceMapping(this, 'Feed', {
      target: worker.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: how.batch,
      maxConcurrency: how.atOnce,
      reportBatchItemFailures: true,
    })
  }
}

function grantSend(queue: Queue, sender: NhipFunction): void {
  sender.may({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })
}

function removalOf({ kept = false }: { readonly kept?: boolean }): RemovalPolicy {
  return kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
}
