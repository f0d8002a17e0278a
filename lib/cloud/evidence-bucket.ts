import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { EXPORTS, JOB_KEPT_DAYS } from '../model/job.ts'
import { REPORT_DAYS, type ReportSet, reportPrefix } from '../model/report-file.ts'
import { acknowledge } from './acknowledge.ts'
import type { NhipFunction } from './nhip-function.ts'
import { pin } from './pin.ts'

const LOGICAL_ID = 'EvidenceBucket'

/**
 * For sealed raw results, of which every version stays; a lock can be put on each, which can only be chosen when the
 * bucket is made. The files of jobs are under a prefix of their own, and go by themselves.
 */
export class EvidenceBucket extends Construct {
  private readonly bucket: Bucket

  constructor(scope: Construct, id: string, { name }: { readonly name: string }) {
    super(scope, id)
    const { account, region } = Stack.of(this)
    this.bucket = new Bucket(this, 'Bucket', {
      // Locations in other regions know it by its name alone.
      bucketName: bucketNameOf(name, { account, region }),
      versioned: true,
      objectLockEnabled: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        {
          prefix: EXPORTS,
          expiration: Duration.days(JOB_KEPT_DAYS),
          noncurrentVersionExpiration: Duration.days(1),
        },
        // What an expired version leaves; a rule that says how old a file may be can't say this too.
        { prefix: EXPORTS, expiredObjectDeleteMarker: true },
        ...reportRules(),
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    pin(this.bucket, LOGICAL_ID)
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'What it will hold is published, hashed and signed: who read it is nobody’s secret, and a change shows in the ' +
        'versions. Where writes must be logged, data events of CloudTrail do it for the account.',
    })
  }

  get name(): string {
    return this.bucket.bucketName
  }

  /** Whole files and parts of them, under a prefix; `prefix` has its slash at the end. */
  grantPut(writer: NhipFunction, prefix: string): void {
    this.mayUnder(prefix, writer, ['s3:PutObject', 's3:AbortMultipartUpload'])
  }

  grantGet(reader: NhipFunction, prefix: string): void {
    this.mayUnder(prefix, reader, ['s3:GetObject'])
  }

  private mayUnder(prefix: string, worker: NhipFunction, actions: readonly string[]): void {
    worker.may({ actions, resources: [this.bucket.arnForObjects(`${prefix}*`)] })
    acknowledge(worker, {
      [`AwsSolutions-IAM5[Resource::<${LOGICAL_ID}.Arn>/${prefix}*]`]:
        'Files get their names when they are made; what begins with another prefix is out of reach.',
    })
  }
}

export function bucketNameOf(
  name: string,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  return `${name}-${account}-${region}`
}

/** A day more than what is said of them: none goes before its time. */
function reportRules(): readonly LifecycleRule[] {
  return (Object.entries(REPORT_DAYS) as [ReportSet, number][]).flatMap(([set, days]) => [
    {
      prefix: reportPrefix(set),
      expiration: Duration.days(days + 1),
      noncurrentVersionExpiration: Duration.days(1),
    },
    { prefix: reportPrefix(set), expiredObjectDeleteMarker: true },
  ])
}
