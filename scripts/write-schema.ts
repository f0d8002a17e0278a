// Writes the published JSON Schemas from those in the code. With --print FILE that one goes to stdout instead.
import { writeFile } from 'node:fs/promises'
import { SCHEMA_FILES, schemaText } from './schema-text.ts'

const asked = process.argv[process.argv.indexOf('--print') + 1]

if (!process.argv.includes('--print')) {
  for (const file of SCHEMA_FILES) await writeFile(new URL(`../${file}`, import.meta.url), schemaText(file))
} else {
  const file = SCHEMA_FILES.find((name) => name === asked)
  if (file === undefined) throw new Error(`--print takes one of ${SCHEMA_FILES.join(', ')}`)
  process.stdout.write(schemaText(file))
}
