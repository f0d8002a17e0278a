import { ArnFormat, Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
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
  private readonly observationsArn: string
  private readonly tableArn: string

  constructor(scope: Construct, id: string, props: { readonly names: HubNames; readonly region: string }) {
    super(scope, id)
    const { account, urlSuffix } = Stack.of(this)
    const { names, region } = props
    this.region = region
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

  /** No other row: a location has no business with what others measured. */
  grantQueryConfiguration(reader: NhipFunction): void {
    reader.may({
      actions: ['dynamodb:Query'],
      resources: [this.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': CONFIGURATION_PARTITIONS } },
    })
  }
}
