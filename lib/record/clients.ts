import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export type Clients = {
  readonly dynamodb: DynamoDBDocumentClient
  readonly sqs: SQSClient
  readonly sns: SNSClient
  readonly close: () => void
}

/** Where a client finds its service, as whom, and how long it waits. */
export type ClientOptions = {
  readonly region?: string
  readonly endpoint?: string
  readonly credentials?: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  readonly maxAttempts: number
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly throwOnRequestTimeout: boolean
  }
}

/**
 * AWS clients, all but those that few need, who make them: for S3 `createArchive`, for KMS `openKmsKey`, for secrets
 * `createAccountSecrets`.
 */
export function createClients(env: Readonly<Record<string, string | undefined>>): Clients {
  const base = new DynamoDBClient(clientOptions(env, 'DYNAMODB'))
  const dynamodb = DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } })
  const sqs = new SQSClient(clientOptions(env, 'SQS'))
  const sns = new SNSClient(clientOptions(env, 'SNS'))
  return {
    dynamodb,
    sqs,
    sns,
    close: () => {
      base.destroy()
      sqs.destroy()
      sns.destroy()
    },
  }
}

/**
 * Of one service's client; `AWS_ENDPOINT_URL` in the given environment points it elsewhere (service-specific names
 * first), as the SDK itself does with the process's environment. One machine plays many functions, so it can't be the
 * process's.
 */
export function clientOptions(
  env: Readonly<Record<string, string | undefined>>,
  service: 'DYNAMODB' | 'KMS' | 'S3' | 'SECRETS_MANAGER' | 'SNS' | 'SQS',
): ClientOptions {
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`] ?? env.AWS_ENDPOINT_URL
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  return {
    ...(env.AWS_REGION === undefined ? {} : { region: env.AWS_REGION }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
    maxAttempts: 4,
    // The SDK's own defaults wait for ever for a server that doesn't answer.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  }
}
