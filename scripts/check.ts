import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Each looks at the whole tree by itself; none changes a file (`npm run format` does). */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--reporter=summary'],
  lint: ['node_modules/oxlint/bin/oxlint', '--format=unix'],
  types: ['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', '.'],
  'dead code': ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  floors: ['scripts/floors.ts'],
}

const startedMs = performance.now()
const results = await Promise.all(Object.entries(CHECKS).map(([name, args]) => run(name, args)))
for (const { passed, output } of results) if (!passed) process.stdout.write(`\n${output}\n`)
for (const { name, passed, tookMs } of results) console.log(`${passed ? '✓' : '✗'} ${name} ${seconds(tookMs)}`)
const failed = results.filter(({ passed }) => !passed).length
if (results[0]?.passed === false) console.log('  (npm run format mends the format)')
console.log(`${results.length - failed} passed, ${failed} failed in ${seconds(performance.now() - startedMs)}`)
process.exitCode = failed > 0 ? 1 : 0

type Result = { readonly name: string; readonly passed: boolean; readonly output: string; readonly tookMs: number }

function run(name: string, args: readonly string[]): Promise<Result> {
  const fromMs = performance.now()
  const path = `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`
  const env = { ...process.env, PATH: path, NO_COLOR: '1' }
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', fail)
    child.on('close', (code) => done({ name, passed: code === 0, output, tookMs: performance.now() - fromMs }))
  })
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
