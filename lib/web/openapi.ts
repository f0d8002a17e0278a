import { z } from 'zod'
import { NHIP_VERSION } from '../model/software.ts'
import { alertForm } from './answers/incidents.ts'
import { ANSWERS } from './answers/named.ts'
import { pathForm } from './path-forms.ts'
import { problemForm } from './problem.ts'
import type { Given, Route } from './route.ts'

/** As far as it is used here. */
export type OpenApi = {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  /** What the platform sends to others. */
  readonly webhooks: Readonly<Record<string, { readonly post: Webhook }>>
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, unknown>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

export type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: {
    readonly required: true
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } }
  }
  readonly responses: Readonly<Record<string, Answer>>
}

/** What is sent, and with which headers. */
export type Webhook = {
  readonly operationId: string
  readonly summary: string
  readonly parameters: readonly (Omit<Parameter, 'in'> & { readonly in: 'header'; readonly description: string })[]
  readonly requestBody: {
    readonly required: true
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } }
  }
  readonly responses: Readonly<Record<string, Answer>>
}

/** What is answered with one status. */
export type Answer = {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: JsonSchema
}

export type JsonSchema = Readonly<Record<string, unknown>>

const LIMITS = {
  'RateLimit-Limit': { description: 'requests of a token in a minute', schema: { type: 'integer' } },
  'RateLimit-Remaining': { description: 'how many are left', schema: { type: 'integer' } },
  'RateLimit-Reset': { description: 'in how many seconds all are again', schema: { type: 'integer' } },
}

const RETRY_AFTER = { description: 'after how many seconds to ask again', schema: { type: 'integer', minimum: 1 } }

/** What any request may be answered instead. */
const PROBLEMS: Readonly<Record<string, Omit<Answer, 'content'>>> = {
  '400': { description: 'what was sent is wrong: the detail says what, and how to mend it' },
  '401': { description: 'no token, or one that lets nobody in' },
  '403': { description: 'the token is of another role' },
  '404': { description: 'there is none, or none that may be read' },
  '409': { description: 'it can’t be done now, or was done before' },
  '413': { description: 'too large' },
  '421': { description: 'the platform does not answer to the host name that was asked' },
  '429': { description: 'too many requests, or jobs', headers: { ...LIMITS, 'Retry-After': RETRY_AFTER } },
  '500': { description: 'our fault; its log says more' },
  '503': { description: 'what is kept can’t be reached', headers: { 'Retry-After': RETRY_AFTER } },
}

/** The API as OpenAPI 3.1, from the very routes that answer: what they check is what it says. */
export function openApi(routes: readonly Route[]): OpenApi {
  const byPath = Map.groupBy(routes, ({ path }) => path.replace(/:(\w+)/g, '{$1}'))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nhịp',
      version: NHIP_VERSION,
      description:
        'The API of a Nhịp platform. Ids are [a-z0-9][a-z0-9-]{0,62}; times are epoch ms; errors are application/problem+json with a stable code. On AWS what API Gateway itself refuses (429 above 50 requests a second of all together, 413, 500, 503) is application/json with a message alone.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(
      [...byPath].map(([path, own]) => [
        path,
        Object.fromEntries(own.map((route) => [route.method.toLowerCase(), operationOf(route)])),
      ]),
    ),
    webhooks: { alert: { post: alertWebhook() } },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'made by nhip token create, or by POST /api/tokens' },
      },
      schemas: namedSchemas(),
    },
  }
}

function operationOf({ method, path, summary, roles, query = {}, body, gives }: Route): Operation {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(
    ([, name = '']): Parameter => ({ name, in: 'path', required: true, schema: schemaOf(pathForm(name)) }),
  )
  const inQuery = Object.entries(query).map(
    ([name, schema]): Parameter => ({ name, in: 'query', required: false, schema: schemaOf(schema) }),
  )
  return {
    operationId: `${method.toLowerCase()}${path.replace(/^\/api|:|\.\w+/g, '').replace(/[/-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    description: `Roles: ${roles.join(', ')}.`,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      ...answersOf(gives, { isList: 'cursor' in query }),
      ...(method === 'GET'
        ? { '304': { description: 'If-None-Match has the ETag of the last answer: it is still the same' } }
        : {}),
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, answer]) => [
          status,
          {
            ...answer,
            content: { 'application/problem+json': { schema: refTo(problemForm) } },
          },
        ]),
      ),
    },
  }
}

function answersOf(gives: Given, { isList }: { readonly isList: boolean }): Readonly<Record<string, Answer>> {
  if ('form' in gives)
    return {
      [gives.status ?? 200]: {
        description: 'done',
        headers: { ...LIMITS, ...(isList ? { Link: LINK } : {}) },
        content: { 'application/json': { schema: refTo(gives.form) } },
      },
    }
  const content = gives.types.map((type) => [type, { schema: {} }] as const)
  return {
    '200': { description: 'done', headers: LIMITS, content: Object.fromEntries(content) },
    ...(gives.mayRedirect
      ? { '302': { description: 'the content is at Location, for a while and without a token' } }
      : {}),
  }
}

/** Of `lib/notify/webhook.ts`. */
function alertWebhook(): Webhook {
  const header = { in: 'header', required: true, schema: { type: 'string' } } as const
  return {
    operationId: 'webhookAlert',
    summary: 'What a notifier of kind webhook sends, at least once; the same id is the same event.',
    parameters: [
      { name: 'nhip-event', description: 'the id of the event', ...header },
      {
        name: 'nhip-signature',
        description: 't=<seconds since 1970>,v1=<hexadecimal>: HMAC-SHA256 with the secret over <t>.<body>',
        ...header,
      },
    ],
    requestBody: { required: true, content: { 'application/json': { schema: refTo(alertForm) } } },
    responses: {
      '2XX': { description: 'heard' },
      '4XX': { description: 'refused: it is not sent again, but after 408, 425 and 429' },
      '5XX': { description: 'it is sent again, for a day' },
    },
  }
}

const LINK = {
  description:
    'where the next part of the list is (rel="next"), and the one before (rel="prev"); absent: there is none',
  schema: { type: 'string' },
}

const SCHEMAS = '#/components/schemas/'

/** Throws for a form that has no name: it would be described nowhere. */
function refTo(form: z.ZodType): JsonSchema {
  const id = ANSWERS.get(form)?.id
  if (id === undefined) throw new Error('an answer of the API has a form without a name')
  return { $ref: `${SCHEMAS}${id}` }
}

/** Every form that has a name. None forbids further fields. */
function namedSchemas(): Readonly<Record<string, JsonSchema>> {
  const { schemas } = z.toJSONSchema(ANSWERS, {
    uri: (id) => `${SCHEMAS}${id}`,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  )
}

/** As what is sent: what has a default may be left out. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}
