import { describe, expect, test } from 'vitest'
import { ACCESS, type TableOperation } from '../../lib/model/access.ts'
import { locationKeysPartition } from '../../lib/record/keys.ts'
import {
  folderOfFile,
  functionsOf,
  type Resource,
  resourcesOf,
  type SynthesizedStack,
  synthesize,
  writeCatalogue,
} from '../kit/cloud.ts'
import { arnOfQueue, resolve } from '../kit/resolve-template.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

type Statement = {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
}

const TABLE_ACTIONS: Readonly<Record<TableOperation, string>> = {
  get: 'dynamodb:GetItem',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  putIf: 'dynamodb:PutItem',
  deleteIf: 'dynamodb:DeleteItem',
}
const ONLY_CONFIGURATION = {
  'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['CFG#catalogue', 'CFG#kills'] },
}

const ACCOUNTS = ['da-nang/thu', 'dang-nhap']

const pages = ACCOUNTS.map((account, index) => writtenPage({ id: `to-khai-${index}`, account }))
const catalogue = writeCatalogue(folderOfFile(), { portals: [writtenPortal({ pages: [writtenPage(), ...pages] })] })
const { all, hub } = await synthesize(folderOfFile(), { catalogue })

describe.each(all)('$name', (stack) => {
  test.each(functionsOf(stack))('$name may do what it does, and nothing else', ({ id, name, resource }) => {
    const role = resource.Properties.Role as { readonly 'Fn::GetAtt': readonly [string, string] }
    expect(allowed(role['Fn::GetAtt'][0], stack)).toEqual(needed({ id, name, resource }, stack))
  })
})

test('a secret of a provider is read by the pages alone, and by nobody where there is none', async () => {
  const signIn = { name: 'A', issuer: 'https://id.example.org', clientId: 'nhip' }
  const mayRead = async (secret?: string) => {
    const { hub } = await synthesize(folderOfFile(), { signIn: { ...signIn, ...(secret ? { secret } : {}) } })
    return functionsOf(hub).flatMap(({ name, resource }) => {
      const role = resource.Properties.Role as { readonly 'Fn::GetAtt': readonly [string, string] }
      return allowed(role['Fn::GetAtt'][0], hub)
        .filter((right) => right.includes('nhip/sign-in'))
        .map((right) => `${name}: ${right}`)
    })
  }
  expect(await mayRead('nhip/sign-in')).toEqual([
    'web: secretsmanager:GetSecretValue on arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:nhip/sign-in-??????',
  ])
  expect(await mayRead()).toEqual([])
})

test('without an account in the catalogue there is none to be read', async () => {
  const { locations } = await synthesize(folderOfFile())
  for (const { resources } of locations) expect(JSON.stringify(resources)).not.toMatch(/nhip.accounts|ACCOUNT_SECRETS/)
})

test('what runs hostile pages has neither a key nor a way to the hub’s results', () => {
  for (const stack of all.filter(({ name }) => name !== hub.name)) {
    const audit = functionsOf(stack).find(({ name }) => name === 'audit')
    const role = audit?.resource.Properties.Role as { readonly 'Fn::GetAtt': readonly [string, string] }
    const rights = allowed(role['Fn::GetAtt'][0], stack).join('\n')
    expect(rights).not.toMatch(/nhip-observations|LocationKey|kms:|table\/nhip-hub/)
    expect(JSON.stringify(audit?.resource.Properties.Environment)).not.toMatch(/LocationKey|nhip-observations/)
    expect(rights).toContain(`sqs:SendMessage on arn:aws:sqs:${stack.region}:111122223333:${stack.name}-outbox`)
  }
})

test('each function has a role of its own', () => {
  for (const stack of all) {
    const roles = functionsOf(stack).map(({ resource }) => JSON.stringify(resource.Properties.Role))
    expect(new Set(roles).size).toBe(roles.length)
  }
})

test('whatever may call a function is named by its ARN', () => {
  for (const stack of all) {
    for (const [id, { Properties }] of resourcesOf(stack, 'AWS::Lambda::Permission')) {
      expect(Properties.SourceArn, `${id}`).toBeDefined()
      expect(['events.amazonaws.com', 'apigateway.amazonaws.com'], `${id}`).toContain(Properties.Principal)
    }
  }
})

/** `action on resource`, sorted; a condition stands behind. From what the code says that it does. */
function needed({ id, name, resource }: ReturnType<typeof functionsOf>[number], stack: SynthesizedStack) {
  const env = environmentOf(resource, stack)
  const {
    table = [],
    hubTable = [],
    hubKeys = [],
    sends = [],
    takes = [],
    sifts = [],
    publishes,
    signs,
    signsResults,
    files = {},
    accounts,
    notifiers,
    signIn,
    site,
  } = ACCESS[name]
  const { LogGroup } = resolve(resource.Properties.LoggingConfig, stack) as { readonly LogGroup: string }
  const sources = resourcesOf(stack, 'AWS::Lambda::EventSourceMapping')
    .filter(([, { Properties }]) => JSON.stringify(Properties.FunctionName) === JSON.stringify({ Ref: id }))
    .map(([, { Properties }]) => resolve(Properties.EventSourceArn, stack) as string)
  const group = `arn:aws:logs:${stack.region}:111122223333:log-group:${LogGroup}:*`
  const keyArn = (id: string): string => String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }, hub))
  return sorted([
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => line(action, group)),
    ...table.map((operation) => line(TABLE_ACTIONS[operation], tableArn(env.NHIP_TABLE, stack.region))),
    ...hubTable.map((operation) =>
      line(TABLE_ACTIONS[operation], tableArn(env.NHIP_HUB_TABLE, env.NHIP_HUB_REGION ?? ''), ONLY_CONFIGURATION),
    ),
    ...hubKeys.map((operation) =>
      line(TABLE_ACTIONS[operation], tableArn(env.NHIP_HUB_TABLE, env.NHIP_HUB_REGION ?? ''), {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [locationKeysPartition(env.NHIP_LOCATION ?? '')] },
      }),
    ),
    ...(signsResults ? [line('secretsmanager:GetSecretValue', env.NHIP_LOCATION_KEY ?? '')] : []),
    ...sends.map((variable) => line('sqs:SendMessage', arnOfQueue(env[variable] ?? ''))),
    ...takes.flatMap((variable) =>
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage'].map((action) => line(action, arnOfQueue(env[variable] ?? ''))),
    ),
    ...sifts.flatMap((variable) =>
      ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'].map((action) =>
        line(action, arnOfQueue(env[variable] ?? '')),
      ),
    ),
    ...(publishes ? [env.NHIP_TOPIC, env.NHIP_ESCALATION_TOPIC].map((topic) => line('sns:Publish', topic ?? '')) : []),
    ...(publishes ? ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => line(action, keyArn('TopicKey'))) : []),
    ...(signs ? ['kms:Sign', 'kms:GetPublicKey'].map((action) => line(action, keyArn('SigningKey'))) : []),
    ...fileLines(['s3:PutObject', 's3:AbortMultipartUpload'], files.puts),
    ...fileLines(['s3:GetObject'], files.gets),
    ...(site ? siteLines() : []),
    ...(accounts ? ACCOUNTS : []).map((account) => {
      const arn = `arn:aws:secretsmanager:${stack.region}:111122223333:secret:${env.NHIP_ACCOUNT_SECRETS}${account}-??????`
      return line('secretsmanager:GetSecretValue', arn)
    }),
    ...(notifiers
      ? [
          line(
            'secretsmanager:GetSecretValue',
            `arn:aws:secretsmanager:${stack.region}:111122223333:secret:${env.NHIP_NOTIFIERS_SECRET}-??????`,
          ),
        ]
      : []),
    ...(signIn && env.NHIP_SIGN_IN_SECRET
      ? [
          line(
            'secretsmanager:GetSecretValue',
            `arn:aws:secretsmanager:${stack.region}:111122223333:secret:${env.NHIP_SIGN_IN_SECRET}-??????`,
          ),
        ]
      : []),
    ...sources.flatMap((source) =>
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => line(action, source)),
    ),
  ])
}

function fileLines(actions: readonly string[], prefixes: readonly string[] = []): readonly string[] {
  return prefixes.flatMap((prefix) => {
    const objects = `${String(resolve({ 'Fn::GetAtt': ['EvidenceBucket', 'Arn'] }, hub))}/${prefix}*`
    return actions.map((action) => line(action, objects))
  })
}

function siteLines(): readonly string[] {
  const bucket = String(resolve({ 'Fn::GetAtt': ['StatusPageBucket', 'Arn'] }, hub))
  return [
    ...['s3:PutObject', 's3:DeleteObject'].map((action) => line(action, `${bucket}/site/*`)),
    ...['s3:PutObject', 's3:GetObject'].map((action) => line(action, `${bucket}/state.json`)),
    line('s3:ListBucket', bucket),
  ]
}

/** The same, from what the template grants to a role. */
function allowed(role: string, stack: SynthesizedStack): readonly string[] {
  const { ManagedPolicyArns, Policies } = stack.resources[role]?.Properties ?? {}
  expect(ManagedPolicyArns, 'policies of others').toBeUndefined()
  expect(Policies, 'policies within the role').toBeUndefined()
  const statements = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    resourcesOf(stack, type)
      .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(`"${role}"`))
      .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { readonly Statement: Statement[] }).Statement),
  )
  return sorted(
    (resolve(statements, stack) as readonly Statement[]).flatMap(({ Effect, Action, Resource, Condition }) => {
      expect(Effect).toBe('Allow')
      return [Action].flat().flatMap((action) => [Resource].flat().map((one) => line(action, one, Condition)))
    }),
  )
}

function environmentOf(resource: Resource, stack: SynthesizedStack): Readonly<Record<string, string>> {
  const { Variables } = resolve(resource.Properties.Environment, stack) as {
    readonly Variables: Readonly<Record<string, string>>
  }
  return Variables
}

function tableArn(name: string | undefined, region: string): string {
  return `arn:aws:dynamodb:${region}:111122223333:table/${name}`
}

function line(action: string, resource: string, condition?: unknown): string {
  return `${action} on ${resource}${condition === undefined ? '' : ` where ${JSON.stringify(condition)}`}`
}

function sorted(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].toSorted()
}
