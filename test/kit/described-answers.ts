import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { OpenApi } from '../../lib/web/openapi.ts'

/** Faults of an answer by what the API says of itself; none: it is as described, and has nothing besides. */
export type CheckAnswer = (method: string, path: string, answer: Response) => Promise<readonly string[]>

const SCHEMAS = 'schemas'

/** `path` with its parameters by name: `/api/jobs/:job`. */
export function answerChecker(document: OpenApi): CheckAnswer {
  const ajv = new Ajv2020({ strict: false, formats: { uri: true, base64: true } })
  ajv.addSchema({ $id: SCHEMAS, $defs: closed(document.components.schemas) as object })
  const compiled = new Map<string, ValidateFunction>()
  const validatorOf = (schema: object): ValidateFunction => {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/$defs/', `"${SCHEMAS}#/$defs/`)
    const known = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object)
    compiled.set(text, known)
    return known
  }
  return async (method, path, answer) => {
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    if (!operation) return [`${method} ${path} is not described`]
    const described = operation.responses[answer.status]
    if (!described) return [`${method} ${path}: ${answer.status} is not described`]
    if (described.content === undefined) return []
    const type = answer.headers.get('content-type') ?? 'none'
    const content = described.content[type]
    if (!content)
      return [`${method} ${path}: ${answer.status} with ${type}, not ${Object.keys(described.content).join(', ')}`]
    if (!type.endsWith('json')) return []
    const body = (await answer.clone().json()) as unknown
    const validate = validatorOf(content.schema)
    if (validate(body)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${method} ${path}: ${answer.status}${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
}

/** So that a field which is answered and not described is found: the description itself forbids none. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const rest = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/components/schemas/', '#/$defs/') : closed(value),
    ]),
  )
  return 'properties' in rest && 'type' in rest ? { ...rest, additionalProperties: false } : rest
}
