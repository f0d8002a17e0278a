import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { NhipFunction } from './nhip-function.ts'
import { pin } from './pin.ts'

/** What the location's key is made from: 62^64 of them. */
const CHARACTERS = 64

/**
 * The key by which a location signs its results, as the secret that it is made from: CloudFormation makes it up, so that
 * no function has to be let write it. A key of KMS would be asked for every result, at 15 cents for 10,000; this one is
 * read by a sandbox once. It goes with its stack; what it has signed can be checked for ever.
 */
export class LocationKey extends Secret {
  constructor(scope: Construct, id: string, props: { readonly location: string }) {
    super(scope, id, {
      description: `Nhip: the key of location ${props.location} is made from it`,
      generateSecretString: { passwordLength: CHARACTERS, excludePunctuation: true },
    })
    pin(this, 'LocationKey')
    acknowledge(this, {
      'AwsSolutions-SMG4':
        'Another value is another key, which the hub has to be told of first; what an old one has signed stays good.',
    })
  }

  grantReadOnly(reader: NhipFunction): void {
    reader.may({ actions: ['secretsmanager:GetSecretValue'], resources: [this.secretArn] })
  }
}
