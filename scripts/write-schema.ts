// Writes catalogs/catalogue.schema.json from the schema in the code. With --print it goes to stdout instead.
import { writeFile } from 'node:fs/promises'
import { schemaText } from './schema-text.ts'

const target = new URL('../catalogs/catalogue.schema.json', import.meta.url)

if (process.argv.includes('--print')) process.stdout.write(schemaText())
else await writeFile(target, schemaText())
