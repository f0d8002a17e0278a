import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { NhipFunction } from './nhip-function.ts'
import { pin } from './pin.ts'

/** What SNS does with a topic's key for whoever publishes. Source: SNS guide, "Server-side encryption", key policies. */
const PUBLISHERS_USE = ['kms:Decrypt', 'kms:GenerateDataKey']

/** A key for the hub's topics. Nothing that stays is encrypted with it, so that it may go with its stack. */
export class TopicKey extends Key {
  constructor(scope: Construct, id: string, props: { readonly alias: string }) {
    super(scope, id, {
      alias: props.alias,
      description: 'Messages of the topics of Nhip, while SNS has them',
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    })
    pin(this, 'TopicKey')
    // The key that AWS manages for SNS can't be opened to CloudWatch, and its alarms would be lost without a word. As AWS
    // documents it, without a condition: which alarms may publish is said by the topics' policies.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: PUBLISHERS_USE,
        resources: ['*'],
      }),
    )
  }
}

/** Alert events about portals, as JSON with attributes to filter by. */
export class AlertTopic extends Construct {
  readonly topic: Topic
  private readonly key: Key

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly topicName: string
      readonly logicalId: string
      readonly key: Key
      readonly emails: readonly string[]
    },
  ) {
    super(scope, id)
    this.key = props.key
    this.topic = new Topic(this, 'Topic', { topicName: props.topicName, masterKey: props.key, enforceSSL: true })
    pin(this.topic, props.logicalId)
    for (const email of props.emails) this.topic.addSubscription(new EmailSubscription(email))
  }

  get arn(): string {
    return this.topic.topicArn
  }

  grantPublish(publisher: NhipFunction): void {
    publisher.may({ actions: ['sns:Publish'], resources: [this.topic.topicArn] })
    publisher.may({ actions: PUBLISHERS_USE, resources: [this.key.keyArn] })
  }
}
