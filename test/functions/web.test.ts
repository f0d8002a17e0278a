import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Env } from '../../functions/shell.ts'
import * as web from '../../functions/web.ts'
import { ARCHIVE } from '../../lib/local/resources.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { HTTP_API, httpApiEvent } from '../kit/http-api.ts'
import { CONTEXT } from '../kit/lambda.ts'
import { observation } from '../kit/observation.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'

/** The page and the API behind an HTTP API of API Gateway, by the SDK against the embedded servers. */
let stores: Stores
let observations: TestQueue
let env: Env
beforeAll(async () => {
  stores = await openStores()
  observations = await makeQueue(stores)
  env = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_OBSERVATIONS_QUEUE: observations.url,
    NHIP_DEAD_LETTERS_QUEUE: (await makeQueue(stores)).url,
    NHIP_JOBS_QUEUE: (await makeQueue(stores)).url,
    NHIP_ARCHIVE: ARCHIVE,
  }
  const { untilMs: _until, ...config } = configOf(catalogueOf())
  await putConfig(stores.table, config)
})
afterAll(() => stores.close())

const call = (sent: APIGatewayProxyEventV2, over: Env = env) => web.create(over, { log: SILENT })(sent, CONTEXT)
const bearer = async (asked: Parameters<typeof makeToken>[0]) => ({
  authorization: `Bearer ${await makeToken(asked, { table: stores.table, nowMs: Date.now() })}`,
})

describe('the page', () => {
  test('is for those who have signed in: cookies and forms go through', async () => {
    const refused = await call(httpApiEvent('GET /'))
    expect([refused.statusCode, refused.headers?.location]).toEqual([303, '/sign-in?next=%2F'])
    const token = await makeToken({ role: 'evaluator' }, { table: stores.table, nowMs: Date.now() })
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: `https://${HTTP_API}` }
    const signedIn = await call(httpApiEvent('POST /sign-in', { headers: form, body: `token=${token}&next=/` }))
    expect([signedIn.statusCode, signedIn.headers?.location]).toEqual([303, '/'])
    const [cookie = ''] = signedIn.cookies ?? []
    expect(cookie).toMatch(/^__Host-nhip=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const sent = { ...httpApiEvent('GET /?lang=en'), cookies: [cookie.split(';')[0] ?? ''] }
    const page = await call(sent)
    expect([page.statusCode, page.headers?.['content-type']]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(page.body).toContain('Da Nang public service portal')
  })

  test('what is compressed, and fonts, are base64', async () => {
    const page = await call(httpApiEvent('GET /sign-in', { headers: { 'accept-encoding': 'gzip' } }))
    expect([page.isBase64Encoded, page.headers?.['content-encoding']]).toEqual([true, 'gzip'])
    const text = gunzipSync(Buffer.from(page.body ?? '', 'base64')).toString()
    const font = await call(httpApiEvent(`GET ${/\/assets\/[^"]+\.woff2/.exec(text)?.[0]}`))
    expect([font.isBase64Encoded, Buffer.from(font.body ?? '', 'base64').toString('latin1', 0, 4)]).toEqual([
      true,
      'wOF2',
    ])
  })
})

describe('a provider', () => {
  const provider = { name: 'VNeID', issuer: 'https://id.example.org', clientId: 'nhip' }
  const NHIP_SIGN_IN = JSON.stringify(provider)

  test('stands on the page to sign in, where there is one', async () => {
    const page = async (over: Env) => (await call(httpApiEvent('GET /sign-in?lang=en'), over)).body
    expect(await page({ ...env, NHIP_SIGN_IN })).toContain('Sign in with VNeID')
    expect(await page(env)).not.toContain('Sign in with VNeID')
  })

  test('whose secret can’t be read lets nobody in, and is in nobody else’s way', async () => {
    const gone = { NHIP_SIGN_IN_SECRET: 'nhip/sign-in', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' }
    const over = { ...env, ...gone, NHIP_SIGN_IN }
    const begun = await call(httpApiEvent('GET /sign-in/begin?lang=en'), over)
    expect([begun.statusCode, begun.body]).toEqual([502, expect.stringContaining('You are not signed in')])
    const headers = await bearer({ role: 'evaluator' })
    expect((await call(httpApiEvent('GET /api/status', { headers }), over)).statusCode).toBe(200)
  })

  test('that is written wrongly is no function at all', () => {
    expect(() =>
      web.create({ ...env, NHIP_SIGN_IN: JSON.stringify({ ...provider, issuer: 'http://id.example.org' }) }),
    ).toThrow(/issuer/)
  })
})

describe('the API', () => {
  test('answers by role', async () => {
    expect((await call(httpApiEvent('GET /api/status'))).statusCode).toBe(401)
    const headers = await bearer({ role: 'evaluator' })
    const answer = await call(httpApiEvent('GET /api/status', { headers }))
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ type: 'status', pages: [{ page: 'da-nang/home' }] })
    const history = await call(httpApiEvent('GET /api/history/da-nang/home?days=2', { headers }))
    expect(JSON.parse(history.body ?? '')).toMatchObject({ type: 'history', page: 'da-nang/home' })
    expect((await call(httpApiEvent('GET /api/tokens', { headers }))).statusCode).toBe(403)
  })

  test('makes and revokes tokens with what it may do to the table', async () => {
    const headers = await bearer({ role: 'operator' })
    const made = await call(httpApiEvent('POST /api/tokens', { headers, body: '{"role":"agent","location":"sgn"}' }))
    expect(made.statusCode).toBe(201)
    const { id } = JSON.parse(made.body ?? '') as { id: string }
    const listed = await call(httpApiEvent('GET /api/tokens', { headers }))
    expect(listed.body).toContain(id)
    expect((await call(httpApiEvent(`DELETE /api/tokens/${id}`, { headers }))).statusCode).toBe(200)
  })

  test('takes the results of an agent, as text and as base64', async () => {
    const headers = { ...(await bearer({ role: 'agent', location: 'sgn' })), 'content-type': 'application/json' }
    const result = JSON.stringify(observation({ detail: 'Đà Nẵng' }))
    const body = JSON.stringify({ results: [result] })
    const sent = httpApiEvent('POST /api/agent/results', { headers, body })
    expect(await call(sent)).toMatchObject({ statusCode: 202, body: '{"accepted":1}' })
    const encoded = { ...sent, body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
    expect(await call(encoded)).toMatchObject({ statusCode: 202 })
    expect((await observations.received()).map(({ Body }) => Body)).toEqual([result, result])
  })

  test('gives an agent its configuration once', async () => {
    const headers = await bearer({ role: 'agent', location: 'sgn' })
    const first = await call(httpApiEvent('GET /api/agent/configs', { headers }))
    expect(JSON.parse(first.body ?? '')).toMatchObject({
      type: 'configs',
      location: 'sgn',
      configs: [{ version: 'v1' }],
    })
    const again = { ...headers, 'if-none-match': String(first.headers?.etag) }
    expect(await call(httpApiEvent('GET /api/agent/configs', { headers: again }))).toMatchObject({
      statusCode: 304,
      body: '',
    })
  })
})

test.each<[string, Partial<APIGatewayProxyEventV2>]>([
  ['a header that HTTP does not know', { headers: { 'x-name': 'Đà Nẵng' } }],
  ['an address that is none', { rawPath: ':x' }],
])('%s is 400', async (_name, changes) => {
  expect((await call({ ...httpApiEvent('GET /'), ...changes })).statusCode).toBe(400)
})

test('what breaks is logged without the token, and not told', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line) => void lines.push(line) })
  const headers = await bearer({ role: 'operator' })
  const answer = await web.create({ ...env, NHIP_TABLE: 'none' }, { log })(
    httpApiEvent('GET /api/status', { headers }),
    CONTEXT,
  )
  expect(answer.statusCode).toBe(500)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('ResourceNotFoundException')
  for (const text of [answer.body ?? '', ...lines]) expect(text).not.toContain(headers.authorization.slice(-43))
})

test('says what its environment lacks, and no value', () => {
  expect(() => web.create({ ...env, NHIP_TABLE: '', NHIP_DEAD_LETTERS_QUEUE: 'secret' })).toThrow(
    /^environment of web: NHIP_TABLE, NHIP_DEAD_LETTERS_QUEUE missing or not valid$/,
  )
})
