import type { Path } from './problem.ts'

/** What a JSON Schema says of the value at a path. */
export type SchemaLookup = {
  /** The keys that the map there may have; none where no map is expected. */
  readonly knownKeys: (path: Path) => readonly string[]
  /** One sentence on the value; null where the schema says nothing. */
  readonly descriptionOf: (path: Path) => string | null
  /** False for entries of lists and for keys that can be left out. */
  readonly isRequired: (path: Path) => boolean
}

type JsonSchema = {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly description?: string
}

/** The schema is made when it is first asked: only texts with faults need it. */
export function schemaLookup(jsonSchema: () => Record<string, unknown>): SchemaLookup {
  let root: JsonSchema | null = null

  const schemaAt = (path: Path): JsonSchema | undefined => {
    root ??= jsonSchema() as JsonSchema
    let schema: JsonSchema | undefined = root
    for (const part of path) {
      schema = typeof part === 'number' ? schema?.items : schema?.properties?.[part]
      const definition: string | undefined = schema?.$ref?.replace('#/$defs/', '')
      if (definition !== undefined) schema = { ...root.$defs?.[definition], ...schema }
      if (schema?.anyOf) schema = { ...schema.anyOf[0], ...schema }
    }
    return schema
  }

  return {
    knownKeys: (path) => Object.keys(schemaAt(path)?.properties ?? {}),
    descriptionOf: (path) => schemaAt(path)?.description ?? null,
    isRequired: (path) => schemaAt(path.slice(0, -1))?.required?.includes(String(path.at(-1))) ?? false,
  }
}
