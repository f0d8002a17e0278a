import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/** What the runtime says on stdout, a line of JSON each. */
export type RuntimeLine =
  /** The function's module is loaded; `createMs` is what `create` took with this process's environment. */
  | { readonly type: 'started'; readonly importMs: number; readonly createMs: number }
  | { readonly type: 'answer'; readonly result: unknown; readonly tookMs: number }
  | { readonly type: 'error'; readonly message: string; readonly tookMs: number }

type FunctionModule = {
  readonly create: (env: NodeJS.ProcessEnv) => unknown
  readonly handler: (event: unknown, context: object) => Promise<unknown>
}

// Plays Lambda's runtime for a package: imports index.mjs of the folder that it is given, in a process of its own, and
// calls the handler with each line of stdin, one after the other. It imports nothing of ours.
const [folder = ''] = process.argv.slice(2)
const fromMs = performance.now()
const module = (await import(pathToFileURL(`${folder}/index.mjs`).href)) as FunctionModule
const importedMs = performance.now()
module.create(process.env)
say({ type: 'started', importMs: importedMs - fromMs, createMs: performance.now() - importedMs })
for await (const line of createInterface({ input: process.stdin })) await answer(JSON.parse(line))
// Lambda ends an environment so: what a function keeps, like a browser, ends with the process.
process.exit()

async function answer(event: unknown): Promise<void> {
  const startedMs = performance.now()
  const context = { awsRequestId: '6bc28136-0000-4f71-8e2b-000000000000', getRemainingTimeInMillis: () => 600_000 }
  const tookMs = () => performance.now() - startedMs
  await module.handler(event, context).then(
    (result) => say({ type: 'answer', result, tookMs: tookMs() }),
    (error: unknown) => say({ type: 'error', message: String(error), tookMs: tookMs() }),
  )
}

function say(line: RuntimeLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
