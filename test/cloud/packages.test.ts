import { type ExecFileException, execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { auditFiles } from '../../lib/cloud/packages/audit-files.ts'
import { buildPackages } from '../../lib/cloud/packages/build.ts'
import { chooseFunctions } from '../../lib/cloud/packages/choose-functions.ts'
import { LAMBDA_LIMIT_BYTES, readManifest } from '../../lib/cloud/packages/manifest.ts'
import { packageTable } from '../../lib/cloud/packages/package-table.ts'
import { seal } from '../../lib/cloud/packages/seal.ts'
import { ENVIRONMENTS, type FunctionName } from '../../lib/model/environment.ts'
import { InputError } from '../../lib/model/input-error.ts'
import { sqsEvent } from '../kit/lambda.ts'
import { LAMBDA_ENVIRONMENT } from '../kit/lambda-environment.ts'
import { RUNTIME, startLambda } from '../kit/lambda-process.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const NAMES = Object.keys(ENVIRONMENTS) as FunctionName[]
const LIGHT = NAMES.filter((name) => name !== 'audit')

/** Builds by the script, as people do, but from another folder and with another mask of modes. */
function runBuild(args: readonly string[], cwd = ROOT) {
  const command = 'umask 077; exec "$0" "$@"'
  const script = join(ROOT, 'scripts', 'build.ts')
  return new Promise<{ readonly code: ExecFileException['code']; readonly stdout: string; readonly stderr: string }>(
    (resolve) => {
      execFile('/bin/sh', ['-c', command, process.execPath, script, ...args], { cwd }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      )
    },
  )
}

describe('the functions to build', () => {
  test('are all that have an environment, and no other module beside them', async () => {
    expect(chooseFunctions(ROOT, [])).toEqual(NAMES)
    const modules = (await readdir(join(ROOT, 'functions'))).map((file) => file.replace(/\.ts$/, ''))
    expect(modules.filter((name) => name !== 'shell').toSorted()).toEqual(NAMES.toSorted())
  })

  test('are those that are named, and a name that is none is told with all that there are', () => {
    expect(chooseFunctions(ROOT, ['probe', 'ingest'])).toEqual(['ingest', 'probe'])
    expect(() => chooseFunctions(ROOT, ['shell'])).toThrow(InputError)
    expect(() => chooseFunctions(ROOT, ['prob'])).toThrow(/^no function "prob"; there are: ingest, .*, forward$/)
  })
})

describe('a light package', () => {
  const folder = join(tmpdir(), `nhip-test-packages-${process.pid}`)
  beforeAll(async () => {
    await buildPackages({ root: ROOT, folder, names: LIGHT })
    return () => rmSync(folder, { recursive: true, force: true })
  }, 180_000)

  /** Node's permission model lets it read its own folder, and nothing of the repository or the machine. */
  const start = async (name: FunctionName, env: Readonly<Record<string, string>> = {}) => {
    const reads = [folder, RUNTIME].map((path) => `--allow-fs-read=${path}`)
    const lambda = await startLambda({
      command: [process.execPath, '--permission', ...reads, RUNTIME, join(folder, name)],
      env: { ...LAMBDA_ENVIRONMENT, ...env },
      cwd: folder,
    })
    onTestFinished(lambda.kill)
    return lambda
  }

  test.each(LIGHT)('of %s is one module that starts with nothing but itself', async (name) => {
    expect(await readdir(join(folder, name))).toEqual(['index.mjs'])
    const { started, end } = await start(name)
    expect(started.type).toBe('started')
    await end()
  })

  test('does its work with the SDK that it brings', async () => {
    const stores = await openStores()
    onTestFinished(stores.close)
    const deadLetters = await makeQueue(stores)
    const lambda = await start('probe', { ...stores.env, NHIP_DEAD_LETTERS_QUEUE: deadLetters.url })
    const answer = await lambda.call(sqsEvent('no visit'))
    expect(answer).toMatchObject({ type: 'answer', result: { batchItemFailures: [] } })
    expect(await deadLetters.received()).toMatchObject([{ Body: 'no visit' }])
    await lambda.end()
  })

  test('finds the catalogue that is laid beside it', async () => {
    await writeFile(join(folder, 'configure', 'catalogue.yaml'), 'catalog: [')
    const lambda = await start('configure')
    expect(await lambda.call({})).toMatchObject({ type: 'error', message: expect.stringMatching(/catalogue\.yaml/) })
    await lambda.end()
  })

  test('brings the letters of what it makes: those of sheets, and of pages', async () => {
    const codeOf = (name: FunctionName): Promise<string> => readFile(join(folder, name, 'index.mjs'), 'utf8')
    const [sheets, pages] = await Promise.all([codeOf('export'), codeOf('web')])
    expect(sheets).toContain('font-family:Tinos')
    expect(pages).toContain('be-vietnam-pro-vietnamese-400-normal')
    for (const code of [sheets, pages]) expect(code).not.toContain('@fontsource/')
  })

  test('has of our package.json the version alone: a new script is no new function', async () => {
    const code = await readFile(join(folder, 'probe', 'index.mjs'), 'utf8')
    expect(code).toMatch(/= \{ version: "\d+\.\d+\.\d+" \}/)
    expect(code.includes('scripts/build.ts')).toBe(false)
  })
})

describe('a build', () => {
  test('of the same files is the same, wherever it is made and whatever was there', { timeout: 180_000 }, async () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()]
    const first = await buildPackages({ root: ROOT, folder: here, names: ['ingest', 'audit'] })
    const { code, stdout, stderr } = await runBuild(['audit', 'ingest', '--json', '--out', 'built'], there)
    expect([code, stderr]).toEqual([0, ''])
    const said = JSON.parse(stdout) as { readonly packages: unknown; readonly folder: string }
    expect(said).toEqual({ type: 'packages', folder: join(there, 'built'), limitBytes: 262_144_000, packages: first })
    expect(await readManifest(join(there, 'built'))).toEqual(first)
    expect(first.audit?.unzippedBytes).toBeLessThan(LAMBDA_LIMIT_BYTES)
    // The mask let nobody else read; Lambda's user is somebody else.
    expect((await stat(join(said.folder, 'audit', 'index.mjs'))).mode & 0o777).toBe(0o644)
    expect((await stat(join(said.folder, 'audit', 'node_modules', 'lighthouse'))).mode & 0o777).toBe(0o755)
  })

  test('of some leaves the others, and nothing of its own work', async () => {
    const folder = temporaryFolder()
    const { publish } = await buildPackages({ root: ROOT, folder, names: ['publish'] })
    await buildPackages({ root: ROOT, folder, names: ['ingest'] })
    expect((await readdir(folder)).toSorted()).toEqual(['ingest', 'packages.json', 'publish'])
    const manifest = await readManifest(folder)
    expect(Object.keys(manifest)).toEqual(['ingest', 'publish'])
    expect(manifest.publish).toEqual(publish)
  })

  test('that fails leaves what was there', async () => {
    const folder = temporaryFolder()
    await buildPackages({ root: ROOT, folder, names: ['publish'] })
    const before = await readManifest(folder)
    await expect(buildPackages({ root: folder, folder, names: ['publish'] })).rejects.toThrow(/publish/)
    expect(await readManifest(folder)).toEqual(before)
    expect((await readdir(folder)).toSorted()).toEqual(['packages.json', 'publish'])
  })

  test('clears away what a killed one left, once no build can still be at it', async () => {
    const folder = temporaryFolder()
    const [old, fresh] = [join(folder, '.draft-old'), join(folder, '.draft-new')]
    await mkdir(old)
    await mkdir(fresh)
    await utimes(old, new Date(0), new Date(0))
    await buildPackages({ root: ROOT, folder, names: ['publish'] })
    expect((await readdir(folder)).toSorted()).toEqual(['.draft-new', 'packages.json', 'publish'])
  })

  test('of what is no function ends with 2, in one line', async () => {
    expect(await runBuild(['prob'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^npm run build: no function "prob"; there are: [^\n]*\n$/),
    })
    expect(await runBuild(['--oud', 'x'])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('a sealed folder', () => {
  async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = temporaryFolder()
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    return folder
  }

  test('has a hash of names and contents, whatever the order in which they came', async () => {
    const one = await seal(await folderOf({ 'b/c': 'text', a: 'a' }))
    expect(await seal(await folderOf({ a: 'a', 'b/c': 'text' }))).toEqual(one)
    const others = [
      { a: 'a', 'b/d': 'text' },
      { a: 'a', 'b/c': 'texT' },
      { a: 'atext', 'b/c': '' },
      { a: 'a', bc: 'text' },
    ]
    const hashes = await Promise.all(others.map(async (files) => (await seal(await folderOf(files))).sha256))
    expect(new Set([one.sha256, ...hashes]).size).toBe(5)
  })

  test('says what its zip file comes to', async () => {
    const text = 'Cổng dịch vụ công '.repeat(1_000)
    const { unzippedBytes, zippedBytes } = await seal(await folderOf({ 'b/c': text, 'd.br': text }))
    expect(unzippedBytes).toBe(2 * Buffer.byteLength(text))
    // What is compressed already is only stored.
    expect(zippedBytes).toBeGreaterThan(Buffer.byteLength(text) + 2 * 76 + 22)
    expect(zippedBytes).toBeLessThan(Buffer.byteLength(text) + 1_000)
  })
})

describe('the files of the audit function', () => {
  test('are refused where one that is read at run time is not there', async () => {
    await expect(auditFiles(temporaryFolder(), [])).rejects.toThrow(/the audit function needs node_modules\/lighthouse/)
  })
})

test('a table shows sizes in MB and how much of the limit they are', () => {
  const bytes = { unzippedBytes: LAMBDA_LIMIT_BYTES / 2, zippedBytes: 1024 * 1024, sha256: 'a'.repeat(64) }
  const table = packageTable({ probe: { handler: 'index.handler', ...bytes } }).split('\n')
  expect(table[1]).toMatch(/^probe +125\.0 +1\.0 +50\.0% +a{12}$/)
  expect(table.at(-1)).toBe('limit: 250 MB unzipped')
})
