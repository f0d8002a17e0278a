import { Duration } from 'aws-cdk-lib'
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { type AlarmTopic, FIVE_MINUTES } from './alarm-topic.ts'
import type { NhipFunction } from './nhip-function.ts'
import type { DeadLetters } from './queues.ts'

export type EveryMinuteProps = {
  readonly prefix: string
  /** Where a minute goes that could not be handed over. */
  readonly missed: DeadLetters
  readonly alarms: AlarmTopic
}

/** `dispatch` makes up for so many minutes; an older one is of no use to anybody. */
const STALE = Duration.minutes(3)

/** Of the five runs in five minutes. */
const FEWEST_RUNS = 3

/** Runs functions at the beginning of each minute, and tells them which minute it is. */
export class EveryMinute extends Construct {
  private readonly props: EveryMinuteProps

  constructor(scope: Construct, id: string, props: EveryMinuteProps) {
    super(scope, id)
    this.props = props
    acknowledge(props.missed, {
      'AwsSolutions-SQS3': 'It is the dead-letter queue of the rules here; the check looks at queues alone.',
    })
  }

  runs(worker: NhipFunction): void {
    const { prefix, missed, alarms } = this.props
    // The event's time is the schedule's own: a late start is still the right minute.
    const event = RuleTargetInput.fromObject({ scheduledTime: EventField.time })
    new Rule(this, worker.name, {
      ruleName: `${prefix}-${worker.name}`,
      description: `${worker.name}, each minute`,
      schedule: Schedule.cron({ minute: '*' }),
      targets: [
        new LambdaFunction(worker.lambda, {
          event,
          deadLetterQueue: missed.queue,
          maxEventAge: STALE,
          retryAttempts: 3,
        }),
      ],
    })
    // Without this Lambda would keep what it can't run for six hours, and then run all of it at once. What failed is
    // made up for by the next minute.
    worker.lambda.configureAsyncInvoke({ maxEventAge: STALE, retryAttempts: 0 })
    alarms.tells({
      name: `${worker.name}-not-running`,
      heading: 'not-running',
      says: `${worker.name} does not run each minute.`,
      metric: worker.lambda.metricInvocations({ period: FIVE_MINUTES }),
      below: FEWEST_RUNS,
      times: { bad: 2, of: 2 },
      missingIsBad: true,
    })
  }
}
