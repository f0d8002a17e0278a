import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildPackages, PackageTooLargeError } from '../lib/cloud/packages/build.ts'
import { chooseFunctions } from '../lib/cloud/packages/choose-functions.ts'
import { buildFolder, LAMBDA_LIMIT_BYTES } from '../lib/cloud/packages/manifest.ts'
import { packageTable } from '../lib/cloud/packages/package-table.ts'
import { InputError } from '../lib/model/input-error.ts'

const USAGE = `Usage: npm run build [-- FUNCTION... [--out DIR] [--json]]

Builds the package of each function, or of those that are named, into DIR/FUNCTION (default build/FUNCTION), ready to
be zipped for Lambda.
Exit: 0 built, 1 a package is too large for Lambda, 2 no such function.`

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

try {
  const { values, positionals } = parseArgs({
    options: {
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  })
  if (values.help) console.log(USAGE)
  else {
    const folder = values.out === undefined ? buildFolder(ROOT) : resolve(values.out)
    const packages = await buildPackages({ root: ROOT, folder, names: chooseFunctions(ROOT, positionals) })
    if (values.json) console.log(JSON.stringify({ type: 'packages', folder, limitBytes: LAMBDA_LIMIT_BYTES, packages }))
    else console.log(`${packageTable(packages)}\n\nin ${relative(process.cwd(), folder) || '.'}`)
  }
} catch (error) {
  if (error instanceof PackageTooLargeError) complain(error.message, 1)
  else if (error instanceof InputError || isUsageError(error)) complain(error.message, 2)
  else throw error
}

function complain(message: string, exitCode: number): void {
  process.stderr.write(`npm run build: ${message}\n`)
  process.exitCode = exitCode
}

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}
