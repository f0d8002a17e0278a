import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import type { ProviderInput } from '../model/sign-in.ts'
import { acknowledge } from './acknowledge.ts'
import { pin } from './pin.ts'

export type PeopleProps = {
  readonly poolName: string
  /** Begins the address of the sign-in pages; unique in its region. */
  readonly domainPrefix: string
  /** Addresses of the pages, without a slash at their ends. */
  readonly addresses: readonly string[]
  /** Of the catalogue, by their ids. */
  readonly vendors: readonly string[]
}

/**
 * Accounts of people: made by operators alone, with a second factor, and kept when the stack goes. Their groups are their
 * roles. The client is a public one, which proves itself by PKCE: there is no secret to be kept.
 */
export class People extends Construct {
  readonly pool: UserPool
  private readonly client: UserPoolClient

  constructor(scope: Construct, id: string, props: PeopleProps) {
    super(scope, id)
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: props.poolName,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.REQUIRED,
      // By an authenticator app: messages to telephones can be taken over, and cost.
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    pin(this.pool, 'UserPool')
    acknowledge(this.pool, {
      'AwsSolutions-COG8':
        'What the Plus plan adds, protection against threats, is billed by each account that signs in; accounts are made by ' +
        'operators alone, and everyone has a second factor.',
    })
    this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: props.domainPrefix } })
    this.client = this.pool.addClient('Web', {
      userPoolClientName: props.poolName,
      generateSecret: false,
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: props.addresses.map((address) => `${address}/sign-in/callback`),
        logoutUrls: props.addresses.map((address) => `${address}/sign-in`),
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // Read once, and thrown away.
      accessTokenValidity: Duration.minutes(5),
      idTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.hours(1),
    })
    for (const group of ['operator', 'evaluator', ...props.vendors.map((vendor) => `vendor:${vendor}`)])
      new CfnUserPoolGroup(this, `Group${group}`, { userPoolId: this.pool.userPoolId, groupName: group })
  }

  /** How the pages know it. */
  get provider(): ProviderInput {
    const { region, urlSuffix } = Stack.of(this)
    return {
      name: 'Cognito',
      issuer: `https://cognito-idp.${region}.${urlSuffix}/${this.pool.userPoolId}`,
      clientId: this.client.userPoolClientId,
      scopes: ['profile', 'email'],
      claims: { roles: 'cognito:groups', name: ['name', 'email'] },
    }
  }
}
