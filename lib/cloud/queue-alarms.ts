import { Duration } from 'aws-cdk-lib'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { DEFAULT_POLICY } from '../model/policy.ts'
import type { AlarmTopic } from './alarm-topic.ts'
import type { DeadLetters } from './queues.ts'

/**
 * The same ages that `watch` judges by on one machine. Here alarms do, for SQS tells nobody but CloudWatch how old its
 * messages are, and an alarm needs none of our functions.
 */
export const QUEUE_AGE_MINUTES = DEFAULT_POLICY.monitor.queueAgeMinutes

const MINUTE = Duration.minutes(1)

/** Tells when the oldest message of a queue has waited for so long. */
export function tellWaiting(
  alarms: AlarmTopic,
  what: { readonly name: string; readonly says: string; readonly queue: Queue; readonly fromMinutes: number },
): void {
  alarms.tells({
    name: what.name,
    says: what.says,
    metric: what.queue.metricApproximateAgeOfOldestMessage({ period: MINUTE }),
    from: what.fromMinutes * 60,
    times: { bad: 3, of: 5 },
  })
}

/** Tells when anything is in the queues where nothing should ever be. */
export function tellDeadLetters(
  alarms: AlarmTopic,
  { deadLetters, missed }: { readonly deadLetters: DeadLetters; readonly missed: DeadLetters },
): void {
  alarms.tells({
    name: 'dead-letters',
    says: 'Messages came that are none of ours.',
    metric: deadLetters.queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE }),
  })
  alarms.tells({
    name: 'missed-minutes',
    says: 'A schedule could not start its function.',
    metric: missed.queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE }),
  })
}
