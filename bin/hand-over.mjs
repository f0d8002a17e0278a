// Runs a file with the Node that the lockfile names, whatever Node started us.

import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The binary of the npm package `node`. */
export const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node')

/**
 * A small young generation: without, the heap of a process that lives long grows to several times of what it needs. And a
 * bound for the old one, far above what is needed: V8 lets garbage grow to three times of what lives before it looks,
 * where it may have 2 GB or more, and to less than once where it may not. That makes 30 to 80 MB of the demo platform
 * (measured). The npm script `start` gives the same, for where this process itself is the platform.
 */
const NODE_OPTIONS = ['--max-semi-space-size=2', '--max-old-space-size=1024']

/**
 * Two arenas for all threads; large blocks go back to the system when they are freed. glibc by itself keeps ever larger
 * ones once one was freed: 30 MB of the demo platform (measured). The npm script `start` gives the same.
 */
const ALLOCATION = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' }

const MAJOR = 24
const GRACE_MS = 6_000

/** Whether this process can run the file itself. Other versions, newer ones too, are not what we are tested with. */
export function runsHere() {
  return Number(process.versions.node.split('.')[0]) === MAJOR
}

/**
 * Runs `file` with Node 24: in this process where it is one, else in a child with our standard streams, whose exit
 * code or signal becomes ours.
 */
export async function handOver(file, args) {
  if (runsHere()) {
    cacheCompiledCode()
    process.argv.splice(1, process.argv.length - 1, file, ...args)
    await import(pathToFileURL(file).href)
    return
  }
  const child = spawn(NODE, [...NODE_OPTIONS, file, ...args], {
    stdio: 'inherit',
    env: { ...ALLOCATION, ...process.env, ...compileCache() },
  })
  const terminal = hasTerminal()
  const forward = (signal) => {
    // Ctrl-C and a closing terminal reach every process of the group, so the child knows already, and must not be
    // told twice. Should somebody have signalled us alone, it is told when it would be overdue.
    if (terminal && signal !== 'SIGTERM') setTimeout(() => child.kill(signal), GRACE_MS).unref()
    else child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  child.on('error', (error) => {
    process.stderr.write(`nhip: Node ${MAJOR} could not be started: ${error.message}\n`)
    process.exit(4)
  })
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward)
    if (signal === null) process.exit(code)
    process.kill(process.pid, signal)
  })
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

/** Compiled code is kept between starts: half a second less for the first page, and 20 MB less per thread. */
function cacheCompiledCode() {
  const { NODE_COMPILE_CACHE } = compileCache()
  // For threads and child processes; the call is for this one.
  process.env.NODE_COMPILE_CACHE = NODE_COMPILE_CACHE
  nodeModule.enableCompileCache(NODE_COMPILE_CACHE)
}

function compileCache() {
  return {
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, 'node_modules', '.cache', 'nhip', 'compiled'),
  }
}
