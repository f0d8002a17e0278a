import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { History } from '../../lib/flow/history.ts'
import type { LinkedJob } from '../../lib/flow/show-job.ts'
import type { Status } from '../../lib/flow/status.ts'
import { localCredentials } from '../../lib/local/embedded-table.ts'
import { type Farm, startFarm } from '../../lib/local/farm/farm.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { slotOf } from '../../lib/model/config.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { EVIDENCE, publicKeyFile } from '../../lib/model/evidence.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { createArchive } from '../../lib/record/archive.ts'
import { getArchiveProgress } from '../../lib/record/archive-progress.ts'
import { type Clients, clientOptions, createClients } from '../../lib/record/clients.ts'
import { listConfigs } from '../../lib/record/configs.ts'
import { incidentKeys } from '../../lib/record/keys.ts'
import { receiptsOf } from '../../lib/record/receipts.ts'
import { latestAudits, observationsOf } from '../../lib/record/results.ts'
import { readPublicKey } from '../../lib/record/signer.ts'
import { createTable, type Table } from '../../lib/record/table.ts'
import { subscribeQueue, takeAlerts } from '../kit/alert-queue.ts'
import { listenersOf } from '../kit/listeners.ts'
import { ACCOUNT, type MiniStack, startMiniStack } from '../kit/ministack.ts'
import { family } from '../kit/processes.ts'
import { accountForSlots, type Ledger } from '../kit/slot-ledger.ts'
import { until } from '../kit/until.ts'
import { ACCOUNT_ID, EVERY_MS, homeOf, LOCATIONS, PORTALS, writeCatalogue } from './ministack-catalogue.ts'
import { cdk, runNode, unchangedStacks } from './ministack-cdk.ts'
import { type Hub, operateHub } from './ministack-hub.ts'

const HUB_REGION = 'ap-southeast-1'
const STACKS = ['nhip-hub', ...LOCATIONS.map(({ id }) => `nhip-${id}`)].toSorted()

/** What opens and ends within it has to be old news when it is over: shorter ones don't show that. */
const SHORTEST_OUTAGE_MINUTES = 6
const OUTAGE_MS = Math.max(SHORTEST_OUTAGE_MINUTES, Number(process.env.NHIP_DEPLOY_OUTAGE_MINUTES ?? 10)) * MINUTE_MS

/** A queue for what should wake somebody, and one for all that is told. */
const PAGES = 'those-who-are-woken'
const EVERYTHING = 'those-who-read-all'

const TOLD_WITHIN = { withinMs: 8 * MINUTE_MS, everyMs: 1_000 }

// Outside the repository: what a package lacks must not be found in a folder above it.
const folder = mkdtempSync(join(tmpdir(), 'nhip-deploy-'))
const deployment = join(folder, 'deployment.ts')
const woken: AlertEvent[] = []
const told: AlertEvent[] = []
let deployedMs = 0
let apiUrl = ''
/** An operator's. */
let token = ''
let farm: Farm
let ministack: MiniStack
let clients: Clients
let table: Table
let hub: Hub

beforeAll(async () => {
  farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  ministack = await startMiniStack(folder)
  clients = clientsIn(HUB_REGION)
  table = createTable(clients.dynamodb, 'nhip-hub')
  hub = operateHub({ ministack, clients, region: HUB_REGION })
  writeCatalogue(join(folder, 'catalogue.yaml'), farm)
  writeFileSync(
    deployment,
    `export const deployment = ${JSON.stringify({
      hubRegion: HUB_REGION,
      locations: LOCATIONS,
      catalogue: join(folder, 'catalogue.yaml'),
      allowPrivate: true,
    })}\n`,
  )
  await Promise.all(LOCATIONS.map(({ region }) => keepAccount(region)))
  const built = await runNode(['scripts/build.ts'], process.env)
  expect(built.code, `build: ${built.output}`).toBe(0)
  say(`packages built in ${seconds(built.tookMs)} s\n${built.output.trim()}`)
  const bootstrap = LOCATIONS.map(({ region }) => `aws://${ACCOUNT}/${region}`)
  const bootstrapped = await cdk(['bootstrap', ...bootstrap], { ministack, folder, deployment })
  const deployed = await cdk(['deploy', '--all', '--require-approval', 'never'], { ministack, folder, deployment })
  deployedMs = Date.now()
  apiUrl = /^nhip-hub\.Url = (\S+)$/m.exec(deployed.output)?.[1] ?? ''
  say(`bootstrapped in ${seconds(bootstrapped.tookMs)} s, deployed in ${seconds(deployed.tookMs)} s`)
  await subscribeQueue(clients, { name: PAGES, filterPolicy: { kind: ['down'], severity: ['page'] } })
  await subscribeQueue(clients, { name: EVERYTHING, filterPolicy: {} })
})

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => say(ministack.log().split('\n').slice(-150).join('\n')))
})

afterAll(async () => {
  clients?.close()
  await farm?.close()
  await ministack?.stop().finally(() => rmSync(folder, { recursive: true, force: true }))
})

test('within three minutes of the deploy both regions have results in the table of the hub', async () => {
  await Promise.all(
    LOCATIONS.map(async ({ id }) => {
      await until(
        `a result of ${id}`,
        async () => (await rows()).some(({ location, outcome }) => location === id && outcome === 'passed'),
        { withinMs: deployedMs + 3 * MINUTE_MS - Date.now(), everyMs: 500 },
      )
      mark(`first result of ${id}`)
    }),
  )
  const listeners = listenersOf(family(ministack.pid))
  expect(listeners.map(({ address }) => address)).toContain('127.0.0.1')
  expect(listeners.filter(({ address }) => address !== '127.0.0.1')).toEqual([])
})

test('evidence can be signed and kept: the public key of KMS lies in the bucket', async () => {
  const keyId = await until('archive-day', async () => (await getArchiveProgress(table))?.keyId, {
    withinMs: deployedMs + 3 * MINUTE_MS - Date.now(),
    everyMs: 500,
  })
  const env = { ...ministack.env, AWS_REGION: HUB_REGION }
  const pem = await createArchive(env, `nhip-evidence-${ACCOUNT}-${HUB_REGION}`).get(
    `${EVIDENCE}${publicKeyFile(keyId)}`,
  )
  expect(readPublicKey(Buffer.from(pem ?? '').toString('utf8'))?.keyId).toBe(keyId)
})

test('who has a token reads the status through the API', async () => {
  const env = { ...process.env, ...ministack.env, AWS_REGION: HUB_REGION }
  const made = await runNode(['bin/nhip.mjs', 'token', 'create', '--role', 'operator', '--table', 'nhip-hub'], env)
  token = /^nhip_\S+$/m.exec(made.output)?.[0] ?? ''
  expect(token, `token create: ${made.output}`).not.toBe('')
  const read = (authorization: string) => askApi('/api/status', { authorization })
  expect((await read('Bearer nhip_nobody')).status).toBe(401)
  const { status, body } = await read(`Bearer ${token}`)
  expect(status, `answer: ${body}`).toBe(200)
  const { pages } = JSON.parse(body) as Status
  expect(pages.map(({ page }) => page).toSorted()).toEqual(Object.values(PORTALS).map(homeOf).toSorted())
})

test('people have accounts of the hub’s own: the page to sign in leads there', async () => {
  const { status, body } = await askApi('/sign-in?lang=en', { authorization: '' })
  expect([status, body]).toEqual([200, expect.stringContaining('Sign in with Cognito')])
  const ask = async (operation: string, sent: object) => {
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${HUB_REGION}/cognito-idp/aws4_request`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    }
    const answer = await fetch(ministack.url, { method: 'POST', headers, body: JSON.stringify(sent) })
    return answer.text()
  }
  const { UserPools } = JSON.parse(await ask('ListUserPools', { MaxResults: 10 })) as {
    readonly UserPools: readonly { readonly Id: string; readonly Name: string }[]
  }
  const pool = UserPools.find(({ Name }) => Name === 'nhip-people')
  expect(await ask('ListGroups', { UserPoolId: pool?.Id })).toMatch(/"evaluator"[^]*"operator"/)
})

test('what takes longer than an answer may is a job, which leaves a file for who has its link', async () => {
  const page = homeOf(PORTALS.seen)
  const authorization = `Bearer ${token}`
  const readHistory = async () =>
    (JSON.parse((await askApi(`/api/history/${page}?days=1`, { authorization })).body) as History).days
  const before = await readHistory()
  const body = JSON.stringify({ kind: 'history', params: { page, days: 1, format: 'json' } })
  const asked = await askApi('/api/jobs', { authorization, body })
  expect(asked.status, `answer: ${asked.body}`).toBe(202)
  const { id } = JSON.parse(asked.body) as LinkedJob
  const job = await until(
    'the job is over',
    async () => {
      const looked = JSON.parse((await askApi(`/api/jobs/${id}`, { authorization })).body) as LinkedJob
      return (looked.status === 'done' || looked.status === 'failed') && looked
    },
    { withinMs: 2 * MINUTE_MS, everyMs: 500 },
  )
  mark(`job ${id}: ${job.status} after ${seconds(job.updatedAtMs - job.createdAtMs)} s, ${job.file?.sizeBytes} bytes`)
  expect(job).toMatchObject({ status: 'done', failure: null, params: { page } })
  const made = await fetch(job.link?.url ?? '')
  expect(made.headers.get('content-disposition')).toBe(`attachment; filename="${job.file?.name}"`)
  const file = await made.text()
  expect(createHash('sha256').update(file).digest('hex')).toBe(job.file?.sha256)
  const { pages } = JSON.parse(file) as { readonly pages: readonly History[] }
  const after = await readHistory()
  expect(pages.map((history) => history.page)).toEqual([page])
  // Results come in meanwhile.
  for (const { day, location, present, counts } of pages[0]?.days ?? []) {
    const same = (days: History['days']) => days.find((one) => one.day === day && one.location === location)
    expect(present).toBeGreaterThanOrEqual(same(before)?.present ?? 0)
    expect(present).toBeLessThanOrEqual(same(after)?.present ?? 0)
    expect(counts.passed + counts.failed + counts.inconclusive).toBe(present)
  }
  expect(pages[0]?.days.map(({ location }) => location)).toEqual(
    expect.arrayContaining(before.map((one) => one.location)),
  )
})

test('a redeploy changes nothing', async () => {
  const again = await cdk(['deploy', '--all', '--require-approval', 'never'], { ministack, folder, deployment })
  expect(unchangedStacks(again.output)).toEqual(STACKS)
  expect(await listConfigs(table)).toHaveLength(1)
})

test('the audit function audits with the Chromium of its own package, and with the account that its role may read', async () => {
  const [audit] = await until(
    'an audit',
    async () => {
      const audits = await latestAudits(table, homeOf(PORTALS.audited), { nowMs: Date.now(), limit: 1 })
      return audits.length > 0 && audits
    },
    { withinMs: 8 * MINUTE_MS, everyMs: 1_000 },
  )
  mark(`audit of ${audit?.page} from ${audit?.location}: ${audit?.outcome}, score ${audit?.score}`)
  expect(audit).toMatchObject({ outcome: 'passed', cause: null })
  expect(audit?.score).toBeGreaterThan(0)
  // Unpacked beside the package that it came in: here functions can write to their own code.
  const cached = 'code/node_modules/.cache/nhip/chromium-*/chromium'
  expect(globSync(`ministack-lambda-nhip-*-audit-*/${cached}`, { cwd: join(folder, 'tmp') })).not.toEqual([])
})

test('a portal that goes down is told once, and so is its return', { timeout: 20 * MINUTE_MS }, async () => {
  farm.setFault({ portal: PORTALS.seen, fault: 'status:503' })
  mark(`${PORTALS.seen} goes down`)
  await heard({ portal: PORTALS.seen, event: 'opened' })
  farm.setFault({ portal: PORTALS.seen, fault: null })
  mark(`${PORTALS.seen} comes back`)
  await heard({ portal: PORTALS.seen, event: 'resolved' })
  expect(woken.map(wordsOf)).toEqual([`${homeOf(PORTALS.seen)} opened 1`, `${homeOf(PORTALS.seen)} resolved 2`])
})

test('an outage of the hub loses no slot, and only the net state is told', {
  timeout: OUTAGE_MS + 25 * MINUTE_MS,
}, async () => {
  await hub.stop()
  const stoppedMs = Date.now()
  mark('the hub stops')
  farm.setFault({ portal: PORTALS.missed, fault: 'status:503' })
  await passed(stoppedMs + 0.35 * OUTAGE_MS)
  farm.setFault({ portal: PORTALS.missed, fault: null })
  await passed(stoppedMs + 0.5 * OUTAGE_MS)
  farm.setFault({ portal: PORTALS.found, fault: 'status:503' })
  await passed(stoppedMs + OUTAGE_MS)
  const span = { fromMs: next(stoppedMs), toMs: next(Date.now()) - EVERY_MS }
  expect((await rows(span)).filter(({ slotMs }) => slotMs >= stoppedMs + MINUTE_MS)).toEqual([])
  expect((await hub.messages('nhip-observations')).waiting).toBeGreaterThan(0)
  expect(await receive()).toEqual([])

  await hub.start()
  mark('the hub starts')
  const ledger = await until(
    'every slot of the outage is in the table or explained',
    async () => {
      const now = await account(span)
      return now.forgotten.length === 0 && now
    },
    { withinMs: 5 * MINUTE_MS, everyMs: 2_000 },
  )
  mark(`slots of the outage: ${JSON.stringify(ledger)}`)
  expect(ledger.expected).toBe((LOCATIONS.length * Object.keys(PORTALS).length * (span.toMs - span.fromMs)) / EVERY_MS)
  expect(ledger.present + ledger.unsent).toBe(ledger.expected)
  // The locations never stopped: each slot was measured in its time, and each minute has its receipt.
  expect((await rows(span)).filter(({ slotMs, startedAtMs }) => startedAtMs >= slotMs + 2 * EVERY_MS)).toEqual([])
  expect(ledger.unsent).toBe(0)

  await heard({ portal: PORTALS.found, event: 'opened' })
  farm.setFault({ portal: PORTALS.found, fault: null })
  mark(`${PORTALS.found} comes back`)
  await heard({ portal: PORTALS.found, event: 'resolved' })
  expect(woken.map(wordsOf)).toEqual(
    [PORTALS.seen, PORTALS.found].flatMap((id) => [`${homeOf(id)} opened 1`, `${homeOf(id)} resolved 2`]),
  )
  mark(`all that was told: ${told.map((event) => `${event.kind} ${wordsOf(event)}`).join(', ')}`)
  expect(told.filter(({ portal }) => portal === PORTALS.missed)).toEqual([])
  expect(await incidentsOf(homeOf(PORTALS.missed))).toEqual([
    expect.objectContaining({ kind: 'down', untold: true, resolvedAtMs: expect.any(Number) }),
  ])
  const [config] = await listConfigs(table)
  const whole = await account({
    fromMs: slotOf(config?.effectiveFromMs ?? 0, EVERY_MS),
    toMs: next(Date.now()) - 4 * EVERY_MS,
  })
  mark(`slots of the whole run: ${JSON.stringify(whole)}`)
  expect(whole.forgotten).toEqual([])
  expect(await hub.messages('nhip-dead-letters')).toEqual({ waiting: 0, taken: 0 })
})

test('what is destroyed leaves the results', async () => {
  const before = (await rows()).length
  await cdk(['destroy', '--all', '--force'], { ministack, folder, deployment })
  mark('destroyed')
  expect((await rows()).length).toBeGreaterThanOrEqual(before)
  const buckets = await (await fetch(ministack.url)).text()
  expect(buckets).toMatch(/<Name>nhip-evidence-[^<]*<\/Name>/)
  expect(await hub.functions()).toEqual([])
})

/** A request to the deployed API, with a body a POST; its name under `.localhost` is known to no resolver. */
async function askApi(
  path: string,
  { authorization, body }: { readonly authorization: string; readonly body?: string },
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const { hostname, port, host } = new URL(apiUrl)
  expect(hostname).toMatch(/\.localhost$/)
  const [response] = (await once(
    request({
      host: '127.0.0.1',
      port,
      path,
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, host },
    }).end(body),
    'response',
  )) as [IncomingMessage]
  return { status: response.statusCode, body: await text(response) }
}

function clientsIn(region: string): Clients {
  return createClients({ ...localCredentials({ AWS_ENDPOINT_URL: ministack.url }), AWS_REGION: region })
}

/** The account of the audited page; without it there would be no audit. */
async function keepAccount(region: string): Promise<void> {
  const env = { ...localCredentials({ AWS_ENDPOINT_URL: ministack.url }), AWS_REGION: region }
  const secrets = new SecretsManagerClient(clientOptions(env, 'SECRETS_MANAGER'))
  const session = {
    cookies: [{ name: 'phien', value: 'cua-tai-khoan-thu', domain: 'binh-minh.localhost', secure: false }],
  }
  const secret = { Name: `nhip/accounts/${ACCOUNT_ID}`, SecretString: JSON.stringify(session) }
  await secrets.send(new CreateSecretCommand(secret))
  secrets.destroy()
}

/** Results of all pages; without a span, of the last hour. */
async function rows(span = { fromMs: Date.now() - 60 * MINUTE_MS, toMs: Date.now() }): Promise<readonly Observation[]> {
  return (await Promise.all(Object.values(PORTALS).map((portal) => observationsOf(table, homeOf(portal), span)))).flat()
}

/** What became of the slots of a span. Where a minute's dispatch knew of no configuration, its slots are explained. */
async function account(span: { readonly fromMs: number; readonly toMs: number }): Promise<Ledger> {
  const [config] = await listConfigs(table)
  if (!config) throw new Error('no configuration')
  const minutes = { fromMs: span.fromMs - 5 * MINUTE_MS, toMs: span.toMs + MINUTE_MS }
  const receipts = await Promise.all(LOCATIONS.map(({ id }) => receiptsOf(table, id, minutes)))
  return accountForSlots({
    config: { ...config, effectiveFromMs: span.fromMs },
    untilMs: span.toMs,
    rows: await rows(span),
    sent: new Set(),
    receipts: receipts.flat().filter(({ catalogVersion }) => catalogVersion !== null),
    runs: [],
  })
}

/** The incidents of a page, as the table has them. */
async function incidentsOf(page: string): Promise<readonly object[]> {
  const [, { pk }] = incidentKeys({ id: '', page, sinceMs: 0, kind: 'down', group: 'abroad' })
  const values = (await table.query({ pk })).map(({ json }) => JSON.parse(json as string) as object)
  return values.filter((value) => !('event' in value))
}

/** Takes what both queues have; gives what is new for those who are woken. */
async function receive(): Promise<readonly AlertEvent[]> {
  const take = async (name: string) =>
    (await takeAlerts(clients, { name, endpoint: ministack.url })).map(({ event }) => event)
  const [pages, all] = await Promise.all([take(PAGES), take(EVERYTHING)])
  woken.push(...pages)
  told.push(...all)
  return pages
}

async function heard(wanted: { readonly portal: string; readonly event: string }): Promise<void> {
  await until(
    `${wanted.portal}: ${wanted.event}`,
    async () => {
      await receive()
      return woken.some(({ portal, event }) => portal === wanted.portal && event === wanted.event)
    },
    TOLD_WITHIN,
  )
  mark(`alert: ${wanted.portal} ${wanted.event}`)
}

function wordsOf({ page, event, seq }: AlertEvent): string {
  return `${page} ${event} ${seq}`
}

async function passed(timeMs: number): Promise<void> {
  await until('time passes', () => Date.now() >= timeMs, { withinMs: OUTAGE_MS, everyMs: 500 })
}

/** The first slot that begins at or after a moment. */
function next(timeMs: number): number {
  return Math.ceil(timeMs / EVERY_MS) * EVERY_MS
}

/** A line of the timeline: seconds since the deploy. */
function mark(what: string): void {
  say(`+${seconds(Date.now() - deployedMs)} s ${what}`)
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
