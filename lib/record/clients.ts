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

/**
 * AWS clients; `AWS_ENDPOINT_URL` in the given environment points them elsewhere (service-specific names first), as
 * the SDK itself does with the process's environment. One machine plays many functions, so it can't be the process's.
 */
export function createClients(env: Readonly<Record<string, string | undefined>>): Clients {
  const options = (service: string) => {
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
  const base = new DynamoDBClient(options('DYNAMODB'))
  const dynamodb = DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } })
  const sqs = new SQSClient(options('SQS'))
  const sns = new SNSClient(options('SNS'))
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
