import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type AwsApiRequest = {
  readonly service: 'sts' | 'lambda'
  readonly region: string
  /** Method and path. */
  readonly what: string
  readonly body: string
}

/** Null: the connection is cut without an answer. */
export type AwsApiAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
} | null

/** Null: as usual. */
export type AnswerAwsApi = (request: AwsApiRequest) => AwsApiAnswer | 'usual'

const ACCOUNT = '123456789012'

/**
 * Two of AWS's APIs on a free port of 127.0.0.1, closed with the test: an account without functions and with the usual
 * quotas, or what `answer` makes of it. `env` points the SDK there, with credentials that are good.
 */
export async function startAwsApi(answer: AnswerAwsApi = () => 'usual') {
  const requests: AwsApiRequest[] = []
  const server = createServer((request, response) => {
    void read(request).then((asked) => {
      requests.push(asked)
      const said = answer(asked)
      send(response, said === 'usual' ? usual(asked) : said)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { requests, env: awsEnvironment(`http://127.0.0.1:${port}`) }
}

/** The SDK's environment: an endpoint and credentials, and nothing that this machine happens to have. */
export function awsEnvironment(endpoint: string, credentials = true): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials ? 'AKIATEST' : '',
    AWS_SECRET_ACCESS_KEY: credentials ? 'secret' : '',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_REGION: '',
    AWS_DEFAULT_REGION: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** What GetAccountSettings says. */
export function accountSettings(concurrency: number, unreserved = concurrency, usedBytes = 107_374_182): AwsApiAnswer {
  return json(200, {
    AccountLimit: {
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: concurrency,
      TotalCodeSize: 80_530_636_800,
      UnreservedConcurrentExecutions: unreserved,
    },
    AccountUsage: { FunctionCount: 4, TotalCodeSize: usedBytes },
  })
}

/** An error as Lambda's API tells it. */
export function lambdaError(status: number, code: string, message = 'as told'): AwsApiAnswer {
  return json(status, { Message: message }, { 'x-amzn-errortype': code })
}

/** An error as STS tells it. */
export function stsError(status: number, code: string): AwsApiAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>as told</Message></Error>`
  return xml(status, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}</ErrorResponse>`)
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): AwsApiAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

function xml(status: number, body: string): AwsApiAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body }
}

function usual({ service, what }: AwsApiRequest): AwsApiAnswer {
  if (service === 'sts') {
    const who = `<Arn>arn:aws:iam::${ACCOUNT}:user/an</Arn><UserId>AIDATEST</UserId><Account>${ACCOUNT}</Account>`
    const result = `<GetCallerIdentityResult>${who}</GetCallerIdentityResult>`
    return xml(
      200,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</GetCallerIdentityResponse>`,
    )
  }
  if (what.endsWith('/account-settings')) return accountSettings(1_000)
  return lambdaError(404, 'ResourceNotFoundException', 'Function not found')
}

function send(response: ServerResponse, answer: AwsApiAnswer): void {
  if (answer === null) response.socket?.destroy()
  else response.writeHead(answer.status, answer.headers).end(answer.body)
}

async function read(request: IncomingMessage): Promise<AwsApiRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  // Credential=AKIA…/20261122/ap-southeast-1/lambda/aws4_request
  const [, , region = '', service] =
    /Credential=([^,]+)/.exec(request.headers.authorization ?? '')?.[1]?.split('/') ?? []
  return {
    service: service === 'sts' ? 'sts' : 'lambda',
    region,
    what: `${request.method} ${request.url}`,
    body: Buffer.concat(chunks).toString(),
  }
}
