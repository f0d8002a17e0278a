import { z } from 'zod'
import { NHIP_VERSION } from '../model/software.ts'
import type { Route } from './route.ts'

/** As far as it is used here. */
export type OpenApi = {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, unknown>>
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
  readonly responses: Readonly<Record<string, unknown>>
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: JsonSchema
}

export type JsonSchema = Readonly<Record<string, unknown>>

/** What any request may be answered instead. */
const PROBLEMS = {
  '400': 'what was sent is wrong: the detail says what, and how to mend it',
  '401': 'no token, or one that lets nobody in',
  '403': 'the token is of another role',
  '404': 'there is none, or none that may be read',
  '413': 'too large',
  '429': 'too many requests, or jobs: see Retry-After',
  '503': 'what is kept can’t be reached: ask again in a while',
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
        'The API of a Nhịp platform. Ids are [a-z0-9][a-z0-9-]{0,62}; times are epoch ms; errors are application/problem+json with a stable code.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(
      [...byPath].map(([path, own]) => [
        path,
        Object.fromEntries(own.map((route) => [route.method.toLowerCase(), operationOf(route)])),
      ]),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'made by nhip token create, or by POST /api/tokens' },
      },
      schemas: { Problem: PROBLEM },
    },
  }
}

const PROBLEM: JsonSchema = {
  type: 'object',
  required: ['status', 'code', 'detail'],
  properties: {
    status: { type: 'integer' },
    code: { type: 'string', description: 'stable' },
    detail: { type: 'string', description: 'for a person' },
  },
}

function operationOf({ method, path, summary, roles, query = {}, body }: Route): Operation {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(
    ([, name]): Parameter => ({ name: name as string, in: 'path', required: true, schema: { type: 'string' } }),
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
      '2XX': { description: 'done; docs/commands.md describes the JSON' },
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          status,
          {
            description,
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  }
}

/** As what is sent: what has a default may be left out. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}
