import { describe, expect, test } from 'vitest'
import { checkDeployment } from '../../lib/model/check-deployment.ts'
import {
  type DeploymentInput,
  defineDeployment,
  parseDeployment,
  showDeploymentProblem,
} from '../../lib/model/deployment.ts'
import { planDeployment } from '../../lib/model/plan-deployment.ts'
import { parseWritten, writtenCatalogue, writtenLocation } from '../kit/written-catalogue.ts'

const REGIONS = ['ap-southeast-1', 'ap-northeast-1', 'eu-west-1']
const CATALOGUE = catalogueOf([
  writtenLocation(),
  writtenLocation({ id: 'singapore', group: 'abroad' }),
  writtenLocation({ id: 'tokyo', group: 'abroad' }),
])

describe('a setting', () => {
  test('that is left out has its default', () => {
    expect(parseDeployment(written()).deployment).toMatchObject({
      name: 'nhip',
      agents: [],
      criteria: [],
      logRetentionDays: 30,
      quotas: {},
      signIn: 'cognito',
      allowPrivate: false,
    })
  })

  test.each([
    [{ name: 'Nhip' }, 'name: is not right ("Nhip"): use a letter, then up to 15 of a–z, 0–9 and "-", such as "nhip"'],
    [
      { signIn: 'google' as never },
      'signIn: is not right ("google"): write "cognito", "none", or a provider as { name, issuer, clientId, … } (docs/sign-in.md)',
    ],
    [{ account: '1111' }, 'account: is not right ("1111"): write the 12 digits of the account'],
    [
      { hubRegion: 'Singapore' },
      'hubRegion: is not right ("Singapore"): name a Region of AWS, such as "ap-southeast-1"',
    ],
    [{ hubRegion: undefined }, 'hubRegion: is missing: name a Region of AWS, such as "ap-southeast-1"'],
    [
      { locations: [{ id: 'tokyo' }] },
      'locations[0].region: is missing: name a Region of AWS, such as "ap-southeast-1"',
    ],
    [
      { locations: [{ id: 'tokyo', region: 'ap-northeast-1', auditMemoryMb: 512 }] },
      'locations[0].auditMemoryMb: is not right (512): write a whole number of MB, from 1769 to 10240',
    ],
    [
      { alertEmails: ['nobody'] },
      'alertEmails[0]: is not right ("nobody"): write an address such as "name@example.org"',
    ],
    [{ heartbeat: 'ping' }, 'heartbeat: is not right ("ping"): write an address that begins with https://'],
    [{ monthlyBudgetUsd: 0 }, 'monthlyBudgetUsd: is not right (0): write more than 0 US dollars'],
    [
      { logRetentionDays: 10 },
      'logRetentionDays: is not right (10): use one of the days that CloudWatch has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
    ],
    [
      { quotas: { 'ap-southeast-1': { concurrency: 0 } } },
      'quotas.ap-southeast-1.concurrency: is not right (0): write a whole number of functions, from 1 to 1000000',
    ],
    [{ url: 'nhip.example.org' }, 'url: is not right ("nhip.example.org"): write an address that begins with https://'],
    [{ alertEmail: [] }, 'alertEmail: there is no such setting: did you mean alertEmails?'],
    [
      { locations: [{ id: 'tokyo', region: 'ap-northeast-1', memory: 1 }] },
      'locations[0].memory: there is no such setting: settings here are id, region, auditMemoryMb',
    ],
  ])('%j is told with what to write', (changes, line) => {
    const { deployment, problems } = parseDeployment({ ...written(), ...changes })
    expect(deployment).toBeNull()
    expect(problems.map(showDeploymentProblem)).toEqual([line])
  })

  test('that is wrong does not hide what is wrong elsewhere', () => {
    expect(
      linesOf({ name: 'Nhip', locations: [{ id: 'mars', region: 'ap-northeast-1' }, { id: 'tokyo' } as never] }),
    ).toEqual([
      'name: is not right ("Nhip"): use a letter, then up to 15 of a–z, 0–9 and "-", such as "nhip"',
      'locations[1].region: is missing: name a Region of AWS, such as "ap-southeast-1"',
      'locations[0].id: the catalogue has no such location ("mars"): name one of sgn, singapore, tokyo, or add it to the catalogue\'s locations',
    ])
  })

  test.each([[null], [[]], ['text'], [undefined]])('%j is no deployment, and all that is needed is named', (input) => {
    expect(parseDeployment(input).problems.map(({ path }) => path)).toEqual(['hubRegion', 'locations', 'catalogue'])
  })
})

describe('a deployment', () => {
  test('that fits its catalogue has no problem', () => {
    expect(linesOf({ agents: ['sgn'] })).toEqual([])
  })

  test.each<[Partial<DeploymentInput>, string]>([
    [
      { hubRegion: 'ap-southest-1' },
      'hubRegion: AWS has no such Region ("ap-southest-1"): did you mean ap-southeast-1?',
    ],
    [
      { locations: [{ id: 'tokyo', region: 'xx-nowhere-1' }] },
      'locations[0].region: AWS has no such Region ("xx-nowhere-1"): take the name from the console of AWS',
    ],
    [
      { locations: [{ id: 'tokio', region: 'ap-northeast-1' }] },
      'locations[0].id: the catalogue has no such location ("tokio"): did you mean tokyo?',
    ],
    [
      { locations: [{ id: 'sgn', region: 'ap-southeast-1' }] },
      'locations[0].id: the catalogue says that it is domestic, and no AWS Region lies in Việt Nam ("sgn"): put its group to abroad in the catalogue, or let a private agent play it: move it to agents',
    ],
    [
      {
        locations: [
          { id: 'tokyo', region: 'ap-northeast-1' },
          { id: 'tokyo', region: 'eu-west-1' },
        ],
      },
      'locations[1].id: is in locations[0] too ("tokyo"): give each location one region; for another region, add a location to the catalogue',
    ],
    [
      {
        locations: [
          { id: 'tokyo', region: 'ap-northeast-1' },
          { id: 'singapore', region: 'ap-northeast-1' },
        ],
      },
      'locations[1].region: tokyo is in this Region too, and would see the same ("ap-northeast-1"): take another Region, or leave one of the two out',
    ],
    [
      { agents: ['singapore'] },
      'agents[0]: locations[0] plays it in ap-southeast-1 ("singapore"): leave one of the two out',
    ],
    [{ agents: ['sgn', 'sgn'] }, 'agents[1]: is named twice ("sgn"): leave one of the two out'],
    [
      { agents: ['hue'] },
      'agents[0]: the catalogue has no such location ("hue"): name one of sgn, singapore, tokyo, or add it to the catalogue\'s locations',
    ],
    [
      { locations: [] },
      'locations: nobody would measure anything ([]): name a location with its region, or one in agents',
    ],
    [
      { quotas: { 'eu-west-1': { concurrency: 10 } } },
      'quotas.eu-west-1: nothing is deployed to this Region ("eu-west-1"): name one of ap-southeast-1, or leave it out',
    ],
  ])('with %j is told what to change', (changes, line) => {
    expect(linesOf(changes)).toEqual([line])
  })

  test('that lets AWS measure over IPv6 is told that it can not', () => {
    const of = (families: readonly number[]) =>
      linesOf(
        { locations: [{ id: 'x', region: 'eu-west-1' }] },
        catalogueOf([writtenLocation({ id: 'x', group: 'abroad', families })]),
      )
    expect(of([4])).toEqual([])
    expect(of([4, 6])).toEqual([
      'locations[0].id: the catalogue says that it has IPv6, and a Lambda function outside a VPC has none ("x"): leave 6 out of its families in the catalogue, or let a private agent play it: move it to agents',
    ])
  })

  test('whose names would be too long is told so', () => {
    const long = 'a'.repeat(51)
    const of = (id: string) =>
      linesOf({ locations: [{ id, region: 'eu-west-1' }] }, catalogueOf([writtenLocation({ id, group: 'abroad' })]))
    expect(of('a'.repeat(50))).toEqual([])
    expect(of(long)).toEqual([
      `locations[0].id: names of Lambda functions have 64 letters at most, and "nhip-${long}-dispatch" has 1 more ("${long}"): shorten the id in the catalogue, or the name of the deployment`,
    ])
  })
})

describe('a plan', () => {
  test('takes what a usual account gives', () => {
    const { plan, problems, notes } = planOf({ agents: ['sgn'], ...TOLD })
    expect([problems, notes]).toEqual([[], ['tokyo of the catalogue: nobody plays it, so nothing is expected of it']])
    expect(plan).toMatchObject({
      ingestConcurrency: 5,
      played: ['singapore', 'sgn'],
      locations: [{ id: 'singapore', auditMemoryMb: 3_538, probeConcurrency: 10 }],
    })
  })

  test('takes what a new account gives, and says what it lowered', () => {
    const { plan, problems, notes } = planOf({
      ...TOLD,
      agents: ['sgn', 'tokyo'],
      quotas: { 'ap-southeast-1': { lambdaMemoryMb: 3_008, concurrency: 10 } },
    })
    expect(problems).toEqual([])
    expect(plan).toMatchObject({ ingestConcurrency: 2, locations: [{ auditMemoryMb: 3_008, probeConcurrency: 2 }] })
    expect(notes).toEqual([
      "singapore: audits get 3008 MB instead of 3538, the account's quota in ap-southeast-1; their numbers are not comparable with those of other locations",
      "ap-southeast-1: the account's quota is 10 functions at once, so at most ingest 2 instead of 5 and probe 2 instead of 10",
    ])
  })

  test('needs a quota that has room for what is scheduled and for two of each that is fed by a queue', () => {
    const quota = (concurrency: number) => planOf({ quotas: { 'ap-southeast-1': { concurrency } } }).problems
    expect(quota(10)).toEqual([])
    expect(quota(9).map(showDeploymentProblem)).toEqual([
      'quotas.ap-southeast-1.concurrency: what is deployed there needs 10 functions at once (9): ask AWS for more (Service Quotas, Lambda, Concurrent executions), or move a location elsewhere',
    ])
    const alone = planOf({ hubRegion: 'eu-west-1', quotas: { 'ap-southeast-1': { concurrency: 6 } } })
    expect(alone.problems).toEqual([])
    expect(alone.plan).toMatchObject({ ingestConcurrency: 5, locations: [{ probeConcurrency: 2 }] })
  })

  test('leaves half of a quota that is left to the pages and to others', () => {
    const { plan } = planOf({ quotas: { 'ap-southeast-1': { concurrency: 18 } } })
    expect(plan).toMatchObject({ ingestConcurrency: 4, locations: [{ probeConcurrency: 4 }] })
  })

  test('keeps an audit memory that was chosen, up to the quota', () => {
    const memory = (auditMemoryMb: number) =>
      planOf({
        locations: [{ id: 'singapore', region: 'ap-southeast-1', auditMemoryMb }],
        quotas: { 'ap-southeast-1': { lambdaMemoryMb: 5_000 } },
      }).plan.locations[0]?.auditMemoryMb
    expect([memory(1_769), memory(5_000), memory(5_001)]).toEqual([1_769, 5_000, 5_000])
  })

  test('says who is not told', () => {
    expect(planOf({ agents: ['sgn', 'tokyo'] }).notes).toEqual([
      'alertEmails is empty: alerts go to the topic, and nobody is written to',
      'operationsEmails is empty: alarms go to their topics, and nobody is written to',
      'heartbeat is absent: nobody outside hears when the hub itself is dead',
      'monthlyBudgetUsd is absent: there is no budget',
    ])
  })
})

const TOLD = {
  alertEmails: ['a@example.org'],
  operationsEmails: ['o@example.org'],
  heartbeat: 'https://ping.example.org/nhip',
  monthlyBudgetUsd: 1,
}

function written(changes: Partial<DeploymentInput> = {}): DeploymentInput {
  return defineDeployment({
    hubRegion: 'ap-southeast-1',
    locations: [{ id: 'singapore', region: 'ap-southeast-1' }],
    catalogue: 'catalogue.yaml',
    ...changes,
  })
}

function linesOf(changes: Partial<DeploymentInput>, catalogue = CATALOGUE): readonly string[] {
  const { draft, problems } = parseDeployment(written(changes))
  return [...problems, ...checkDeployment(draft, { catalogue, regions: REGIONS })].map(showDeploymentProblem)
}

function planOf(changes: Partial<DeploymentInput>) {
  const { deployment } = parseDeployment(written(changes))
  if (deployment === null) throw new Error('the deployment is not right')
  return planDeployment(deployment, CATALOGUE)
}

function catalogueOf(locations: readonly unknown[]) {
  const { catalogue } = parseWritten(writtenCatalogue({ locations }))
  if (catalogue === null) throw new Error('the catalogue is not right')
  return catalogue
}
