import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { addStacks } from '../lib/cloud/nhip-app.ts'
import { importDeployment, readDeployment } from '../lib/cloud/read-deployment.ts'
import { InputError } from '../lib/model/input-error.ts'

// The CDK app. `-c deployment=FILE`: another deployment than bin/deployment.ts; `-c packages=FOLDER`: other packages than
// those of build/. Both from the root of the repository.
const ROOT = fileURLToPath(new URL('..', import.meta.url))

const app = new App()
const file = contextText('deployment') ?? 'bin/deployment.ts'
const packagesFolder = resolve(ROOT, contextText('packages') ?? 'build')
try {
  const deployment = await importDeployment(file, ROOT)
  const { notes, ...read } = await readDeployment(deployment, { root: ROOT, packages: packagesFolder })
  for (const note of notes) process.stderr.write(`${file}: ${note}\n`)
  addStacks(app, { ...read, packagesFolder })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
} catch (error) {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`${file}: ${error.message}\n`)
  process.exitCode = 2
}

function contextText(key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key)
  return typeof value === 'string' ? value : undefined
}
