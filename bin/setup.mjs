#!/usr/bin/env node
// Brings what package-lock.json names into node_modules, Node 24 included, when it is missing or out of step.
// Runs on Node 20 with nothing installed, so: built-in modules only, no TypeScript.
//
//   node bin/setup.mjs                 set up, nothing else
//   node bin/setup.mjs FILE [ARG]...   set up, then run FILE with Node 24

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver, NODE, ROOT } from './hand-over.mjs'
import { takeLock } from './setup-lock.mjs'

const MODULES = join(ROOT, 'node_modules')
const NODE_PACKAGE = join(MODULES, 'node')
const STATE = join(MODULES, '.nhip-setup')
const STAMP = join(STATE, 'stamp')
const OLDEST_NODE = 20
const STILL_AT_IT_MS = 15_000
const KEPT_OUTPUT = 1_000_000
const QUIETLY = ['--no-audit', '--no-fund', '--no-update-notifier', '--no-progress', '--loglevel=warn']
const PATIENCE = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=20000']

/** What could not be set up, in one line that says why and what to do; `signal` where somebody stopped it. */
export class SetupError extends Error {
  constructor(message, signal = null) {
    super(message)
    this.signal = signal
  }
}

/**
 * Makes node_modules what the lockfile says; returns at once where it is. Says what it does on stderr, unless `quiet`.
 * Of several processes at once one installs and the others wait. After an install that was killed half-way everything
 * is installed anew, for a half-unpacked package looks like a whole one.
 * @param {{ quiet?: boolean }} [options]
 * @throws {SetupError} where it cannot be done
 */
export async function ensureInstalled({ quiet = false } = {}) {
  const lock = readFileSync(join(ROOT, 'package-lock.json'))
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`
  if (isReady(wanted)) return

  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new SetupError(`Node ${process.version} is too old to set up with; install Node ${OLDEST_NODE} or newer`)
  }
  const packages = JSON.parse(lock.toString('utf8')).packages
  const say = quiet ? () => {} : (line) => process.stderr.write(`nhip: ${line}\n`)
  try {
    mkdirSync(STATE, { recursive: true })
    const held = await takeLock(join(STATE, 'lock'), (pid) => say(`waiting for another set-up (process ${pid})`))
    try {
      if (!isReady(wanted)) await bring(packages, held, say)
      writeFileSync(STAMP, wanted)
    } finally {
      held.release()
    }
  } catch (error) {
    throw error instanceof SetupError ? error : new SetupError(fileProblem(error))
  }
}

/** Ends the process for a set-up that failed: one line on stderr, exit 4 (ours, not the caller's). */
export function failSetup(error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`nhip: ${error.message}\n`)
  if (error.signal !== null) process.kill(process.pid, error.signal)
  process.exit(4)
}

function isReady(wanted) {
  try {
    return readFileSync(STAMP, 'utf8') === wanted && existsSync(NODE)
  } catch {
    return false
  }
}

async function bring(packages, held, say) {
  const node = packages['node_modules/node'].version
  if (!held.interrupted && npmInstalled(packages)) return installNode(node, held)
  if (held.interrupted) clearModules(say)
  rmSync(STAMP, { force: true })
  const before = Date.now()
  const stopTelling = tell(say, `installing ${Object.keys(packages).length - 1} packages from package-lock.json`)
  try {
    await installPackages(node, held)
    await installNode(node, held)
  } finally {
    stopTelling()
  }
  say(`installed in ${Math.round((Date.now() - before) / 1000)} s`)
}

/** Whether the person's own `npm install` or `npm ci` has brought all of it: npm keeps what it did in a lockfile of its own. */
function npmInstalled(packages) {
  try {
    const done = JSON.parse(readFileSync(join(MODULES, '.package-lock.json'), 'utf8')).packages
    const needed = Object.entries(packages).filter(([path, one]) => path !== '' && !one.optional && !one.devOptional)
    const isThere = ([path, one]) => done[path]?.version === one.version && existsSync(join(ROOT, path, 'package.json'))
    return needed.every(isThere)
  } catch {
    return false
  }
}

/**
 * npm tries each optional package of other platforms for a minute where the registry is away, so that is asked first;
 * npm's cache may still hold everything. Install scripts are left out, whatever an npm's rules for them are: Node is
 * brought by `installNode`, no other package needs its own.
 */
async function installPackages(node, held) {
  const probe = await runNpm(['view', `node@${node}`, 'version', '--prefer-online', ...PATIENCE, ...QUIETLY])
  checkStopped(probe, held)
  const source = probe.code === 0 ? '--prefer-offline' : '--offline'
  const scope = ['--no-save', '--ignore-scripts', '--include=dev', '--include=optional']
  const ended = await runNpm(['install', source, ...scope, ...QUIETLY])
  checkStopped(ended, held)
  // npm exits 0 with files that it could not write.
  const torn = /TAR_ENTRY_ERROR|ENOSPC/.test(ended.output)
  if (torn) held.markInterrupted()
  if (ended.code === 0 && !torn) return
  const cause = /ENOTCACHED/.test(ended.output) ? probe.output : ended.output
  throw new SetupError(`npm could not install the packages: ${npmProblem(cause)}`)
}

/** The package `node` fetches this platform's binary, and links it, by an install script of its own. */
async function installNode(version, held) {
  if (!existsSync(NODE)) {
    const ended = await run(process.execPath, [join(NODE_PACKAGE, 'installArchSpecificPackage.js')], NODE_PACKAGE)
    checkStopped(ended, held)
    if (!existsSync(NODE)) {
      held.markInterrupted()
      const platform = `${process.platform}-${process.arch}`
      throw new SetupError(`Node ${version} for ${platform} could not be fetched: ${npmProblem(ended.output)}`)
    }
  }
  const said = spawnSync(NODE, ['--version'], { encoding: 'utf8' })
  if (said.stdout?.trim() !== `v${version}`) {
    held.markInterrupted()
    const reason = said.error?.message ?? said.stderr
    throw new SetupError(`Node ${version} was installed but does not run here: ${oneLine(reason)}`)
  }
  const link = join(MODULES, '.bin', 'node')
  if (!existsSync(link)) {
    mkdirSync(dirname(link), { recursive: true })
    rmSync(link, { force: true })
    symlinkSync(join('..', 'node', 'bin', 'node'), link)
  }
}

function checkStopped({ signal }, held) {
  if (signal === null) return
  held.markInterrupted()
  throw new SetupError(`the installation was stopped (${signal}); the next command starts it again`, signal)
}

async function runNpm(args) {
  const ended = await run('npm', args, ROOT)
  if (ended.missing !== true) return ended
  const own = process.env.npm_execpath
  if (own !== undefined && basename(own) === 'npm-cli.js') return run(process.execPath, [own, ...args], ROOT)
  throw new SetupError('npm was not found; it comes with Node (https://nodejs.org), and must be on the PATH')
}

/** Runs to the end and keeps the last output. Ctrl-C in the terminal reaches the child by itself; we outlive it. */
function run(command, args, cwd) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let stopped = null
    const keep = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT)
    }
    const stop = (signal) => {
      stopped = signal
      child.kill(signal)
    }
    const end = (result) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop)
      done({ output, ...result })
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => end({ code: null, signal: stopped, missing: error.code === 'ENOENT' }))
    child.on('close', (code, signal) => end({ code, signal: stopped ?? signal }))
  })
}

/** npm must be run by the machine's Node, not by the one in node_modules that it is about to replace. */
function environment() {
  const path = (process.env.PATH ?? '').split(delimiter)
  const outside = path.filter((folder) => !resolve(folder).startsWith(MODULES))
  const own = process.execPath.startsWith(MODULES) ? [] : [dirname(process.execPath)]
  return { ...process.env, PATH: [...outside, ...own].join(delimiter) }
}

function clearModules(say) {
  say('an earlier installation was interrupted: starting over')
  for (const name of readdirSync(MODULES)) {
    if (name !== basename(STATE)) rmSync(join(MODULES, name), { recursive: true, force: true })
  }
}

function tell(say, what) {
  const before = Date.now()
  say(`${what} (first use, or the lockfile has changed; about half a minute)`)
  const timer = setInterval(() => say(`still ${what}, ${Math.round((Date.now() - before) / 1000)} s`), STILL_AT_IT_MS)
  return () => clearInterval(timer)
}

function npmProblem(output) {
  if (/ENOSPC/.test(output)) return 'the disk is full; free about 1.5 GB and run the command again'
  const unreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/
  const code = unreachable.exec(output)?.[0]
  if (code) return `the package registry could not be reached (${code}); check the network and npm's proxy settings`
  const certificate = /[A-Z_]*(?:CERT|SELF_SIGNED|ISSUER)[A-Z_]*/.exec(output)?.[0]
  if (certificate) return `the package registry's certificate is not trusted (${certificate}); see npm's setting cafile`
  if (/EACCES|EPERM|EROFS/.test(output)) return `${MODULES} cannot be written; check who owns it`
  const lines = output.split('\n').filter((line) => /^npm (error|ERR!)|TAR_ENTRY_ERROR/.test(line))
  return oneLine(lines.length > 0 ? lines.map((line) => line.replace(/^npm \S+/, '')).join(' ') : output)
}

function fileProblem(error) {
  if (error?.code === 'ENOSPC') return 'the disk is full; free about 1.5 GB and run the command again'
  if (['EACCES', 'EPERM', 'EROFS'].includes(error?.code))
    return `${error.path ?? MODULES} cannot be written (${error.code})`
  throw error
}

function oneLine(text) {
  return (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 300) || 'no reason given'
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2)
  await ensureInstalled().catch(failSetup)
  if (file !== undefined) await handOver(resolve(file), args)
}
