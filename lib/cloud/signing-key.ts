import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { NhipFunction } from './nhip-function.ts'
import { pin } from './pin.ts'

/**
 * The key that evidence is signed with; it never leaves KMS. It stays when its stack goes: without it nothing can be
 * added to the chains, though what is signed can be checked for ever with the public key beside it.
 */
export class SigningKey extends Key {
  constructor(scope: Construct, id: string, props: { readonly alias: string }) {
    super(scope, id, {
      alias: props.alias,
      description: 'Evidence of Nhip: signs what archive-day seals, bundles and evaluations',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    pin(this, 'SigningKey')
  }

  /**
   * To these and to nobody else of the account, whatever their policies say. Once: a second refusal of all but others would
   * refuse the first ones.
   */
  grantSignOnly(signers: readonly NhipFunction[]): void {
    for (const signer of signers) signer.may({ actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [this.keyArn] })
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NobodyElseSigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': signers.map(({ role }) => role.roleArn) } },
      }),
    )
  }
}
