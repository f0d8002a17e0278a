import type { Resource, SynthesizedStack } from './cloud.ts'

export const ACCOUNT = '111122223333'

/**
 * A value of a template as CloudFormation would fill it in: of a resource its name, URL or ARN by the name that it has,
 * or by its logical id.
 */
export function resolve(value: unknown, stack: SynthesizedStack): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, stack))
  if (typeof value !== 'object' || value === null) return value
  const [[key, argument] = []] = Object.entries(value)
  if (key === 'Ref') return refOf(argument as string, stack)
  if (key === 'Fn::GetAtt') {
    const [id, attribute] = argument as [string, string]
    return attribute === 'Arn' ? arnOf(id, stack) : `${id}.${attribute}`
  }
  if (key === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]]
    return parts.map((part) => String(resolve(part, stack))).join(separator)
  }
  if (key === 'Fn::Sub') return (argument as string).replace(/\$\{([\w:]+)\}/g, (_, name: string) => refOf(name, stack))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one, stack)]))
}

/** The ARN of a queue, by its URL. */
export function arnOfQueue(url: string): string {
  const { hostname, pathname } = new URL(url)
  const [, account, name] = pathname.split('/')
  return `arn:aws:sqs:${hostname.split('.')[1]}:${account}:${name}`
}

function refOf(name: string, stack: SynthesizedStack): string {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::URLSuffix': 'amazonaws.com',
  }
  if (pseudo[name] !== undefined) return pseudo[name]
  const { Type } = resourceAt(name, stack)
  const physical = physicalName(name, stack)
  if (Type === 'AWS::SQS::Queue') return `https://sqs.${stack.region}.amazonaws.com/${ACCOUNT}/${physical}`
  return ['AWS::SNS::Topic', 'AWS::SecretsManager::Secret'].includes(Type) ? arnOf(name, stack) : physical
}

function arnOf(id: string, stack: SynthesizedStack): string {
  const physical = physicalName(id, stack)
  const within = (service: string, rest: string): string => `arn:aws:${service}:${stack.region}:${ACCOUNT}:${rest}`
  const { Type } = resourceAt(id, stack)
  if (Type === 'AWS::SQS::Queue') return within('sqs', physical)
  if (Type === 'AWS::SNS::Topic') return within('sns', physical)
  if (Type === 'AWS::DynamoDB::Table') return within('dynamodb', `table/${physical}`)
  if (Type === 'AWS::S3::Bucket') return `arn:aws:s3:::${physical}`
  if (Type === 'AWS::SecretsManager::Secret') return within('secretsmanager', `secret:${physical}`)
  if (Type === 'AWS::KMS::Key') return within('kms', `key/${physical}`)
  if (Type === 'AWS::Logs::LogGroup') return within('logs', `log-group:${physical}:*`)
  if (Type === 'AWS::Lambda::Function') return within('lambda', `function:${physical}`)
  return `arn:aws:${Type}:${id}`
}

function physicalName(id: string, stack: SynthesizedStack): string {
  const { Properties } = resourceAt(id, stack)
  const named = ['QueueName', 'TopicName', 'TableName', 'LogGroupName', 'FunctionName'].map((key) => Properties[key])
  const name = named.find((one): one is string => typeof one === 'string')
  // With the account in it, which CloudFormation fills in.
  if (Properties.BucketName !== undefined) return String(resolve(Properties.BucketName, stack))
  return name ?? id
}

function resourceAt(id: string, stack: SynthesizedStack): Resource {
  const found = stack.resources[id]
  if (!found) throw new Error(`${stack.name} has no resource ${id}`)
  return found
}
