import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ENVIRONMENTS } from '../../lib/model/environment.ts'
import { type ProviderSettings, readProvider } from '../../lib/model/sign-in.ts'
import {
  folderOfFile,
  functionsOf,
  type Resource,
  ROOT,
  resourcesOf,
  type SynthesizedStack,
  synthesize,
  writeCatalogue,
} from '../kit/cloud.ts'
import { resolve } from '../kit/resolve-template.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const DAY_S = 86_400
const STATEFUL = [
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
] as const

const folder = folderOfFile()
const { all, hub, locations } = await synthesize(folder)
const [singapore, tokyo] = locations as readonly [SynthesizedStack, SynthesizedStack]

describe.each(all)('$name', (stack) => {
  test('every queue has a dead-letter queue or is one', () => {
    const dead = new Set(all.flatMap(deadLetterTargets))
    for (const [id] of resourcesOf(stack, 'AWS::SQS::Queue')) {
      const arn = resolve({ 'Fn::GetAtt': [id, 'Arn'] }, stack) as string
      expect(dead.has(arn) || redriveOf(stack, id) !== null, `${id}`).toBe(true)
      expect(stack.resources[id]?.Properties.MessageRetentionPeriod, `${id}`).toBe((dead.has(arn) ? 14 : 10) * DAY_S)
    }
  })

  test('a message is too old before it has been tried too often', () => {
    for (const [id, { Properties }] of resourcesOf(stack, 'AWS::SQS::Queue')) {
      const redrive = redriveOf(stack, id)
      if (redrive === null) continue
      const tried = redrive.maxReceiveCount * (Properties.VisibilityTimeout as number)
      expect(tried, `${id}`).toBeGreaterThan(Properties.MessageRetentionPeriod as number)
    }
  })

  test('no message comes again while its function may still be at it', () => {
    for (const [, { Properties }] of resourcesOf(stack, 'AWS::Lambda::EventSourceMapping')) {
      const { 'Fn::GetAtt': [queue] = [''] } = Properties.EventSourceArn as { 'Fn::GetAtt'?: [string, string] }
      const { Ref } = Properties.FunctionName as { readonly Ref: string }
      const timeout = stack.resources[Ref]?.Properties.Timeout as number
      expect(stack.resources[queue]?.Properties.VisibilityTimeout, `${queue}`).toBeGreaterThan(timeout)
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
      const { MaximumConcurrency } = Properties.ScalingConfig as { readonly MaximumConcurrency: number }
      expect(MaximumConcurrency).toBeGreaterThanOrEqual(2)
    }
  })

  test('every function has a log group with retention, and alarms on errors and throttles', () => {
    for (const { id, name, resource } of functionsOf(stack)) {
      const { LogGroup } = resource.Properties.LoggingConfig as { readonly LogGroup: { readonly Ref: string } }
      expect(stack.resources[LogGroup.Ref]?.Properties.RetentionInDays, `${name}`).toBe(30)
      const watched = resourcesOf(stack, 'AWS::CloudWatch::Alarm')
        .filter(([, { Properties }]) => JSON.stringify(Properties.Dimensions).includes(`"${id}"`))
        .map(([, { Properties }]) => Properties.MetricName)
      expect(watched, `${name}`).toEqual(expect.arrayContaining(['Errors', 'Throttles']))
    }
  })

  test.each(functionsOf(stack))('$name gets the environment that it reads, and no more', ({ name, resource }) => {
    const { Variables } = resolve(resource.Properties.Environment, stack) as { readonly Variables: object }
    const schema = ENVIRONMENTS[name]
    expect(schema.safeParse(Variables).error).toBeUndefined()
    expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(Object.keys(Variables)))
  })

  test('every function runs Node 24 on x86-64, and none has concurrency set aside', () => {
    for (const { name, resource } of functionsOf(stack)) {
      expect(resource.Properties, `${name}`).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['x86_64'] })
      expect(resource.Properties.ReservedConcurrentExecutions, `${name}`).toBeUndefined()
    }
  })

  test('every alarm tells somebody', () => {
    for (const [id, { Properties }] of resourcesOf(stack, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions, `${id}`).toHaveLength(1)
      expect(Properties.OKActions, `${id}`).toEqual(Properties.AlarmActions)
    }
  })
})

describe('what holds state', () => {
  test('of the hub has ids that nothing moves, and stays when its stack goes', () => {
    expect(statefulOf(hub)).toEqual({
      UserPool: '- Retain',
      HubTable: 'nhip-hub Retain',
      EvidenceBucket: '- Retain',
      StatusPageBucket: '- Retain',
      ObservationsQueue: 'nhip-observations Retain',
      JobsQueue: 'nhip-jobs Delete',
      NotifyQueue: 'nhip-notify Delete',
      DeadLettersQueue: 'nhip-dead-letters Retain',
      MissedMinutesQueue: 'nhip-missed-minutes Delete',
      AlertTopic: 'nhip-alerts Delete',
      EscalationTopic: 'nhip-escalations Delete',
      OperationsTopic: 'nhip-operations Delete',
      TopicKey: '- Delete',
      SigningKey: '- Retain',
    })
  })

  test('of a location has ids that nothing moves, and stays when its stack goes', () => {
    expect(statefulOf(tokyo)).toEqual({
      LocationTable: 'nhip-tokyo Retain',
      OutboxQueue: 'nhip-tokyo-outbox Retain',
      DeadLettersQueue: 'nhip-tokyo-dead-letters Retain',
      ChecksQueue: 'nhip-tokyo-checks Delete',
      AuditsQueue: 'nhip-tokyo-audits Delete',
      MissedMinutesQueue: 'nhip-tokyo-missed-minutes Delete',
      OperationsTopic: 'nhip-tokyo-operations Delete',
      HubSilentTopic: 'nhip-tokyo-hub-silent Delete',
    })
  })

  test('the hub’s table is on demand, restorable and protected', () => {
    expect(hub.resources.HubTable?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    })
  })

  test('the evidence bucket keeps versions, can be locked, and is closed', () => {
    expect(hub.resources.EvidenceBucket?.Properties).toMatchObject({
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
  })

  test('the key that signs evidence signs for archive-day and export alone, by one refusal of all others', () => {
    const { KeySpec, KeyUsage, KeyPolicy } = hub.resources.SigningKey?.Properties ?? {}
    expect([KeySpec, KeyUsage]).toEqual(['ECC_NIST_P256', 'SIGN_VERIFY'])
    const roles = ['archive-day', 'export'].map(
      (wanted) => functionsOf(hub).find(({ name }) => name === wanted)?.resource.Properties.Role,
    )
    const { Statement } = KeyPolicy as { readonly Statement: readonly { readonly Effect: string }[] }
    expect(Statement.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'kms:Sign',
        Principal: { AWS: '*' },
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': roles } },
      }),
    ])
  })

  test('files of jobs and reports of audits go in their time with all their versions, and nothing else goes', () => {
    const lifecycle = hub.resources.EvidenceBucket?.Properties.LifecycleConfiguration as
      | { readonly Rules: readonly Readonly<Record<string, unknown>>[] }
      | undefined
    const going = lifecycle?.Rules.filter((rule) => rule.AbortIncompleteMultipartUpload === undefined)
    const daysOf = { 'exports/': 7, 'audits/report/': 401, 'audits/trace/': 201 }
    expect(going).toEqual(
      Object.entries(daysOf).flatMap(([Prefix, ExpirationInDays]) => [
        { Prefix, ExpirationInDays, NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' },
        { Prefix, ExpiredObjectDeleteMarker: true, Status: 'Enabled' },
      ]),
    )
  })
})

describe('people sign in', () => {
  const settingsOf = (stack: SynthesizedStack): ProviderSettings | null => {
    const { Variables } = resolve(functionNamed(stack, 'web').resource.Properties.Environment, stack) as {
      readonly Variables: Readonly<Record<string, string>>
    }
    return Variables.NHIP_SIGN_IN === undefined ? null : readProvider(Variables.NHIP_SIGN_IN)
  }

  test('by accounts of the hub’s own, which nobody makes for themselves, with a second factor', () => {
    expect(hub.resources.UserPool).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        DeletionProtection: 'ACTIVE',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        MfaConfiguration: 'ON',
        UsernameAttributes: ['email'],
      },
    })
  })

  test('whose groups are the roles, a vendor’s too', async () => {
    const portals = ['a', 'b', 'c'].map((id) => writtenPortal({ id, vendor: id === 'b' ? 'vnpt' : 'fpt' }))
    const catalogue = writeCatalogue(temporaryFolder(), { portals })
    const { hub: ofVendors } = await synthesize(folder, { catalogue })
    const groupsOf = (stack: SynthesizedStack) =>
      resourcesOf(stack, 'AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => Properties.GroupName)
    expect(groupsOf(hub)).toEqual(['operator', 'evaluator'])
    expect(groupsOf(ofVendors)).toEqual(['operator', 'evaluator', 'vendor:fpt', 'vendor:vnpt'])
  })

  test('by a public client that leads back to the pages alone, by a code', () => {
    const [[id, client] = []] = resourcesOf(hub, 'AWS::Cognito::UserPoolClient')
    const { CallbackURLs, LogoutURLs } = resolve(client?.Properties, hub) as Readonly<Record<string, readonly string[]>>
    expect(client?.Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile', 'email'],
      PreventUserExistenceErrors: 'ENABLED',
      SupportedIdentityProviders: ['COGNITO'],
    })
    const api = CallbackURLs?.[0]?.replace(/\/sign-in\/callback$/, '')
    expect(CallbackURLs).toEqual([`${api}/sign-in/callback`, 'https://nhip.example.org/sign-in/callback'])
    expect(LogoutURLs).toEqual([`${api}/sign-in`, 'https://nhip.example.org/sign-in'])
    expect(settingsOf(hub)).toMatchObject({
      issuer: 'https://cognito-idp.ap-southeast-1.amazonaws.com/UserPool',
      clientId: id,
      claims: { roles: 'cognito:groups' },
      roles: { operator: ['operator'], evaluator: ['evaluator'], vendorPrefix: 'vendor:' },
    })
  })

  test('by a provider of yours, or by none', async () => {
    const signIn = { name: 'VNeID', issuer: 'https://id.example.org', clientId: 'nhip', secret: 'nhip/sign-in' }
    const own = await synthesize(folder, { signIn })
    expect(settingsOf(own.hub)).toMatchObject({ name: 'VNeID', issuer: 'https://id.example.org', scopes: ['profile'] })
    const none = await synthesize(folder, { signIn: 'none' })
    expect(settingsOf(none.hub)).toBeNull()
    for (const { hub: stack } of [own, none]) expect(JSON.stringify(stack.resources)).not.toContain('AWS::Cognito')
  })
})

test('alarms may publish through the topics, and use the key of those that have one', () => {
  const cloudwatch = { Service: 'cloudwatch.amazonaws.com' }
  const key = hub.resources.TopicKey?.Properties.KeyPolicy as { readonly Statement: readonly object[] }
  expect(key.Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Principal: cloudwatch,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    }),
  )
  for (const stack of all) {
    for (const [id, { Properties }] of resourcesOf(stack, 'AWS::CloudWatch::Alarm')) {
      const policy = resourcesOf(stack, 'AWS::SNS::TopicPolicy').find(
        ([, topic]) => JSON.stringify(topic.Properties.Topics) === JSON.stringify(Properties.AlarmActions),
      )?.[1].Properties.PolicyDocument as { readonly Statement: readonly object[] } | undefined
      expect(policy?.Statement, `${id}`).toContainEqual(
        expect.objectContaining({ Effect: 'Allow', Principal: cloudwatch, Action: 'sns:Publish' }),
      )
    }
  }
})

test('each minute the schedule’s own time goes to what runs by the clock', () => {
  for (const [stack, names] of [
    [
      hub,
      [
        'nhip-close-slots',
        'nhip-publish',
        'nhip-close-day',
        'nhip-archive-day',
        'nhip-sweep',
        'nhip-watch',
        'nhip-publish-status',
      ],
    ],
    [tokyo, ['nhip-tokyo-dispatch', 'nhip-tokyo-forward']],
  ] as const) {
    const rules = resourcesOf(stack, 'AWS::Events::Rule').map(([, { Properties }]) => Properties)
    expect(rules.map(({ Name }) => Name)).toEqual(names)
    for (const { ScheduleExpression, State, Targets } of rules) {
      expect([ScheduleExpression, State]).toEqual(['cron(* * * * ? *)', 'ENABLED'])
      expect(Targets).toMatchObject([
        {
          InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"scheduledTime":<time>}' },
          RetryPolicy: { MaximumEventAgeInSeconds: 180 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['MissedMinutesQueue', 'Arn'] } },
        },
      ])
    }
  }
})

test('audits get two processors, room in /tmp, and one page at a time', () => {
  const { id, resource } = functionNamed(tokyo, 'audit')
  expect(resource.Properties).toMatchObject({ MemorySize: 3_538, Timeout: 900, EphemeralStorage: { Size: 2_048 } })
  expect(sourceOf(tokyo, id)).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
})

test('locations of both regions speak to the hub in its own', () => {
  for (const stack of [singapore, tokyo]) {
    // Audits go by the outbox.
    for (const { name, resource } of functionsOf(stack).filter((one) => one.name !== 'audit')) {
      const { Variables } = resolve(resource.Properties.Environment, stack) as {
        readonly Variables: Readonly<Record<string, string>>
      }
      expect(Variables, `${name}`).toMatchObject({
        NHIP_OBSERVATIONS_QUEUE: 'https://sqs.ap-southeast-1.amazonaws.com/111122223333/nhip-observations',
        NHIP_HUB_REGION: 'ap-southeast-1',
      })
    }
  }
})

test('silence of the hub is told by the location’s own topic', () => {
  const told = resourcesOf(tokyo, 'AWS::CloudWatch::Alarm')
    .filter(([, { Properties }]) => JSON.stringify(Properties.AlarmActions).includes('HubSilentTopic'))
    .map(([, { Properties }]) => Properties.AlarmName as string)
  expect(told.toSorted()).toEqual(['nhip-tokyo-forward-errors', 'nhip-tokyo-hub-silent'])
})

test('the catalogue is published at each deploy that changes it, and only then', async () => {
  const again = await synthesize(folder)
  const text = (stack: SynthesizedStack): string => readFileSync(stack.templateFile, 'utf8')
  expect(again.all.map(text)).toEqual(all.map(text))

  const changed = await synthesize(folder, { catalogue: join(ROOT, 'catalogs/vietnam-2026.yaml'), locations: [] })
  const codeOf = (stack: SynthesizedStack, name: string) => functionNamed(stack, name).resource.Properties.Code
  expect(codeOf(changed.hub, 'configure')).not.toEqual(codeOf(hub, 'configure'))
  expect(codeOf(changed.hub, 'publish')).toEqual(codeOf(hub, 'publish'))
  const handlerOf = (stack: SynthesizedStack) => stack.resources.PublishCatalogue?.Properties.HandlerArn
  expect(handlerOf(changed.hub)).not.toEqual(handlerOf(hub))
})

test('without a budget, an address, e-mails or notifiers there are none', async () => {
  const bare = await synthesize(folder, {
    monthlyBudgetUsd: undefined,
    url: undefined,
    alertEmails: [],
    escalationEmails: [],
    operationsEmails: [],
    notifiers: undefined,
  })
  for (const stack of bare.all) {
    expect(resourcesOf(stack, 'AWS::Budgets::Budget')).toEqual([])
    expect(resourcesOf(stack, 'AWS::SNS::Subscription')).toEqual([])
  }
  expect(JSON.stringify(bare.hub.resources)).not.toMatch(/NHIP_URL|NHIP_NOTIFY|secretsmanager/)
  expect(resourcesOf(hub, 'AWS::Budgets::Budget')).toHaveLength(1)
  expect(resourcesOf(hub, 'AWS::SNS::Subscription')).toHaveLength(5)
  expect(resourcesOf(tokyo, 'AWS::SNS::Subscription')).toHaveLength(2)
})

test('private addresses are measured only where the deployment says so', async () => {
  const allowed = await synthesize(folder, { allowPrivate: true })
  const asked = (stack: SynthesizedStack): unknown =>
    (functionNamed(stack, 'probe').resource.Properties.Environment as { Variables: Record<string, unknown> }).Variables
      .NHIP_ALLOW_PRIVATE
  expect(asked(tokyo)).toBeUndefined()
  expect(asked(allowed.locations[1] as SynthesizedStack)).toBe('1')
})

function functionNamed(stack: SynthesizedStack, name: string) {
  const found = functionsOf(stack).find((one) => one.name === name)
  if (!found) throw new Error(`${stack.name} has no ${name}`)
  return found
}

function sourceOf(stack: SynthesizedStack, id: string): Resource['Properties'] | undefined {
  return resourcesOf(stack, 'AWS::Lambda::EventSourceMapping').find(
    ([, { Properties }]) => JSON.stringify(Properties.FunctionName) === JSON.stringify({ Ref: id }),
  )?.[1].Properties
}

function statefulOf(stack: SynthesizedStack): Readonly<Record<string, string>> {
  return Object.fromEntries(
    STATEFUL.flatMap((type) => resourcesOf(stack, type)).map(([id, { Properties, DeletionPolicy = 'Delete' }]) => {
      const name = (Properties.TableName ?? Properties.QueueName ?? Properties.TopicName ?? '-') as string
      return [id, `${name} ${DeletionPolicy}`]
    }),
  )
}

function redriveOf(
  stack: SynthesizedStack,
  id: string,
): { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | null {
  const redrive = stack.resources[id]?.Properties.RedrivePolicy
  if (redrive === undefined) return null
  return resolve(redrive, stack) as { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number }
}

function deadLetterTargets(stack: SynthesizedStack): readonly string[] {
  const ofQueues = resourcesOf(stack, 'AWS::SQS::Queue').map(([id]) => redriveOf(stack, id)?.deadLetterTargetArn ?? '')
  const ofRules = resourcesOf(stack, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
    (resolve(Properties.Targets, stack) as readonly { readonly DeadLetterConfig: { readonly Arn: string } }[]).map(
      ({ DeadLetterConfig }) => DeadLetterConfig.Arn,
    ),
  )
  return [...ofQueues, ...ofRules]
}
