import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkFloors } from '../../scripts/floors.ts'

const roots: string[] = []

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** Plants one module in an empty house and returns the breaches, as `line rule`. */
function breaches(file: string, text: string): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'nhip-floors-'))
  roots.push(root)
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
  const found = checkFloors(root)
  for (const violation of found) expect(violation.file).toBe(file)
  return found.map(({ line, rule }) => `${line} ${rule}`)
}

describe('imports go down only', () => {
  const up = "'../record/table.ts'"
  test.each([
    ['a static import', `import { table } from ${up}`],
    ['a type', `import type { Table } from ${up}`],
    ['a type in place', `export type T = import(${up}).Table`],
    ['for its effects', `import ${up}`],
    ['a dynamic import', `export const table = await import(${up})`],
    ['a re-export of names', `export { table } from ${up}`],
    ['a re-export of all', `export * from ${up}`],
    ['a worker', `new Worker(new URL(${up}, import.meta.url))`],
    ['a worker without a leading dot', "new Worker(new URL('x/../../record/table.ts', import.meta.url))"],
    ['a template', 'export const table = await import(`../record/${name}.ts`)'],
  ])('%s', (_, text) => {
    expect(breaches('lib/transport/planted.ts', `// Ế ộ ữ ằ\n${text}\n`)).toEqual(['2 floor'])
  })

  test.each([
    ['lib/judge/planted.ts', '../transport/exchange.ts'],
    ['lib/transport/planted.ts', '../judge/outcome.ts'],
    ['lib/observe/http/planted.ts', '../../record/table.ts'],
    ['lib/record/planted.ts', '../observe/http/observe.ts'],
    ['lib/model/planted.ts', '../judge/slot.ts'],
    ['lib/report/planted.ts', '../flow/ingest.ts'],
    ['lib/flow/planted.ts', '../web/app.ts'],
    ['lib/web/planted.ts', '../../functions/probe.ts'],
    ['lib/local/planted.ts', '../cli/io.ts'],
    ['lib/cli/planted.ts', '../../bin/nhip.ts'],
    ['lib/cloud/planted.ts', '../judge/slot.ts'],
    ['lib/flow/planted.ts', '../../test/kit/servers.ts'],
    ['lib/flow/planted.ts', '../../scripts/floors.ts'],
    ['functions/probe.ts', './audit.ts'],
    ['functions/shell.ts', './audit.ts'],
  ])('%s may not import %s', (file, specifier) => {
    expect(breaches(file, `import '${specifier}'\n`)).toEqual(['1 floor'])
  })

  test.each([
    ['lib/judge/planted.ts', '../model/cause.ts'],
    ['lib/observe/http/planted.ts', '../browser/audit.ts'],
    ['lib/flow/planted.ts', '../judge/slot.ts'],
    ['functions/probe.ts', './shell.ts'],
    ['lib/local/planted.ts', '../../functions/probe.ts'],
    ['lib/cloud/planted.ts', '../model/cause.ts'],
    ['bin/nhip.ts', '../lib/cli/io.ts'],
    ['lib/cli/planted.ts', '../../package.json'],
  ])('%s may import %s', (file, specifier) => {
    expect(breaches(file, `import x from '${specifier}'\n`)).toEqual([])
  })

  test('a file of another folder may be named as data', () => {
    const text = "export const file = new URL('../../catalogs/demo.yaml', import.meta.url)\n"
    expect(breaches('lib/flow/planted.ts', text)).toEqual([])
  })

  test('a path that only the run knows is refused', () => {
    expect(breaches('lib/flow/planted.ts', 'export const load = (path: string) => import(path)\n')).toEqual([
      '1 computed',
    ])
  })

  test('a folder without a floor is refused, and TSX outside the pages', () => {
    expect(breaches('lib/misc/planted.ts', 'export const x = 1\n')).toEqual(['1 folder'])
    expect(breaches('lib/planted.ts', 'export const x = 1\n')).toEqual(['1 folder'])
    expect(breaches('lib/report/planted.tsx', 'export const x = <p />\n')).toEqual(['1 tsx'])
    expect(breaches('lib/web/planted.tsx', 'export const x = <p />\n')).toEqual([])
  })
})

describe('packages and modules of Node', () => {
  test.each([
    "import { createSocket } from 'node:dgram'",
    "import { lookup } from 'node:dns'",
    "import { Resolver } from 'node:dns/promises'",
    "import { connect } from 'node:http2'",
    "import * as net from 'net'",
    "const tls = await import('node:tls')",
    "require('https')",
    "export { request } from 'node:http'",
    "import { execFile } from 'node:child_process'",
    "import cluster from 'node:cluster'",
    "import { open } from 'node:inspector'",
    "await globalThis.fetch('http://127.0.0.1')",
    "await global.fetch('http://127.0.0.1')",
    'export const reach = fetch',
    'export const all = globalThis',
    "export const net = process.getBuiltinModule('net')",
    "export const tcp = process.binding('tcp_wrap')",
    "eval('1')",
    "export const f = new Function('return 1')",
    "new EventSource('http://127.0.0.1')",
    "new WebSocketStream('ws://127.0.0.1')",
  ])('no way to the network in observe: %s', (text) => {
    expect(breaches('lib/observe/http/planted.ts', `${text}\n`)).toEqual(['1 network'])
  })

  test.each([
    ['lib/model/planted.ts', "import { Hono } from 'hono'", 'package'],
    ['lib/judge/planted.ts', "import { z } from 'zod'", 'package'],
    ['lib/transport/planted.ts', "import { Agent } from 'undici'", 'package'],
    ['lib/record/planted.ts', "export type { Result } from 'lighthouse/core/lh.js'", 'package'],
    ['lib/flow/planted.ts', "import.meta.resolve('@aws-sdk/client-sqs')", 'package'],
    ['lib/flow/planted.ts', "createRequire(import.meta.url)('lighthouse/package.json')", 'package'],
    ['lib/model/planted.ts', "import { createHash } from 'node:crypto'", 'builtin'],
    ['lib/judge/planted.ts', "import type { Stats } from 'fs'", 'builtin'],
    ['lib/transport/planted.ts', "import { readFile } from 'node:fs/promises'", 'builtin'],
    ['lib/observe/http/planted.ts', "import { request } from 'node:https'", 'network'],
    ['lib/observe/http/planted.ts', "import { request } from 'undici'", 'package'],
    ['lib/observe/http/planted.ts', "import axios from 'axios'", 'package'],
    ['lib/transport/planted.ts', "import { spawn } from 'node:child_process'", 'builtin'],
    ['lib/transport/planted.ts', "export const net = process.getBuiltinModule('child_process')", 'network'],
    ['lib/record/planted.ts', "import { connect } from 'net'", 'network'],
    ['lib/cli/planted.ts', "import { createServer } from 'node:http'", 'network'],
    ['lib/record/planted.ts', "await fetch('http://127.0.0.1')", 'network'],
    ['lib/web/planted.ts', "export const s = new WebSocket('ws://127.0.0.1')", 'network'],
  ])('%s: %s', (file, text, rule) => {
    expect(breaches(file, `${text}\n`)).toEqual([`1 ${rule}`])
  })

  test.each([
    ['lib/model/planted.ts', "import { z } from 'zod/v4'"],
    ['lib/transport/planted.ts', "import { connect } from 'node:tls'"],
    ['lib/observe/http/planted.ts', "import type { IncomingMessage } from 'node:http'"],
    ['lib/record/planted.ts', 'export const put = ({ fetch }: { fetch: () => void }) => fetch()'],
    ['lib/local/planted.ts', "import { createServer } from 'node:http'"],
    ['lib/observe/browser/watchdog.ts', "import { spawn } from 'node:child_process'"],
  ])('%s: %s is allowed', (file, text) => {
    expect(breaches(file, `${text}\n`)).toEqual([])
  })
})

describe('no clock, no chance, no environment', () => {
  test.each([
    'export const at = Date.now()',
    'export const at = (now = Date.now) => now()',
    'export const at = new Date()',
    'export const at = Date()',
    'export const Clock = Date',
    'export const at = Temporal.Now.instant()',
    'export const chance = Math.random()',
    'const { random } = Math',
    'export const id = crypto.randomUUID()',
    'export const at = performance.now()',
    'export const lang = process.env.LANG',
    'setTimeout(() => {}, 1)',
    'export const later = globalThis.setTimeout',
    'export const stop = setInterval',
    "console.log('x')",
    "await fetch('http://127.0.0.1')",
  ])('%s', (text) => {
    expect(breaches('lib/judge/planted.ts', `${text}\n`)).toEqual(['1 pure'])
    expect(breaches('lib/model/planted.ts', `${text}\n`)).toEqual(['1 pure'])
  })

  test.each([
    'export const day = (ms: number) => new Date(ms).toISOString()',
    'export const day = Date.UTC(2026, 10, 22)',
    'export const half = Math.floor(0.5)',
    'export const isDate = (value: unknown, process: number) => process + Number(value)',
    'export const names = { setTimeout: 1, Date: 2 }',
    'export type Clock = { readonly now: typeof Date.now }',
    'export const wait = (ports: { setTimeout: () => void }) => ports.setTimeout()',
  ])('%s is allowed', (text) => {
    expect(breaches('lib/judge/planted.ts', `${text}\n`)).toEqual([])
  })

  test('other floors may read the clock', () => {
    expect(breaches('lib/flow/planted.ts', 'export const at = Date.now()\n')).toEqual([])
  })
})

test('a module that cannot be parsed is an error, not a pass', () => {
  expect(() => breaches('lib/judge/planted.ts', 'export const = 1\n')).toThrow(SyntaxError)
})
