import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { folderOfFile, synthesize } from '../kit/cloud.ts'
import { ensureVenv } from '../kit/python-venv.ts'

/** Dependencies that say again what a reference says: CDK writes them, CloudFormation doesn't mind. */
const IGNORED = 'W3005'
const SETUP_MS = 400_000

const folder = folderOfFile()
const run = promisify(execFile)

test('the templates pass cfn-lint', { timeout: SETUP_MS }, async () => {
  const { all } = await synthesize(folder)
  expect(await lint(all.map(({ templateFile }) => templateFile))).toBe('')
})

test('cfn-lint would find something', { timeout: SETUP_MS }, async () => {
  const file = join(folder, 'bad.template.json')
  await writeFile(
    file,
    JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'long' } } } }),
  )
  expect(await lint([file])).toContain('E3012')
})

/** What it says; empty where it finds nothing. */
async function lint(files: readonly string[]): Promise<string> {
  const bin = await ensureVenv({ name: 'cfn-lint', packages: ['cfn-lint==1.58.0'] })
  const args = ['--format', 'parseable', '--ignore-checks', IGNORED, '--', ...files]
  try {
    return (await run(join(bin, 'cfn-lint'), args)).stdout
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string }
    if (!stdout) throw error
    return stdout
  }
}
