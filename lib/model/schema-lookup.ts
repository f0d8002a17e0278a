import type { Path } from './catalogue-problem.ts'
import { catalogueJsonSchema } from './catalogue-schema.ts'

type JsonSchema = {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly description?: string
}

let root: JsonSchema | null = null

/** The keys that the map at a path may have; none where no map is expected. */
export function knownKeys(path: Path): readonly string[] {
  return Object.keys(schemaAt(path)?.properties ?? {})
}

/** One sentence on the value at a path; null where the schema says nothing. */
export function descriptionOf(path: Path): string | null {
  return schemaAt(path)?.description ?? null
}

/** False for entries of lists and for keys that can be left out. */
export function isRequired(path: Path): boolean {
  return schemaAt(path.slice(0, -1))?.required?.includes(String(path.at(-1))) ?? false
}

function schemaAt(path: Path): JsonSchema | undefined {
  root ??= catalogueJsonSchema() as JsonSchema
  let schema: JsonSchema | undefined = root
  for (const part of path) {
    schema = typeof part === 'number' ? schema?.items : schema?.properties?.[part]
    const definition: string | undefined = schema?.$ref?.replace('#/$defs/', '')
    if (definition !== undefined) schema = { ...root.$defs?.[definition], ...schema }
    if (schema?.anyOf) schema = { ...schema.anyOf[0], ...schema }
  }
  return schema
}
