import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { pin } from './pin.ts'

/** For sealed raw results. Every version stays, and a lock can be put on each: it can only be chosen when it is made. */
export class EvidenceBucket extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    pin(this.bucket, 'EvidenceBucket')
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'What it will hold is published, hashed and signed: who read it is nobody’s secret, and a change shows in the ' +
        'versions. Where writes must be logged, data events of CloudTrail do it for the account.',
    })
  }
}
