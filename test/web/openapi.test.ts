import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonSchema, OpenApi, Operation } from '../../lib/web/openapi.ts'
import { answerChecker, type CheckAnswer } from '../kit/described-answers.ts'
import { FLEET_NOW, FLEET_ORIGIN, FLEET_OUTAGE, FLEET_PERIOD, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { chooseSeed } from '../kit/random.ts'
import { makeToken } from '../kit/tokens.ts'

/** What the API says of itself, and that nothing which it says may be sent breaks it. */
const ROLES = [
  { role: 'operator' },
  { role: 'evaluator' },
  { role: 'vendor', vendor: 'vnpt' },
  { role: 'agent', location: 'sgn' },
] as const
const broken: unknown[] = []
let fleet: FleetApp
let document: OpenApi
let check: CheckAnswer
const tokens: string[] = []
beforeAll(async () => {
  fleet = await openFleetApp({ onBroken: (error) => broken.push(error), requestsPerMinute: 1_000_000 })
  document = (await (await fleet.app.request(`${FLEET_ORIGIN}/openapi.json`)).json()) as OpenApi
  check = answerChecker(document)
  for (const asked of ROLES) tokens.push(await makeToken(asked, { table: fleet.stores.table, nowMs: FLEET_NOW }))
})
afterAll(() => fleet.stores.close())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, own]) =>
    Object.entries(own).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )

test('every route of the API is in it, under a name of its own', () => {
  const routed = fleet.app.routes.filter(({ path, method }) => path.startsWith('/api/') && method !== 'ALL')
  expect(
    operations()
      .map(({ path, method }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`)
      .toSorted(),
  ).toEqual(routed.map(({ path, method }) => `${method} ${path}`).toSorted())
  const names = operations().map(({ operation }) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
})

test('what it says of bodies and queries is JSON Schema of the dialect of OpenAPI 3.1, and says what is checked', () => {
  const ajv = new Ajv2020({ strict: false, formats: { uri: true } })
  for (const { operation } of operations())
    for (const schema of schemasOf(operation)) expect(ajv.validateSchema(schema)).toBe(true)
  const tokens = document.paths['/api/tokens']?.post?.requestBody?.content['application/json'].schema ?? {}
  const isToken = ajv.compile(tokens)
  expect(isToken({ role: 'vendor', vendor: 'vnpt', days: 30 })).toBe(true)
  expect(isToken({ role: 'vendor' })).toBe(false)
  expect(isToken({ role: 'operator', other: 1 })).toBe(false)
})

test('a number in a query is in digits and within its bounds; whatever else is refused by its name', async () => {
  const numbers = operations().flatMap(({ path, method, operation }) =>
    operation.parameters
      .filter(({ in: where, schema }) => where === 'query' && schema.type === 'integer')
      .map(({ name, schema }) => ({ path, method, operation, name, schema })),
  )
  expect(numbers.length).toBeGreaterThan(10)
  for (const { path, method, operation, name, schema } of numbers) {
    const { minimum, maximum } = schema as { readonly minimum: number; readonly maximum: number }
    const filled = path.replace('{portal}', 'ca-mau').replace('{page}', 'home')
    const token = tokens[ROLES.findIndex(({ role }) => operation.description.includes(role))]
    const ask = (value: string) =>
      fleet.app.request(`${FLEET_ORIGIN}${filled}?${new URLSearchParams({ [name]: value }).toString()}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
    for (const wrong of ['1e1', '0x1', '1.0', ' 1', '+1', '-1', '', 'NaN', `${minimum - 1}`, `${maximum + 1}`]) {
      const answer = await ask(wrong)
      expect([path, name, wrong, answer.status]).toEqual([path, name, wrong, 400])
      expect(await answer.json()).toMatchObject({
        code: `bad_${name}`,
        detail: `${name}: give a whole number from ${minimum} to ${maximum}, not “${wrong}”`,
      })
    }
    for (const right of [minimum, maximum])
      expect(await (await ask(`${right}`)).json()).not.toMatchObject({ code: `bad_${name}` })
  }
})

test('a name that an address does not know is refused, with those that it knows', async () => {
  for (const { path, method, operation } of operations()) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'portal' ? 'ca-mau' : 'home'))
    const token = tokens[ROLES.findIndex(({ role }) => operation.description.includes(role))]
    const answer = await fleet.app.request(`${FLEET_ORIGIN}${filled}?dyas=7`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    })
    const known = operation.parameters.filter(({ in: where }) => where === 'query').map(({ name }) => name)
    const may = known.length === 0 ? 'nothing may follow it' : `what may follow it is ${known.toSorted().join(', ')}`
    expect([method, path, await answer.json()]).toEqual([
      method,
      path,
      { status: 400, code: 'bad_query', detail: `this address does not know “dyas”: ${may}` },
    ])
  }
})

test('a name that is given twice is refused, whatever the values are', async () => {
  const twice = operations().flatMap(({ path, method, operation }) =>
    operation.parameters.filter((one) => one.in === 'query').map(({ name }) => ({ path, method, operation, name })),
  )
  expect(twice.length).toBeGreaterThan(30)
  for (const { path, method, operation, name } of twice) {
    const filled = path.replace(/\{(\w+)\}/g, (_, inPath: string) => (inPath === 'portal' ? 'ca-mau' : 'home'))
    const token = tokens[ROLES.findIndex(({ role }) => operation.description.includes(role))]
    const answer = await fleet.app.request(`${FLEET_ORIGIN}${filled}?${name}=1&${name}=1&${name}=2`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    })
    expect([path, name, await answer.json()]).toEqual([
      path,
      name,
      { status: 400, code: 'bad_query', detail: `${name}: give it once, not 3 times` },
    ])
  }
})

test('texts of a query are described by more than that they are some, but for words to look for', () => {
  const texts = operations().flatMap(({ path, operation }) =>
    operation.parameters
      .filter(({ in: where, schema }) => where === 'query' && schema.type === 'string')
      .map(({ name, schema }) => ({ path, name, isFree: !('pattern' in schema) && !('enum' in schema) })),
  )
  expect(texts.length).toBeGreaterThan(20)
  expect(new Set(texts.filter(({ isFree }) => isFree).map(({ name }) => name))).toEqual(new Set(['cursor', 'id', 'q']))
})

test('what stands in an address is described by more than that it is a text', () => {
  const inPath = operations().flatMap(({ path, operation }) =>
    operation.parameters.filter((one) => one.in === 'path').map(({ name, schema }) => ({ path, name, schema })),
  )
  expect(inPath.length).toBeGreaterThan(30)
  for (const { path, name, schema } of inPath)
    expect([path, name, 'pattern' in schema || 'enum' in schema]).toEqual([path, name, true])
  const { parameters = [] } = document.paths['/api/audits/{portal}/{page}/{slot}/{location}/{file}']?.get ?? {}
  const isOf = (name: string, value: string): boolean =>
    new Ajv2020({ strict: false }).validate(parameters.find((one) => one.name === name)?.schema ?? {}, value)
  for (const [name, right, wrong] of [
    ['portal', 'da-nang', 'Đà Nẵng'],
    ['slot', String(FLEET_NOW), '2026-11-22'],
    ['location', 'sgn', ''],
    ['file', 'report.html.gz', '../secret'],
  ] as const)
    expect([name, isOf(name, right), isOf(name, wrong)]).toEqual([name, true, false])
})

describe('whatever is sent', () => {
  test('nothing breaks', { timeout: 180_000 }, async () => {
    const all = operations()
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...all)
          .chain((one) => fc.tuple(fc.constant(one), requestOf(one.operation), tokenOf(one.operation))),
        async ([{ path, method }, request, token]) => {
          const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(request.path[name] ?? 'x'))
          const query = new URLSearchParams(request.query as Record<string, string>).toString()
          const answer = await fleet.app.request(`${FLEET_ORIGIN}${filled}${query === '' ? '' : `?${query}`}`, {
            method,
            headers: { authorization: `Bearer ${token}` },
            ...(method === 'GET' || method === 'DELETE' ? {} : { body: request.body }),
          })
          statuses.add(answer.status)
          expect([answer.status < 500, path, request, broken]).toEqual([true, path, request, []])
          const faults = await check(method, path, answer)
          expect([faults, request]).toEqual([[], request])
          if (answer.status >= 400) expect(await answer.json()).toMatchObject({ status: answer.status })
        },
      ),
      { seed: chooseSeed(), numRuns: 16 * all.length * Number(process.env.NHIP_PROPERTY_FACTOR ?? 1) },
    )
    // More than refusals at the door.
    expect([200, 201, 202, 400, 403, 404].filter((status) => !statuses.has(status))).toEqual([])
  })
})

test('what webhooks send is described, with the signature that is checked by the recipes on the reference page', async () => {
  const { post } = document.webhooks.alert ?? {}
  expect(post?.parameters.map(({ name }) => name)).toEqual(['nhip-event', 'nhip-signature'])
  expect(post?.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Alert' })
  const page = await (await fleet.app.request(`${FLEET_ORIGIN}/reference?lang=en`)).text()
  for (const words of ['timingSafeEqual(expected', 'openssl dgst -sha256 -hmac', 'By hand with openssl'])
    expect(page).toContain(words)
})

test('a token that asks too often is told to wait, and others are not', async () => {
  const { app, stores } = await openFleetApp({ requestsPerMinute: 3 })
  const [own, other] = await Promise.all(
    [0, 1].map(() => makeToken({ role: 'operator' }, { table: stores.table, nowMs: FLEET_NOW })),
  )
  const ask = (token = '') =>
    app.request(`${FLEET_ORIGIN}/api/status`, { headers: { authorization: `Bearer ${token}` } })
  for (let count = 0; count < 3; count++) expect((await ask(own)).status).toBe(200)
  const refused = await ask(own)
  expect([refused.status, await refused.json()]).toEqual([429, expect.objectContaining({ code: 'too_many_requests' })])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  const limits = (answer: Response) => ['limit', 'remaining'].map((one) => answer.headers.get(`ratelimit-${one}`))
  expect(limits(refused)).toEqual(['3', '0'])
  expect(refused.headers.get('ratelimit-reset')).toBe(refused.headers.get('retry-after'))
  expect(limits(await ask(other))).toEqual(['3', '2'])
  expect((await ask(other)).status).toBe(200)
  await stores.close()
})

test('what people write in a body is short, and has no marks that turn the direction of what follows', () => {
  const texts = operations().flatMap(({ operation }) => {
    const { schema = {} } = operation.requestBody?.content['application/json'] ?? {}
    return freeTextsOf(schema)
  })
  // Of a file's name less is taken.
  const isFileName = ({ pattern }: JsonSchema): boolean => typeof pattern === 'string' && pattern.startsWith('^[A-Za-z')
  const written = texts.filter(({ name, schema }) => !NOT_WRITTEN.includes(name) && !isFileName(schema))
  expect(new Set(written.map(({ name }) => name))).toEqual(
    new Set(['behalf', 'cause', 'discard', 'gap', 'label', 'name', 'note', 'reason']),
  )
  const ajv = new Ajv2020({ strict: false })
  for (const { name, schema } of written) {
    const isOne = ajv.compile(schema)
    const most = schema.maxLength as number
    expect([name, isOne('Đã báo, chờ xử lý'), isOne('a'.repeat(most)), isOne('a'.repeat(most + 1)), isOne('')]).toEqual(
      [name, true, true, false, false],
    )
    for (const mark of '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
      expect([name, mark.codePointAt(0)?.toString(16), isOne(`a${mark}b`)]).toEqual([
        name,
        mark.codePointAt(0)?.toString(16),
        false,
      ])
  }
})

test('what people write is kept in NFC, and refused in one line where its direction is turned', async () => {
  const send = async (note: string): Promise<unknown> => {
    const answer = await fleet.app.request(`${FLEET_ORIGIN}/api/silences`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[0]}`, 'content-type': 'application/json' },
      body: JSON.stringify({ portal: 'hue', minutes: 1, note }),
    })
    return answer.json()
  }
  const note = 'Đã báo đơn vị vận hành'
  expect(note.normalize('NFD')).not.toBe(note)
  expect(await send(` ${note.normalize('NFD')} `)).toMatchObject({ note })
  expect(await send('a\u202egpj.exe')).toMatchObject({
    status: 400,
    detail: 'note: take out control characters and the invisible marks that turn the direction of text',
  })
})

test('an answer that is known already is not sent again', async () => {
  const ask = (headers: Record<string, string> = {}) =>
    fleet.app.request(`${FLEET_ORIGIN}/api/kill-switches`, {
      headers: { authorization: `Bearer ${tokens[0]}`, ...headers },
    })
  const first = await ask()
  const again = await ask({ 'if-none-match': first.headers.get('etag') ?? '' })
  expect([first.status, again.status]).toEqual([200, 304])
  expect(await check('GET', '/api/kill-switches', again)).toEqual([])
  expect(await again.text()).toBe('')
})

test('metrics, of a vendor its own', async () => {
  const ask = async (token = '') =>
    (await fleet.app.request(`${FLEET_ORIGIN}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
  const all = await ask(tokens[0])
  expect(all).toContain('nhip_page_verdict{page="ca-mau/home",group="domestic",verdict="down"} 1\n')
  expect(all).toContain('nhip_open_incidents{kind="down",severity="page"} 1\n')
  for (const line of all.split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) nhip_\w+ .+|nhip_\w+\{(\w+="[^"]*",?)*\} -?[\d.]+|)$/)
  expect(await ask(tokens[2])).not.toContain('hue/home')
})

/** Names of what is read by a program, which says itself what it takes. */
const NOT_WRITTEN = [
  'at',
  'criteria',
  'days item',
  'from',
  'incident',
  'kind',
  'location',
  'locations item',
  'page',
  'period',
  'portal',
  'publicKey',
  'replaces',
  'results item',
  'to',
  'until',
  'vendor',
]

/** Texts of a body that may be any, with their names. */
function freeTextsOf(
  schema: JsonSchema,
  name = 'body',
): readonly { readonly name: string; readonly schema: JsonSchema }[] {
  const { anyOf, oneOf, properties, items } = schema as {
    readonly anyOf?: readonly JsonSchema[]
    readonly oneOf?: readonly JsonSchema[]
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly items?: JsonSchema
  }
  const isFree =
    schema.type === 'string' && !['enum', 'const', 'format', 'contentEncoding'].some((key) => key in schema)
  return [
    ...(isFree ? [{ name, schema }] : []),
    ...[...(anyOf ?? []), ...(oneOf ?? [])].flatMap((one) => freeTextsOf(one, name)),
    ...Object.entries(properties ?? {}).flatMap(([key, one]) => freeTextsOf(one, key)),
    ...(items ? freeTextsOf(items, `${name} item`) : []),
  ]
}

function schemasOf({ parameters, requestBody }: Operation): readonly JsonSchema[] {
  return [
    ...parameters.map(({ schema }) => schema),
    ...(requestBody ? [requestBody.content['application/json'].schema] : []),
  ]
}

/** Of a role that it admits, mostly: what others are told is soon known. */
function tokenOf({ description }: Operation): fc.Arbitrary<string> {
  const admitted = tokens.filter((_token, index) => description.includes(ROLES[index]?.role ?? ''))
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...admitted) },
    { weight: 1, arbitrary: fc.constantFrom(...tokens) },
  )
}

/** A request by what an operation says of itself, now and then with something else in it. */
function requestOf({ parameters, requestBody }: Operation) {
  const named = (where: 'path' | 'query') =>
    fc.record(
      Object.fromEntries(
        parameters.filter((one) => one.in === where).map(({ name, schema }) => [name, fc.oneof(textOf(schema), KNOWN)]),
      ),
      where === 'path' ? {} : { requiredKeys: [] },
    )
  const body = requestBody
    ? fc.oneof(
        {
          weight: 4,
          arbitrary: valueOf(requestBody.content['application/json'].schema).map((value) => JSON.stringify(value)),
        },
        { weight: 1, arbitrary: fc.json() },
        { weight: 1, arbitrary: fc.string() },
      )
    : fc.string()
  return fc.record({ path: named('path'), query: named('query'), body })
}

/** What there is, so that more than refusals is tried. */
const KNOWN = fc.constantFrom(
  'ca-mau',
  'hue',
  'home',
  'sgn',
  FLEET_OUTAGE.id,
  '2026-10',
  '2026-11-20',
  'test',
  FLEET_PERIOD,
  `${FLEET_PERIOD} test@1 domestic`,
  'report.html.gz',
  String(FLEET_NOW),
  '../..',
)

/** As it is described, and whatever else there may be. */
function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  const any = fc.string({ unit: 'binary' }).filter(isWellFormed)
  if (schema.type === 'integer') return fc.oneof(fc.integer().map(String), fc.string())
  if (Array.isArray(schema.enum)) return fc.oneof(fc.constantFrom(...(schema.enum as string[])), any)
  if (typeof schema.pattern === 'string') return fc.oneof(fc.stringMatching(new RegExp(schema.pattern)), any)
  return any
}

function isWellFormed(text: string): boolean {
  return text.isWellFormed()
}

function valueOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: rightValueOf(schema) }, { weight: 1, arbitrary: fc.jsonValue() })
}

function rightValueOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, anyOf, oneOf, properties, required, items } = schema as {
    readonly type?: string
    readonly anyOf?: readonly JsonSchema[]
    readonly oneOf?: readonly JsonSchema[]
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly required?: readonly string[]
    readonly items?: JsonSchema
  }
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  const several = anyOf ?? oneOf
  if (several) return fc.oneof(...several.map(valueOf))
  if (type === 'object')
    return fc.record(Object.fromEntries(Object.entries(properties ?? {}).map(([name, of]) => [name, valueOf(of)])), {
      requiredKeys: [...(required ?? [])],
    })
  if (type === 'array') return fc.array(valueOf(items ?? {}), { maxLength: 3 })
  if (type === 'integer' || type === 'number') return fc.oneof(fc.nat(100), fc.integer(), fc.double())
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return type === 'string' ? fc.oneof(KNOWN, fc.string()) : fc.jsonValue()
}
