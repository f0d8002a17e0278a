import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { DoctorAwsOptions, RegionQuota } from '../local/doctor-aws.ts'
import type { Finding } from '../local/finding.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { several } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'

type Options = {
  readonly data?: string
  readonly reach?: readonly string[]
  readonly allowPrivate?: boolean
  readonly aws?: boolean
  readonly region?: readonly string[]
  readonly deployment?: string
  readonly function?: readonly string[]
  readonly json?: boolean
  readonly lang?: Lang
}

const OF_MACHINE = { data: '--data', reach: '--reach', allowPrivate: '--allow-private' } as const
const OF_AWS = { region: '--region', deployment: '--deployment', function: '--function' } as const

const REGION_PATTERN = /^[a-z]{2,3}(?:-[a-z]+)+-\d$/

export function doctorCommand(): Command {
  return withCommonOptions(
    new Command('doctor')
      .description('look at what this machine, or an AWS account, needs, and say how to mend what is missing')
      .option('--data <dir>', 'data folder (default: .nhip)')
      .option('--reach <url>', 'a page that should be reachable from here; may be repeated', several)
      .option('--allow-private', 'admit loopback and private addresses')
      .option('--aws', 'look at the AWS account of the credentials in use instead of this machine')
      .option('--region <region>', 'with --aws: a Region; may be repeated (default: those of the deployment)', several)
      .option('--deployment <file>', 'with --aws: the deployment (default: bin/deployment.ts where there is one)')
      .option('--function <name>', 'with --aws: a deployed audit function to run once; may be repeated', several)
      .addHelpText(
        'after',
        '\nNothing is changed, here or in the account. Exit: 0 all is there, 1 not, 3 could not be told.',
      ),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  refuseStrangers(options)
  const { findings, quotas } = options.aws === true ? await ofAws(options, io) : await ofMachine(options, io)
  if (io.json) io.emit({ type: 'doctor', findings, ...(quotas === null ? {} : { quotas }) })
  return exitFor(findings.map(({ outcome }) => outcome))
}

type Examined = {
  readonly findings: readonly Finding[]
  /** Of an account, by region; null where none was looked at. */
  readonly quotas: Readonly<Record<string, RegionQuota>> | null
}

async function ofMachine({ data = '.nhip', reach = [], allowPrivate = false }: Options, io: Io): Promise<Examined> {
  for (const url of reach) refuseBadUrl(url, '--reach')
  const { examine } = await import('../local/doctor.ts')
  const onProgress = (text: Parameters<Io['say']>[0]) => io.progress(io.say(text))
  const findings = await shown(examine({ dataDir: data, reach, allowPrivate, onProgress }), io)
  return { findings, quotas: null }
}

async function ofAws(options: Options, io: Io): Promise<Examined> {
  const where = await placesOf(options)
  const { examineAws } = await import('../local/doctor-aws.ts')
  const { openAwsAccount } = await import('../local/aws-account.ts')
  const onProgress = (text: Parameters<Io['say']>[0]) => io.progress(io.say(text))
  const found = await shown(examineAws({ account: openAwsAccount(), ...where, onProgress }), io)
  const read = found.flatMap(({ quota }) => (quota === undefined ? [] : [quota]))
  const quotas = Object.fromEntries(read.map(({ region, ...quota }) => [region, quota]))
  if (!io.json && read.length > 0) showQuotas(quotas, io)
  return { findings: found.map(({ quota: _, ...finding }) => finding), quotas }
}

/** Prints findings as they come. */
async function shown<F extends Finding>(findings: AsyncIterable<F>, io: Io): Promise<readonly F[]> {
  const all: F[] = []
  for await (const finding of findings) {
    all.push(finding)
    io.progress(null)
    if (io.json) continue
    const mark = { passed: io.colour.green('✓'), failed: io.colour.red('✗'), inconclusive: io.colour.yellow('?') }[
      finding.outcome
    ]
    io.print(`${mark} ${finding.check.padEnd(12)} ${io.say(finding.detail)}`)
    if (finding.fix) io.print(`  ${io.colour.dim('→')} ${io.say(finding.fix)}`)
  }
  return all
}

/** As it is written in a deployment. */
function showQuotas(quotas: Readonly<Record<string, RegionQuota>>, io: Io): void {
  io.print(`\n${io.colour.dim(io.say({ vi: '// chép vào tệp triển khai', en: '// for the deployment' }))}`)
  io.print('quotas: {')
  for (const [region, { lambdaMemoryMb, concurrency }] of Object.entries(quotas)) {
    io.print(`  '${region}': { lambdaMemoryMb: ${lambdaMemoryMb}, concurrency: ${concurrency} },`)
  }
  io.print('},')
}

type Places = Pick<DoctorAwsOptions, 'regions' | 'functions' | 'expectedAccount'>

async function placesOf(options: Options): Promise<Places> {
  const { readDeployment, DEPLOYMENT_FILE } = await import('./read-deployment.ts')
  const named = options.region ?? []
  const wrong = named.find((region) => !REGION_PATTERN.test(region))
  if (wrong !== undefined) {
    const fix = 'name a Region of AWS, such as ap-southeast-1'
    throw new InputError('bad_argument', `--region ${JSON.stringify(wrong)} is not the name of a Region: ${fix}`)
  }
  const byDefault = named.length === 0 && existsSync(DEPLOYMENT_FILE) ? DEPLOYMENT_FILE : null
  const file = options.deployment ?? byDefault
  const deployment = file === null ? null : await readDeployment(file)
  const fromEnvironment = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION
  const deployed = deployment?.locations ?? []
  const regions = unique(
    named.length > 0
      ? named
      : deployment !== null
        ? [deployment.hubRegion, ...deployed.map(({ region }) => region)]
        : fromEnvironment === undefined
          ? []
          : [fromEnvironment],
  )
  if (regions.length === 0) {
    const fix = `name one with --region, or a deployment with --deployment (there is no bin/deployment.ts)`
    throw new InputError('bad_argument', `--aws needs a Region: ${fix}`)
  }
  const asked = (options.function ?? []).flatMap((name) => regions.map((region) => ({ name, region })))
  const own = deployed
    .filter(({ region }) => regions.includes(region))
    .map(({ id, region }) => ({ name: `${deployment?.name}-${id}-audit`, region }))
  return {
    regions,
    functions: options.function === undefined ? own : asked,
    expectedAccount: deployment?.account ?? null,
  }
}

/** Options of the machine are nothing to the account, and the other way round. */
function refuseStrangers(options: Options): void {
  const strangers = Object.entries(options.aws === true ? OF_MACHINE : OF_AWS)
  const [, stranger] = strangers.find(([key]) => options[key as keyof Options] !== undefined) ?? []
  if (stranger === undefined) return
  const fix = options.aws === true ? `leave out ${stranger} or --aws` : `add --aws, or leave out ${stranger}`
  const message = options.aws === true ? `--aws does not look at this machine` : `${stranger} needs --aws`
  throw new InputError('bad_argument', `${message}: ${fix}`)
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
