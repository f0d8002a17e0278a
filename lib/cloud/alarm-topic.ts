import { Duration, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { pin } from './pin.ts'

export type AlarmTopicProps = {
  readonly topicName: string
  readonly logicalId: string
  readonly emails: readonly string[]
  /** Begins the names of its alarms. */
  readonly prefix: string
  /** Absent: what it carries is about queues and functions, nobody's secret, and is not kept. */
  readonly key?: Key
}

export type AlarmProps = {
  /** The end of the alarm's name. */
  readonly name: string
  /** Its heading in the runbook; default: the name. */
  readonly heading?: string
  /** What it means, in a sentence. */
  readonly says: string
  readonly metric: IMetric
  /** The alarm goes off from this value on; with `below`, under it. */
  readonly from?: number
  readonly below?: number
  /** So many of the last so many values; default: the last one. */
  readonly times?: { readonly bad: number; readonly of: number }
  /** Nothing is measured where nothing runs; default false. */
  readonly missingIsBad?: boolean
}

const RUNBOOK = 'docs/runbook.md'

/** A topic for those who run the platform, and the alarms that speak through it. */
export class AlarmTopic extends Construct {
  readonly alarms: Alarm[] = []
  readonly topic: Topic
  private readonly prefix: string

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id)
    this.prefix = props.prefix
    this.topic = new Topic(this, 'Topic', {
      topicName: props.topicName,
      enforceSSL: true,
      ...(props.key === undefined ? {} : { masterKey: props.key }),
    })
    pin(this.topic, props.logicalId)
    letAlarmsPublish(this.topic)
    for (const email of props.emails) this.topic.addSubscription(new EmailSubscription(email))
  }

  /** Tells when it goes off, and when it is over. */
  tells({ name, heading = name, says, metric, from, below, times, missingIsBad = false }: AlarmProps): Alarm {
    const alarm = new Alarm(this, name, {
      alarmName: `${this.prefix}-${name}`,
      alarmDescription: `${says} ${RUNBOOK}#${heading}`,
      metric,
      threshold: below ?? from ?? 1,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: times?.of ?? 1,
      datapointsToAlarm: times?.bad ?? 1,
      treatMissingData: missingIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.topic))
    alarm.addOkAction(new SnsAction(this.topic))
    this.alarms.push(alarm)
    return alarm
  }
}

/** The period of most metrics here: finer ones cost more, coarser ones tell late. */
export const FIVE_MINUTES = Duration.minutes(5)

/** A topic with a policy of its own, as one that demands TLS has, loses the default that lets its account publish. */
function letAlarmsPublish(topic: Topic): void {
  const { account, partition, region } = Stack.of(topic)
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    }),
  )
}
