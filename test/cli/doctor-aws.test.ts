import { describe, expect, test } from 'vitest'
import { deployment as shipped } from '../../bin/deployment.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import { REFERENCE_TBT_MS } from '../../lib/model/calibration.ts'
import { parseDeployment } from '../../lib/model/deployment.ts'
import type { BrowserExamination, LoadControlEvent } from '../../lib/model/examination.ts'
import {
  type AnswerAwsApi,
  accountSettings,
  awsEnvironment,
  json,
  lambdaError,
  startAwsApi,
  stsError,
} from '../kit/aws-api.ts'
import { controlAudit } from '../kit/control-audit.ts'
import { nhip, scratchFile } from '../kit/nhip.ts'

const REGION = 'ap-southeast-1'
const MODEL = new URL('../../lib/model/deployment.ts', import.meta.url).href

type Said = {
  readonly findings: readonly {
    readonly check: string
    readonly outcome: string
    readonly detail: { readonly vi: string; readonly en: string }
    readonly fix: { readonly vi: string; readonly en: string } | null
    readonly facts?: Readonly<Record<string, unknown>>
  }[]
  readonly quotas: unknown
}

async function doctor(answer: AnswerAwsApi | undefined, ...args: readonly string[]) {
  const api = await startAwsApi(answer)
  const { exit, stdout, stderr } = await nhip(['doctor', '--aws', '--json', ...args], { env: api.env })
  expect(stderr).toBe('')
  const said = JSON.parse(stdout) as Said
  const checks = said.findings.map(({ check, outcome }) => `${check} ${outcome}`)
  return { exit, ...said, checks, requests: api.requests }
}

const of =
  (service: 'sts' | 'lambda', said: ReturnType<typeof lambdaError>, region = REGION): AnswerAwsApi =>
  (request) =>
    request.service === service && request.region === region ? said : 'usual'

const EXAMINED: BrowserExamination = {
  type: 'examined',
  chromium: '153.0.8010.0',
  mode: 'multi-process',
  startMs: 1_640,
  undrawn: [],
  lighthouse: '13.5.0',
  node: '24.21.0',
  nhip: '0.1.0',
  problem: null,
}

/** An account with one function that answers an examination. */
const withFunction =
  (payload: unknown, failed = false): AnswerAwsApi =>
  ({ what }) => {
    if (what === 'GET /2015-03-31/functions/nhip-sgn-audit/configuration') return json(200, { MemorySize: 3_008 })
    if (what !== 'POST /2015-03-31/functions/nhip-sgn-audit/invocations') return 'usual'
    return json(200, payload, failed ? { 'x-amz-function-error': 'Unhandled' } : {})
  }

const deployment = (changes = '') =>
  scratchFile(
    'deployment.ts',
    `import { defineDeployment } from '${MODEL}'
export const deployment = defineDeployment({
  hubRegion: 'ap-southeast-1', catalogue: 'catalogs/vietnam-2026.yaml',
  locations: [{ id: 'sgn', region: 'ap-southeast-1' }, { id: 'hkg', region: 'ap-east-1' }], ${changes}
})`,
  )

describe('nhip doctor --aws', () => {
  test('reads account and quotas of each Region, and changes nothing', async () => {
    const small: AnswerAwsApi = ({ what, region }) =>
      what.endsWith('account-settings') && region === REGION ? accountSettings(10, 8) : 'usual'
    const { exit, checks, findings, quotas, requests } = await doctor(
      small,
      '--region',
      REGION,
      '--region',
      'ap-east-1',
    )
    expect(exit).toBe(0)
    expect(checks).toEqual([
      'credentials passed',
      'region passed',
      'quotas passed',
      'region passed',
      'quotas passed',
      'clock passed',
    ])
    expect(findings[0]?.facts).toEqual({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/an' })
    expect(quotas).toEqual({
      [REGION]: { lambdaMemoryMb: 3_008, concurrency: 8 },
      'ap-east-1': { lambdaMemoryMb: 10_240, concurrency: 1_000 },
    })
    expect(findings[2]?.detail.en).toBe(
      'ap-southeast-1: 10 functions at once (8 not reserved), memory of a function probably up to 3,008 MB (inferred), code 0.1/75.0 GiB',
    )
    expect(findings[2]?.detail.vi).toContain('có lẽ tối đa 3.008 MB (suy ra)')
    expect(findings[2]?.fix?.en).toMatch(/^the quotas of a new account: ask for more/)
    expect(findings[4]?.fix).toBeNull()
    expect(requests.map(({ service, region, what }) => `${service} ${region} ${what}`)).toEqual([
      'sts ap-southeast-1 POST /',
      'lambda ap-southeast-1 GET /2016-08-19/account-settings',
      'lambda ap-east-1 GET /2016-08-19/account-settings',
    ])
    expect(requests[0]?.body).toContain('Action=GetCallerIdentity')
  })

  test('people get what they can paste, for the deployment of the repository', async () => {
    const { env } = await startAwsApi(({ what }) => (what.endsWith('account-settings') ? accountSettings(10) : 'usual'))
    const { exit, stdout } = await nhip(['doctor', '--aws'], { env })
    const { name, hubRegion, locations } = parseDeployment(shipped).deployment ?? {}
    const [location] = locations ?? []
    expect(exit).toBe(3)
    expect(stdout).toContain(`\nquotas: {\n  '${hubRegion}': { lambdaMemoryMb: 3008, concurrency: 10 },\n`)
    expect(stdout).toMatch(/\n},\n$/)
    expect(stdout).toContain(`\n? function     ${name}-${location?.id}-audit (${location?.region}): not deployed\n`)
  })

  test('without credentials it asks nothing and says how to log in', async () => {
    const { env } = await startAwsApi()
    const { exit, stdout } = await nhip(['doctor', '--aws', '--region', REGION], {
      env: awsEnvironment(env.AWS_ENDPOINT_URL ?? '', false),
    })
    expect(exit).toBe(1)
    expect(stdout).toMatch(/^✗ credentials {2}CredentialsProviderError: .*\n {2}→ log in to AWS: .*\n$/)
  })

  test('credentials that AWS refuses end it', async () => {
    const refused = of('sts', stsError(403, 'InvalidClientTokenId'))
    const { exit, checks, findings, requests } = await doctor(refused, '--region', REGION)
    expect([exit, checks]).toEqual([1, ['credentials failed']])
    expect(findings[0]?.fix?.en).toMatch(/^AWS refuses these credentials: /)
    expect(requests).toHaveLength(1)
  })

  test('what they may not do is named', async () => {
    const denied = of('lambda', lambdaError(403, 'AccessDeniedException', 'User: an is not authorized'))
    const { exit, checks, findings, quotas } = await doctor(denied, '--region', REGION)
    expect([exit, checks]).toEqual([1, ['credentials passed', 'quotas failed', 'clock passed']])
    expect(findings[1]?.detail.en).toBe('ap-southeast-1: AccessDeniedException: User: an is not authorized')
    expect(findings[1]?.fix?.en).toBe('allow lambda:GetAccountSettings to these credentials')
    expect(quotas).toEqual({})
  })

  test('a Region that the account has not switched on is told from bad credentials', async () => {
    const off = of('lambda', lambdaError(403, 'UnrecognizedClientException'), 'ap-east-1')
    const { exit, checks, findings } = await doctor(off, '--region', REGION, '--region', 'ap-east-1')
    expect([exit, checks]).toEqual([
      1,
      ['credentials passed', 'region passed', 'quotas passed', 'region failed', 'clock passed'],
    ])
    expect(findings[3]?.fix?.en).toMatch(/^switch this Region on/)
  })

  test('being throttled is no failure, and a second try is made', async () => {
    const throttled = lambdaError(429, 'TooManyRequestsException', 'Rate exceeded')
    const always = await doctor(of('lambda', throttled), '--region', REGION)
    expect([always.exit, always.checks]).toEqual([3, ['credentials passed', 'quotas inconclusive', 'clock passed']])
    expect(always.findings[1]?.fix?.en).toBe('try again in a few minutes')
    let times = 0
    const once = await doctor(
      (request) => (request.service === 'lambda' && ++times === 1 ? throttled : 'usual'),
      '--region',
      REGION,
    )
    expect([once.exit, once.checks]).toEqual([
      0,
      ['credentials passed', 'region passed', 'quotas passed', 'clock passed'],
    ])
  })

  test('a Region that can’t be reached does not hide the others', async () => {
    const { exit, checks, findings, quotas } = await doctor(
      of('lambda', null),
      '--region',
      REGION,
      '--region',
      'ap-east-1',
    )
    expect([exit, checks]).toEqual([
      1,
      ['credentials passed', 'region failed', 'region passed', 'quotas passed', 'clock passed'],
    ])
    expect(findings[1]?.detail.en).toMatch(/^ap-southeast-1: \w+: /)
    expect(findings[1]?.fix?.en).toMatch(/^check the name of the Region/)
    expect(Object.keys(quotas as object)).toEqual(['ap-east-1'])
  })

  test('nothing can be reached', async () => {
    const { exit, stdout } = await nhip(['doctor', '--aws', '--json', '--region', REGION], {
      env: awsEnvironment('http://127.0.0.1:1'),
    })
    const { findings } = JSON.parse(stdout) as Said
    expect([exit, findings.map(({ check, outcome }) => `${check} ${outcome}`)]).toEqual([
      1,
      ['credentials failed', 'region failed'],
    ])
    expect(findings[1]?.detail.en).toContain('ECONNREFUSED')
  })

  test('an account that is full can’t take another deployment', async () => {
    const full = of('lambda', accountSettings(1_000, 1_000, 80_530_636_800 - 1024 ** 3 + 1))
    const { exit, checks, findings } = await doctor(full, '--region', REGION)
    expect([exit, checks[2]]).toEqual([1, 'quotas failed'])
    expect(findings[2]?.fix?.en).toMatch(/^less than 1 GiB is left/)
    const enough = of('lambda', accountSettings(1_000, 1_000, 80_530_636_800 - 1024 ** 3))
    expect((await doctor(enough, '--region', REGION)).exit).toBe(0)
  })

  test.each([
    ['ahead', -5_000, 'failed'],
    ['behind', 5_000, 'failed'],
    ['right', 0, 'passed'],
  ] as const)('a clock that is %s of AWS’s', async (_name, theirsMs, outcome) => {
    const api = await startAwsApi((request) => {
      const date = new Date(Date.now() + theirsMs).toUTCString()
      const settings = accountSettings(1_000)
      if (request.service === 'lambda' && settings !== null)
        return { ...settings, headers: { ...settings.headers, date } }
      return { ...stsError(500, 'InternalFailure'), headers: { date }, status: 500, body: '' }
    })
    const { stdout } = await nhip(['doctor', '--aws', '--json', '--region', REGION], { env: api.env })
    const clock = (JSON.parse(stdout) as Said).findings.at(-1)
    expect(clock).toMatchObject({ check: 'clock', outcome })
    const facts = clock?.facts ?? {}
    expect(facts.leastMs).toBeLessThanOrEqual(-theirsMs)
    expect(facts.mostMs).toBeGreaterThanOrEqual(-theirsMs)
  })
})

describe('the deployed audit function', () => {
  const ask = (answer: AnswerAwsApi) => doctor(answer, '--region', REGION, '--function', 'nhip-sgn-audit')

  test('tells in which mode its Chromium starts there', async () => {
    const { exit, checks, findings, requests } = await ask(withFunction(EXAMINED))
    expect([exit, checks[3]]).toEqual([0, 'function passed'])
    expect(findings[3]).toMatchObject({
      detail: {
        en: 'nhip-sgn-audit (ap-southeast-1): Chromium 153.0.8010.0, multi-process, 1640 ms, Lighthouse 13.5.0, 3008 MB',
      },
      facts: { memoryMb: 3_008, examination: EXAMINED },
    })
    expect(requests.find(({ what }) => what.endsWith('/invocations'))?.body).toBe('{"type":"examine"}')
  })

  test.each([
    ['a single process', { ...EXAMINED, mode: 'single-process' }, /must not score/],
    ['letters that are not drawn', { ...EXAMINED, undrawn: ['Ế'] }, /^audits can’t be made here/],
    ['no browser', { ...EXAMINED, chromium: null, mode: null, startMs: null, problem: 'no' }, /^audits can’t be made/],
    ['an answer to something else', { batchItemFailures: [] }, /^deploy this version again/],
    ['no answer', null, /^deploy this version again/],
  ])('%s is a failure', async (_name, payload, fix) => {
    const { exit, checks, findings } = await ask(withFunction(payload))
    expect([exit, checks[3]]).toEqual([1, 'function failed'])
    expect(findings[3]?.fix?.en).toMatch(fix)
  })

  test('an error of the function is told', async () => {
    const { checks, findings } = await ask(
      withFunction({ errorType: 'Error', errorMessage: 'event: Records: no' }, true),
    )
    expect(checks[3]).toBe('function failed')
    expect(findings[3]?.detail.en).toBe('nhip-sgn-audit (ap-southeast-1): "event: Records: no"')
  })

  test('that is not there proves nothing', async () => {
    const { exit, checks, findings } = await ask(() => 'usual')
    expect([exit, checks[3]]).toEqual([3, 'function inconclusive'])
    expect(findings[3]?.fix?.en).toMatch(/until then nothing proves that audits work on Lambda$/)
  })

  test('that may not be run', async () => {
    const { exit, findings } = await ask(({ what }) =>
      what.includes('/functions/') ? lambdaError(403, 'AccessDeniedException') : 'usual',
    )
    expect(exit).toBe(1)
    expect(findings[3]?.fix?.en).toBe(
      'allow lambda:GetFunctionConfiguration, lambda:InvokeFunction to these credentials',
    )
  })
})

describe('a deployment', () => {
  test('names Regions, functions and the account', async () => {
    const { exit, checks, requests, findings } = await doctor(
      withFunction(EXAMINED),
      '--deployment',
      await deployment("account: '210987654321'"),
    )
    expect(exit).toBe(1)
    expect(checks).toEqual([
      'credentials failed',
      'region passed',
      'quotas passed',
      'region passed',
      'quotas passed',
      'function passed',
      'function inconclusive',
      'clock passed',
    ])
    expect(findings[0]?.fix?.en).toBe(
      'the deployment is for account 210987654321: use its credentials (AWS_PROFILE), or change the deployment',
    )
    expect(
      requests.filter(({ what }) => what.includes('/functions/')).map(({ region, what }) => `${region} ${what}`),
    ).toEqual([
      'ap-southeast-1 GET /2015-03-31/functions/nhip-sgn-audit/configuration',
      'ap-southeast-1 POST /2015-03-31/functions/nhip-sgn-audit/invocations',
      'ap-east-1 GET /2015-03-31/functions/nhip-hkg-audit/configuration',
    ])
  })

  test('some of its Regions', async () => {
    const { requests } = await doctor(undefined, '--deployment', await deployment(), '--region', 'ap-east-1')
    expect(new Set(requests.map(({ region }) => region))).toEqual(new Set(['ap-east-1']))
    expect(requests.at(-1)?.what).toBe('GET /2015-03-31/functions/nhip-hkg-audit/configuration')
  })

  test.each([
    ['that has a mistake', () => deployment('hubRegio: 1'), /hubRegio.*did you mean hubRegion\?/],
    ['that is not there', () => '/nowhere/deployment.ts', /there is no such file; check the path/],
    [
      'that exports something else',
      () => scratchFile('other.ts', 'export default {}'),
      /it exports no deployment; write/,
    ],
    ['that is no TypeScript', () => scratchFile('broken.ts', 'export const'), /SyntaxError\b.*; mend the file/],
  ])('%s is refused in one line', async (_name, file, line) => {
    const { exit, stdout, stderr } = await nhip(['doctor', '--aws', '--deployment', await file()])
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

test.each([
  [['--aws', '--region', 'Singapore'], /^nhip: --region "Singapore" is not the name of a Region: name a Region of AWS/],
  [
    ['--aws', '--reach', 'https://example.org/'],
    /^nhip: --aws does not look at this machine: leave out --reach or --aws/,
  ],
  [['--aws', '--data', 'x'], /leave out --data or --aws/],
  [['--region', REGION], /^nhip: --region needs --aws: add --aws, or leave out --region/],
  [['--function', 'x'], /^nhip: --function needs --aws/],
])('%j is refused', async (args, line) => {
  const { exit, stdout, stderr } = await nhip(['doctor', ...args])
  expect([exit, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(line)
})

describe('nhip doctor --aws --calibrate', () => {
  /** A function whose processor is the reference's, or which fails. */
  const loading = (fail = false): AnswerAwsApi =>
    withFunctionThat((event) => {
      if (fail) return { errorType: 'Runtime.ExitError', errorMessage: 'no browser' }
      const { location, cpuSlowdownMultiplier: multiplier } = JSON.parse(event) as LoadControlEvent
      const tbtMs = Math.round((REFERENCE_TBT_MS * (multiplier ?? 0)) / 2.5)
      return controlAudit({ location, metrics: { ...NO_METRICS, tbtMs, lcpMs: 1_500 } })
    })
  const withFunctionThat =
    (said: (event: string) => unknown): AnswerAwsApi =>
    (request) =>
      request.what.endsWith('/invocations') && request.what.includes('nhip-sgn-audit')
        ? json(200, said(request.body))
        : withFunction(null)(request)
  const args = [
    'doctor',
    '--aws',
    '--calibrate',
    '--repetitions',
    '1',
    '--region',
    REGION,
    '--function',
    'nhip-sgn-audit',
  ]

  test('finds the slowdown by loads of the function, and prints it for the catalogue', async () => {
    const { env, requests } = await startAwsApi(loading())
    const { exit, stdout, stderr } = await nhip(args, { env })
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    const found =
      /calibration: \{ multiplier: ([\d.]+), tbtMs: (\d+), lcpMs: 1500, instrument: "00112233aabbccdd", date: /.exec(
        stdout,
      )
    expect(Math.abs(Number(found?.[1]) - 2.5)).toBeLessThan(0.06)
    const loads = requests
      .filter(({ what }) => what.endsWith('/invocations'))
      .map(({ body }) => JSON.parse(body) as LoadControlEvent)
    expect(loads[0]).toEqual({ type: 'loadControl', location: 'calibration', cpuSlowdownMultiplier: 4 })
    expect(loads.slice(-4)).toEqual(Array.from({ length: 4 }, () => loads.at(-1)))
    const { stdout: json } = await nhip([...args, '--json'], { env })
    expect(JSON.parse(json)).toMatchObject({
      type: 'doctor',
      findings: [{ check: 'calibration', outcome: 'passed', facts: { name: 'nhip-sgn-audit', region: REGION } }],
      calibrations: [
        { name: 'nhip-sgn-audit', region: REGION, outside: 0, calibration: { tbtMs: Number(found?.[2]) } },
      ],
    })
  })

  test('a function that fails or is not there ends it at once, with what to do', async () => {
    const failing = await startAwsApi(loading(true))
    const failed = await nhip(args, { env: failing.env })
    expect(failed.exit).toBe(1)
    expect(failed.stdout).toMatch(
      /^✗ function {5}nhip-sgn-audit \(ap-southeast-1\): "no browser"\n {2}→ deploy this version again/,
    )
    expect(failing.requests.filter(({ what }) => what.endsWith('/invocations'))).toHaveLength(1)
    const missing = await nhip(args.with(-1, 'nhip-hkg-audit'), { env: (await startAwsApi()).env })
    expect([missing.exit, missing.stdout.split('\n')[0]]).toEqual([
      3,
      '? function     nhip-hkg-audit (ap-southeast-1): not deployed',
    ])
  })
})
