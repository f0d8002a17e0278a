import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { DoctorAwsOptions, RegionQuota } from '../local/doctor-aws.ts'
import type { Finding } from '../local/finding.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { positiveInteger, several } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'

type Options = {
  readonly data?: string
  readonly reach?: readonly string[]
  readonly allowPrivate?: boolean
  readonly calibrate?: boolean
  readonly repetitions?: number
  readonly out?: string
  readonly aws?: boolean
  readonly region?: readonly string[]
  readonly deployment?: string
  readonly function?: readonly string[]
  readonly json?: boolean
  readonly lang?: Lang
}

const OF_MACHINE = { data: '--data', reach: '--reach', allowPrivate: '--allow-private' } as const
const OF_CALIBRATION = { repetitions: '--repetitions', out: '--out' } as const
const OF_AWS = { region: '--region', deployment: '--deployment', function: '--function' } as const

/** Loads per multiplier that is tried. */
const REPETITIONS = 5

const REGION_PATTERN = /^[a-z]{2,3}(?:-[a-z]+)+-\d$/

export function doctorCommand(): Command {
  return withCommonOptions(
    new Command('doctor')
      .description('look at what this machine, or an AWS account, needs, and say how to mend what is missing')
      .option('--data <dir>', 'data folder (default: .nhip)')
      .option('--reach <url>', 'a page that should be reachable from here; may be repeated', several)
      .option('--allow-private', 'admit loopback and private addresses')
      .option(
        '--calibrate',
        'find the slowdown with which this machine, or with --aws a deployed audit function, measures as the reference does; takes minutes',
      )
      .option(
        '--repetitions <n>',
        `with --calibrate: loads of the control page per step (default: ${REPETITIONS})`,
        positiveInteger({ max: 50 }),
      )
      .option('--out <file>', 'with --calibrate: what was found (default: calibration.json in the data folder)')
      .option('--aws', 'look at the AWS account of the credentials in use instead of this machine')
      .option('--region <region>', 'with --aws: a Region; may be repeated (default: those of the deployment)', several)
      .option('--deployment <file>', 'with --aws: the deployment (default: bin/deployment.ts where there is one)')
      .option('--function <name>', 'with --aws: a deployed audit function to run once; may be repeated', several)
      .addHelpText(
        'after',
        '\nNothing is changed, here or in the account, but for what --calibrate writes. Exit: 0 all is there, 1 not, 3 could not be told.',
      ),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  refuseStrangers(options)
  if (options.calibrate === true) return options.aws === true ? ofFunctions(options, io) : ofCalibration(options, io)
  const { findings, quotas } = options.aws === true ? await ofAws(options, io) : await ofMachine(options, io)
  if (io.json) io.emit({ type: 'doctor', findings, ...(quotas === null ? {} : { quotas }) })
  return exitFor(findings.map(({ outcome }) => outcome))
}

async function ofCalibration({ data = '.nhip', out, repetitions = REPETITIONS }: Options, io: Io): Promise<Exit> {
  const { calibrateMachine, showCalibration } = await import('./calibrate-machine.ts')
  const { finding, calibration } = await calibrateMachine({ data, out, repetitions }, io)
  if (io.json) io.emit({ type: 'doctor', findings: [finding], calibration })
  else {
    show(finding, io)
    showCalibration(calibration, io)
  }
  return exitFor([finding.outcome])
}

async function ofFunctions(options: Options, io: Io): Promise<Exit> {
  const { functions } = await placesOf(options)
  if (functions.length === 0)
    throw new InputError(
      'bad_argument',
      '--aws --calibrate needs an audit function: name one with --function, or a deployment with --deployment',
    )
  const { calibrateFunctions } = await import('./calibrate-functions.ts')
  const { repetitions = REPETITIONS } = options
  const onFound = (finding: Finding): void => {
    if (!io.json) show(finding, io)
  }
  const told = await calibrateFunctions({ functions, repetitions }, { io, onFound })
  if (io.json) io.emit({ type: 'doctor', ...told })
  return exitFor(told.findings.map(({ outcome }) => outcome))
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
    if (!io.json) show(finding, io)
  }
  return all
}

function show({ outcome, check, detail, fix }: Finding, io: Io): void {
  io.progress(null)
  const mark = { passed: io.colour.green('✓'), failed: io.colour.red('✗'), inconclusive: io.colour.yellow('?') }[
    outcome
  ]
  io.print(`${mark} ${check.padEnd(12)} ${io.say(detail)}`)
  if (fix) io.print(`  ${io.colour.dim('→')} ${io.say(fix)}`)
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

/** Options of the machine are nothing to the account, and the other way round; those of a calibration need one. */
function refuseStrangers(options: Options): void {
  const { aws = false, calibrate = false } = options
  refuse(options, { strangers: aws ? {} : OF_AWS, needed: '--aws' })
  refuse(options, { strangers: calibrate ? {} : OF_CALIBRATION, needed: '--calibrate' })
  const [, ofMachine] = namedOf(options, OF_MACHINE) ?? []
  if (aws && ofMachine !== undefined)
    throw new InputError('bad_argument', `--aws does not look at this machine: leave out ${ofMachine} or --aws`)
  if (aws && options.out !== undefined)
    throw new InputError('bad_argument', '--aws --calibrate writes no file: leave out --out')
  if (calibrate && options.reach !== undefined)
    throw new InputError('bad_argument', '--calibrate looks at no page: leave out --reach or --calibrate')
}

type Flags = Readonly<Partial<Record<keyof Options, string>>>

function refuse(options: Options, { strangers, needed }: { readonly strangers: Flags; readonly needed: string }): void {
  const [, stranger] = namedOf(options, strangers) ?? []
  if (stranger !== undefined)
    throw new InputError('bad_argument', `${stranger} needs ${needed}: add ${needed}, or leave out ${stranger}`)
}

function namedOf(options: Options, flags: Flags): readonly [string, string] | undefined {
  return Object.entries(flags).find(([key]) => options[key as keyof Options] !== undefined)
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
