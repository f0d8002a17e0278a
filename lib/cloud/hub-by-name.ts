import { ArnFormat, Stack, Token } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { REPORTS_PREFIX } from '../model/report-file.ts'
import { acknowledge } from './acknowledge.ts'
import { bucketNameOf } from './evidence-bucket.ts'
import type { HubNames } from './names.ts'
import type { NhipFunction } from './nhip-function.ts'

/** The rows that a location copies: the versions of the configuration. */
const CONFIGURATION_PARTITIONS = ['CFG#catalogue', 'CFG#kills']

/**
 * The hub as a location knows it: by names alone, since it may be in another region, and since a location must neither
 * wait for the hub's stack nor be torn down with it.
 */
export class HubByName extends Construct {
  readonly region: string
  readonly tableName: string
  readonly observationsUrl: string
  readonly evidenceName: string
  private readonly observationsArn: string
  private readonly tableArn: string

  constructor(scope: Construct, id: string, props: { readonly names: HubNames; readonly region: string }) {
    super(scope, id)
    const { account, urlSuffix } = Stack.of(this)
    const { names, region } = props
    this.region = region
    this.evidenceName = bucketNameOf(names.evidence, { account, region })
    this.tableName = names.table
    this.observationsUrl = `https://sqs.${region}.${urlSuffix}/${account}/${names.observations}`
    this.observationsArn = Stack.of(this).formatArn({
      service: 'sqs',
      region,
      resource: names.observations,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    })
    this.tableArn = Stack.of(this).formatArn({
      service: 'dynamodb',
      region,
      resource: 'table',
      resourceName: names.table,
    })
  }

  grantSendObservations(sender: NhipFunction): void {
    sender.may({ actions: ['sqs:SendMessage'], resources: [this.observationsArn] })
  }

  /** Reports of audits, and nothing else that is kept; none of them can be read. */
  grantPutReports(writer: NhipFunction): void {
    const { partition } = Stack.of(this)
    const objects = `arn:${partition}:s3:::${this.evidenceName}/${REPORTS_PREFIX}*`
    writer.may({ actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [objects] })
    acknowledge(writer, {
      [`AwsSolutions-IAM5[Resource::${this.asNamed(objects)}]`]:
        'Files get their names when they are made; what begins with another prefix is out of reach.',
    })
  }

  /** As a rule names a resource: with the account by name, where it isn't known before the deploy. */
  private asNamed(arn: string): string {
    const { account } = Stack.of(this)
    return Token.isUnresolved(account) ? arn.replaceAll(account, '<AWS::AccountId>') : arn
  }

  /** The keys that the location signs with, of which it may add another; nobody else's. */
  grantRegisterKey(writer: NhipFunction, location: string): void {
    writer.may({
      actions: ['dynamodb:Query', 'dynamodb:PutItem'],
      resources: [this.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`L#${location}#keys`] } },
    })
  }

  /** No other row: a location has no business with what others measured. */
  grantQueryConfiguration(reader: NhipFunction): void {
    reader.may({
      actions: ['dynamodb:Query'],
      resources: [this.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': CONFIGURATION_PARTITIONS } },
    })
  }
}
