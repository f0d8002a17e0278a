import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { schemaText } from '../../scripts/schema-text.ts'
import { scoreExportOf } from '../kit/score-export.ts'

const published = await readFile(new URL('../../docs/export.schema.json', import.meta.url), 'utf8')

test('the published schema is that of the code (npm run schema writes it)', () => {
  expect(published).toBe(schemaText('docs/export.schema.json'))
})

test('it describes every field of an export, and allows new ones', () => {
  const accepts = new Ajv2020({ allErrors: true, strict: true }).compile(JSON.parse(published))
  const knowsAll = new Ajv2020({ allErrors: true, strict: true }).compile(closed(JSON.parse(published)))
  const made = JSON.parse(JSON.stringify(scoreExportOf()))
  knowsAll(made)
  expect(knowsAll.errors).toBeNull()
  expect(knowsAll({ ...made, extra: 1 })).toBe(false)
  expect(accepts({ ...made, extra: 1 })).toBe(true)
  for (const wrong of [
    { ...made, status: 'open' },
    { ...made, packs: [{}] },
  ])
    expect(accepts(wrong)).toBe(false)
})

/** The same schema, in which no object may have a field that isn't described. */
function closed(schema: unknown): Record<string, unknown> {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, one]) => [key, inner(one)])
    const isObject = 'type' in value && value.type === 'object' && 'properties' in value
    return Object.fromEntries(isObject ? [...entries, ['additionalProperties', false]] : entries)
  }
  return inner(schema) as Record<string, unknown>
}
