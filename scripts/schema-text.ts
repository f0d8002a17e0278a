import { catalogueJsonSchema } from '../lib/model/catalogue-schema.ts'
import { criteriaJsonSchema } from '../lib/model/criteria-schema.ts'
import { publicStatusJsonSchema } from '../lib/model/public-status.ts'
import { scoreExportJsonSchema } from '../lib/model/score-export-schema.ts'

const LINE_WIDTH = 120

const SCHEMAS = {
  'catalogs/catalogue.schema.json': catalogueJsonSchema,
  'criteria/criteria.schema.json': criteriaJsonSchema,
  'docs/export.schema.json': scoreExportJsonSchema,
  'docs/status.schema.json': publicStatusJsonSchema,
} as const

export type SchemaFile = keyof typeof SCHEMAS

/** Every schema that is published, relative to the root. */
export const SCHEMA_FILES = Object.keys(SCHEMAS) as readonly SchemaFile[]

/** The text of a published schema, laid out as the formatter of the repository leaves it. */
export function schemaText(file: SchemaFile): string {
  return `${layOut(SCHEMAS[file](), { indent: '', before: 0 })}\n`
}

/** Lists of plain values stand on one line where they fit; `before` is what the line already holds. */
function layOut(value: unknown, { indent, before }: { readonly indent: string; readonly before: number }): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    const isPlain = value.every((item) => typeof item !== 'object' || item === null)
    if (value.length === 0 || (isPlain && before + flat.length < LINE_WIDTH)) return flat
    return `[\n${value.map((item) => inner + layOut(item, { indent: inner, before: inner.length })).join(',\n')}\n${indent}]`
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const start = `${inner}${JSON.stringify(key)}: `
    return start + layOut(item, { indent: inner, before: start.length })
  })
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`
}
