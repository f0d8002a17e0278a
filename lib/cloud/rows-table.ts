import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { NhipFunction } from './nhip-function.ts'
import { pin } from './pin.ts'

export type RowsTableProps = {
  readonly tableName: string
  readonly logicalId: string
  /** Nobody can delete it before somebody has switched this off. */
  readonly deletionProtection: boolean
}

/** A table of rows by `pk` and `sk`. What may be done to it is granted verb by verb. */
export class RowsTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string, props: RowsTableProps) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      tableName: props.tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // By a key that AWS owns: a key of our own would cost a request for nothing that its policy could keep apart,
      // since whoever may read the table is decided by roles. What the table holds is published anyway.
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    pin(this.table, props.logicalId)
  }

  get name(): string {
    return this.table.tableName
  }

  grantGet(reader: NhipFunction): void {
    reader.may({ actions: ['dynamodb:GetItem'], resources: [this.table.tableArn] })
  }

  grantQuery(reader: NhipFunction): void {
    reader.may({ actions: ['dynamodb:Query'], resources: [this.table.tableArn] })
  }

  /** With or without a condition. */
  grantPut(writer: NhipFunction): void {
    writer.may({ actions: ['dynamodb:PutItem'], resources: [this.table.tableArn] })
  }

  grantDelete(sweeper: NhipFunction): void {
    sweeper.may({ actions: ['dynamodb:DeleteItem'], resources: [this.table.tableArn] })
  }
}
