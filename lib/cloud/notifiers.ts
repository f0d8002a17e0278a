import { Duration } from 'aws-cdk-lib'
import { SubscriptionFilter, type Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { NhipFunction, type NhipFunctionProps } from './nhip-function.ts'
import { DataQueue, type DeadLetters } from './queues.ts'
import type { RowsTable } from './rows-table.ts'

export type NotifiersProps = {
  readonly topic: Topic
  readonly escalations: Topic
  readonly table: RowsTable
  readonly deadLetters: DeadLetters
  readonly queueName: string
  /** The name of the secret that has their settings. */
  readonly secret: string
  readonly allowPrivate: boolean
  readonly all: Pick<NhipFunctionProps<'notify'>, 'prefix' | 'packages' | 'logRetentionDays' | 'alarms'>
}

/** Notifiers behind the topic: a queue that hears all of it, and a function that tells by webhook and mail. */
export class Notifiers extends Construct {
  readonly queue: DataQueue

  constructor(scope: Construct, id: string, props: NotifiersProps) {
    super(scope, id)
    const { topic, escalations, table, deadLetters, secret, all } = props
    this.queue = new DataQueue(this, 'Alerts', {
      queueName: props.queueName,
      logicalId: 'NotifyQueue',
      deadLetters,
      hidden: Duration.minutes(15),
    })
    topic.addSubscription(new SqsSubscription(this.queue.queue, { rawMessageDelivery: true }))
    escalations.addSubscription(
      new SqsSubscription(this.queue.queue, {
        rawMessageDelivery: true,
        // Ends come by the other one.
        filterPolicy: { event: SubscriptionFilter.stringFilter({ allowlist: ['escalated'] }) },
      }),
    )
    const notify = new NhipFunction(this, 'Notify', {
      ...all,
      name: 'notify',
      description: 'Tells alerts by webhook and mail',
      memoryMb: 512,
      timeout: Duration.minutes(2),
      environment: {
        NHIP_TABLE: table.name,
        NHIP_NOTIFY_QUEUE: this.queue.url,
        NHIP_DEAD_LETTERS_QUEUE: deadLetters.url,
        NHIP_NOTIFIERS_SECRET: secret,
        ...(props.allowPrivate ? { NHIP_ALLOW_PRIVATE: '1' as const } : {}),
      },
    })
    this.queue.feeds(notify, { batch: 10, atOnce: 2 })
    this.queue.grantSend(notify)
    table.grantGet(notify)
    table.grantPut(notify)
    deadLetters.grantSend(notify)
    notify.mayReadSecret(secret)
  }
}
