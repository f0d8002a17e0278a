import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MiniStack } from '../kit/ministack.ts'

/** A command's end, and all that it has said. */
export type Ran = { readonly code: number | null; readonly output: string; readonly tookMs: number }

const CDK = fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk'))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Runs a script of the repository with Node, from the repository's root. */
export function runNode(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const fromMs = performance.now()
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((done, fail) => {
    let output = ''
    const hear = (text: string) => (output += text)
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.once('error', fail)
    child.once('close', (code) => done({ code, output, tookMs: performance.now() - fromMs }))
  })
}

/** The CDK's own command line, against the emulator; throws with what it said where it fails. */
export async function cdk(
  args: readonly string[],
  at: { readonly ministack: MiniStack; readonly folder: string; readonly deployment: string },
): Promise<Ran> {
  const ran = await runNode(
    [
      CDK,
      ...args,
      '--no-color',
      '--no-notices',
      '--output',
      join(at.folder, 'cdk.out'),
      '--context',
      `deployment=${at.deployment}`,
    ],
    {
      ...at.ministack.env,
      PATH: process.env.PATH,
      HOME: at.folder,
      CI: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
    },
  )
  if (ran.code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${ran.code}:\n${ran.output}`)
  return ran
}

/** Stacks of which a deploy says that nothing changed. */
export function unchangedStacks(output: string): readonly string[] {
  return [...output.matchAll(/^\s*✅\s+(\S+) \(no changes\)$/gm)].map(([, name = '']) => name).toSorted()
}
