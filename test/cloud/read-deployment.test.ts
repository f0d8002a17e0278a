import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import { importDeployment, readDeployment } from '../../lib/cloud/read-deployment.ts'
import type { DeploymentInput } from '../../lib/model/deployment.ts'
import { CDK_CONTEXT, deploymentWith, ROOT, writeCatalogue, writePackages } from '../kit/cloud.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const run = promisify(execFile)
let folder: string
let packages: string

beforeEach(() => {
  folder = temporaryFolder()
  packages = writePackages(folder)
})

test('a deployment that is right is read with its catalogue', async () => {
  const { plan, catalogueFile, notes } = await read({ criteria: ['vn-2025-load'] })
  expect(plan).toMatchObject({ played: ['singapore', 'tokyo', 'sgn'] })
  expect([catalogueFile, notes]).toEqual([join(folder, 'catalogue.yaml'), []])
})

describe('what is wrong with a file is told where it is', () => {
  test('a catalogue that is not there', async () => {
    await expect(read({ catalogue: 'catalogs/none.yaml' })).rejects.toThrow(
      'catalogue: there is no such file ("catalogs/none.yaml"): write its path from the root of the repository, such as "catalogs/vietnam-2026.yaml"',
    )
  })

  test('a catalogue with problems', async () => {
    writeCatalogue(folder, { timezone: 'Asia/Saigonn' })
    await expect(read({}, false)).rejects.toThrow(/catalogue\.yaml:2:11: .*\("Asia\/Saigonn"\): /)
  })

  test('a criteria pack that is not there', async () => {
    await expect(read({ criteria: ['vn-2025-load', 'none'] })).rejects.toThrow(
      'criteria[1]: there is no such pack ("none"): write criteria/none.yaml, or name another pack',
    )
  })

  test('packages that were not built', async () => {
    rmSync(join(packages, 'audit'), { recursive: true })
    await expect(read({})).rejects.toThrow(/: has no package of audit: run npm run build$/)
    rmSync(join(packages, 'packages.json'))
    await expect(read({})).rejects.toThrow(/: has no package of ingest, close-slots, .*: run npm run build$/)
  })

  test('a package that Lambda would not take', async () => {
    const file = join(packages, 'packages.json')
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, { unzippedBytes: number }>
    const sized = async (unzippedBytes: number) => {
      writeFileSync(file, JSON.stringify({ ...manifest, audit: { ...manifest.audit, unzippedBytes } }))
      return read({})
    }
    await sized(262_144_000)
    await expect(sized(262_144_001)).rejects.toThrow(
      'is larger unpacked than the 262144000 bytes that Lambda takes (262144001)',
    )
  })
})

test('every mistake is told at once, a line each', async () => {
  const { message } = await read({
    name: 'N',
    hubRegion: 'ap-southeast-9',
    criteria: ['none'],
    agents: ['mars'],
  }).then(
    () => new Error('it was read'),
    (error: unknown) => error as Error,
  )
  const [first, ...lines] = message.split('\n')
  expect(first).toBe('the deployment has 4 mistakes:')
  expect(lines.map((line) => line.split(':')[0]?.trim())).toEqual(['name', 'hubRegion', 'agents[0]', 'criteria[0]'])
})

describe('the file of a deployment', () => {
  test('is imported', async () => {
    expect(await importDeployment('bin/deployment.ts', ROOT)).toMatchObject({ hubRegion: 'ap-southeast-1' })
  })

  test('that is not there, or exports none, is told', async () => {
    await expect(importDeployment('none.ts', folder)).rejects.toThrow('none.ts: there is no such file')
    writeFileSync(join(folder, 'empty.ts'), 'export const other = 1\n')
    await expect(importDeployment('empty.ts', folder)).rejects.toThrow('empty.ts: exports no deployment')
  })
})

// A process of its own with the whole of CDK: seconds, on a busy machine half a minute.
describe('the app', { timeout: 180_000 }, () => {
  test('synthesizes, and says what it lowered', async () => {
    writeDeployment({ quotas: { 'ap-southeast-1': { lambdaMemoryMb: 3_008, concurrency: 10 } } })
    const { code, stderr } = await runApp()
    expect(code).toBe(0)
    expect(stderr).toContain('singapore: audits get 3008 MB instead of 3538')
    const manifest = JSON.parse(await readFile(join(folder, 'out', 'manifest.json'), 'utf8')) as { artifacts: object }
    expect(Object.keys(manifest.artifacts)).toEqual(
      expect.arrayContaining(['nhip-hub', 'nhip-singapore', 'nhip-tokyo']),
    )
  })

  test('ends with 2 and a line for each mistake', async () => {
    writeDeployment({ logRetentionDays: 10 as never, agents: ['mars'] })
    const { code, stderr } = await runApp()
    expect(code).toBe(2)
    expect(stderr).toContain('the deployment has 2 mistakes:\n  logRetentionDays: is not right (10)')
    expect(stderr).toContain('\n  agents[0]: the catalogue has no such location ("mars")')
    expect(stderr).not.toContain('    at ')
  })
})

function read(changes: Partial<DeploymentInput>, withCatalogue = true) {
  const input = withCatalogue
    ? deploymentWith(folder, changes)
    : { ...deploymentWith(temporaryFolder(), changes), catalogue: join(folder, 'catalogue.yaml') }
  return readDeployment(input, { root: ROOT, packages })
}

function writeDeployment(changes: Partial<DeploymentInput>): void {
  const text = JSON.stringify(deploymentWith(folder, changes))
  writeFileSync(join(folder, 'deployment.ts'), `export const deployment = ${text}\n`)
}

/** As `cdk` runs it. */
async function runApp(): Promise<{ readonly code: number; readonly stderr: string }> {
  const context = { ...CDK_CONTEXT, deployment: join(folder, 'deployment.ts'), packages }
  const env = { ...process.env, CDK_OUTDIR: join(folder, 'out'), CDK_CONTEXT_JSON: JSON.stringify(context) }
  try {
    const { stderr } = await run(process.execPath, [join(ROOT, 'bin/cdk.ts')], { cwd: ROOT, env })
    return { code: 0, stderr }
  } catch (error) {
    const { code, stderr } = error as { readonly code: number; readonly stderr: string }
    return { code, stderr }
  }
}
