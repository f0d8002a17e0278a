import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { App } from 'aws-cdk-lib'
import { afterAll } from 'vitest'
import { stringify } from 'yaml'
import { addStacks } from '../../lib/cloud/nhip-app.ts'
import { readDeployment } from '../../lib/cloud/read-deployment.ts'
import { type DeploymentInput, defineDeployment } from '../../lib/model/deployment.ts'
import { ENVIRONMENTS } from '../../lib/model/environment.ts'
import { writtenCatalogue, writtenLocation } from './written-catalogue.ts'

export type Resource = {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly DeletionPolicy?: string
}

export type SynthesizedStack = {
  readonly name: string
  readonly region: string
  readonly resources: Readonly<Record<string, Resource>>
  readonly templateFile: string
}

export type Synthesized = {
  readonly app: App
  readonly hub: SynthesizedStack
  /** In the order of the deployment. */
  readonly locations: readonly SynthesizedStack[]
  readonly all: readonly SynthesizedStack[]
}

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Feature flags as `cdk` hands them over. */
export const CDK_CONTEXT = (JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object })
  .context as Record<string, unknown>

export const STATUS_PAGE = {
  domain: 'tinh-trang.example.org',
  certificate: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
}

/** A hub and two locations in two regions, and a private one; `changes` replace settings. */
export function deploymentWith(folder: string, changes: Partial<DeploymentInput> = {}): DeploymentInput {
  return defineDeployment({
    hubRegion: 'ap-southeast-1',
    locations: [
      { id: 'singapore', region: 'ap-southeast-1' },
      { id: 'tokyo', region: 'ap-northeast-1' },
    ],
    agents: ['sgn'],
    catalogue: writeCatalogue(folder),
    alertEmails: ['alerts@example.org'],
    escalationEmails: ['head@example.org'],
    notifiers: 'nhip/notifiers',
    operationsEmails: ['operations@example.org'],
    heartbeat: 'https://ping.example.org/nhip',
    monthlyBudgetUsd: 50,
    url: 'https://nhip.example.org/',
    statusPage: STATUS_PAGE,
    ...changes,
  })
}

/** The file of a catalogue that has the locations of `deploymentWith`; `changes` replace keys of its root. */
export function writeCatalogue(folder: string, changes: Record<string, unknown> = {}): string {
  const file = join(folder, 'catalogue.yaml')
  const locations = [
    writtenLocation(),
    writtenLocation({ id: 'singapore', group: 'abroad' }),
    writtenLocation({ id: 'tokyo', group: 'abroad' }),
  ]
  writeFileSync(
    file,
    stringify(writtenCatalogue({ locations, publish: { portals: 'all' }, ...changes }), { keepUndefined: false }),
  )
  return file
}

/** A folder of packages as `npm run build` writes it, a line of code in each. */
export function writePackages(folder: string): string {
  const packages = join(folder, 'build')
  const names = Object.keys(ENVIRONMENTS)
  for (const name of names) {
    mkdirSync(join(packages, name), { recursive: true })
    writeFileSync(join(packages, name, 'index.js'), `exports.handler = async () => '${name}'\n`)
  }
  const one = { handler: 'index.handler', unzippedBytes: 1, zippedBytes: 1, sha256: '0'.repeat(64) }
  writeFileSync(join(packages, 'packages.json'), JSON.stringify(Object.fromEntries(names.map((name) => [name, one]))))
  return packages
}

/** A folder that goes when the file's tests are done. */
export function folderOfFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-cloud-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The templates of a deployment in `folder`. */
export async function synthesize(folder: string, changes: Partial<DeploymentInput> = {}): Promise<Synthesized> {
  const packagesFolder = writePackages(folder)
  const deployment = deploymentWith(folder, changes)
  const { notes: _notes, ...found } = await readDeployment(deployment, { root: ROOT, packages: packagesFolder })
  const app = new App({ context: CDK_CONTEXT, outdir: mkdtempSync(join(folder, 'out-')) })
  const stacks = addStacks(app, { ...found, packagesFolder })
  const assembly = app.synth()
  const read = ({ stackName }: { readonly stackName: string }): SynthesizedStack => {
    const artifact = assembly.getStackByName(stackName)
    const { Resources } = artifact.template as { readonly Resources: Record<string, Resource> }
    return {
      name: stackName,
      region: artifact.environment.region,
      resources: Resources,
      templateFile: artifact.templateFullPath,
    }
  }
  const hub = read(stacks.hub)
  const locations = stacks.locations.map(read)
  return { app, hub, locations, all: [hub, ...locations] }
}

/** Resources of a type, by logical id. */
export function resourcesOf(stack: SynthesizedStack, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(stack.resources).filter(([, { Type }]) => Type === type)
}

/** The project's own functions with their names; CDK's provider of triggers runs at deploys alone, and tells their result. */
export function functionsOf(
  stack: SynthesizedStack,
): readonly { readonly id: string; readonly name: keyof typeof ENVIRONMENTS; readonly resource: Resource }[] {
  return resourcesOf(stack, 'AWS::Lambda::Function')
    .filter(([id]) => !id.startsWith('AWSCDKTrigger'))
    .map(([id, resource]) => {
      const physical = resource.Properties.FunctionName as string
      const name = Object.keys(ENVIRONMENTS).find((one) => physical.endsWith(`-${one}`))
      if (name === undefined) throw new Error(`${physical} is no function of ours`)
      return { id, name: name as keyof typeof ENVIRONMENTS, resource }
    })
}
