import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { type Environment, readEnvironment } from '../lib/model/environment.ts'
import { DEFAULT_POLICY } from '../lib/model/policy.ts'
import { readProvider, type SignInSettings } from '../lib/model/sign-in.ts'
import { createArchive, permitArchive } from '../lib/record/archive.ts'
import { createClients } from '../lib/record/clients.ts'
import { createDeadLetters } from '../lib/record/dead-letters.ts'
import { createQueue } from '../lib/record/queue.ts'
import { readSecret } from '../lib/record/read-secret.ts'
import { createArchiveReports } from '../lib/record/reports.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { createApp } from '../lib/web/app.ts'
import { createLogger, type Env, type Handler, lazily, type ShellOptions } from './shell.ts'

/** The page and the API behind an HTTP API, which is public: whatever is asked for needs a token. */
export function create(
  env: Env,
  options: ShellOptions = {},
): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const settings = readEnvironment('web', env)
  const log = options.log ?? createLogger('web', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const archive = permitArchive(createArchive(env, settings.NHIP_ARCHIVE), ACCESS.web.files)
  const app = createApp({
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.web.table),
    observations: createQueue(sqs, settings.NHIP_OBSERVATIONS_QUEUE),
    deadLetters: createDeadLetters(sqs, settings.NHIP_DEAD_LETTERS_QUEUE),
    jobs: createQueue(sqs, settings.NHIP_JOBS_QUEUE),
    archive,
    reports: createArchiveReports(archive),
    clock: systemClock,
    policy: DEFAULT_POLICY,
    hostnames: null,
    page: 'token',
    ...(env.AWS_REGION === undefined ? {} : { region: env.AWS_REGION }),
    signIn: signInOf(settings, env),
    ...(settings.NHIP_STATUS_PAGE === undefined ? {} : { statusPage: settings.NHIP_STATUS_PAGE }),
    onBroken: (error) => log.error({ error: String(error) }, 'a request failed'),
  })
  return async (event) => {
    const request = requestOf(event)
    if (request === null) return { statusCode: 400, body: 'this is no request that can be understood' }
    const response = await app.fetch(request)
    return answerOf(response)
  }
}

export const handler = lazily(create)

/** Null: people sign in by tokens and links. A secret that can't be read is in nobody's way but theirs who sign in by it. */
function signInOf(
  { NHIP_SIGN_IN: json, NHIP_SIGN_IN_SECRET: secret }: Environment<'web'>,
  env: Env,
): SignInSettings | null {
  if (json === undefined) return null
  return {
    provider: readProvider(json),
    secret: () => (secret === undefined ? Promise.resolve(null) : readSecret(env, secret)),
  }
}

/** Text as it is, what is compressed or a font as base64; several cookies are several. */
async function answerOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const { status, headers } = response
  const type = headers.get('content-type') ?? ''
  const isText = headers.get('content-encoding') === null && !/^(font|image)\//.test(type)
  const cookies = headers.getSetCookie()
  headers.delete('set-cookie')
  return {
    statusCode: status,
    headers: Object.fromEntries(headers),
    ...(cookies.length === 0 ? {} : { cookies }),
    ...(isText
      ? { body: await response.text() }
      : { body: Buffer.from(await response.arrayBuffer()).toString('base64'), isBase64Encoded: true }),
  }
}

/** The request of an HTTP API, payload format 2.0; null where its headers or its address are none. */
function requestOf(event: APIGatewayProxyEventV2): Request | null {
  const { rawPath, rawQueryString, headers, cookies, body, isBase64Encoded, requestContext } = event
  const { method } = requestContext.http
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined)
  // An HTTP API takes cookies out of the headers.
  if (cookies !== undefined && cookies.length > 0) given.push(['cookie', cookies.join('; ')])
  try {
    return new Request(`https://${requestContext.domainName}${rawPath}${query}`, {
      method,
      headers: given,
      ...(body === undefined || method === 'GET' || method === 'HEAD'
        ? {}
        : { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }),
    })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
