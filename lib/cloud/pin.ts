import type { CfnResource } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/**
 * Gives what holds state a logical id that no refactoring moves: under a new id CloudFormation would make a second one,
 * and delete the first.
 */
export function pin(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild as CfnResource
  resource.overrideLogicalId(logicalId)
}
