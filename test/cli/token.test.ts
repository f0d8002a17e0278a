import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CreatedToken } from '../../lib/flow/create-token.ts'
import type { Tokens } from '../../lib/flow/list-tokens.ts'
import { publishConfig } from '../../lib/flow/publish-config.ts'
import { lockFolder } from '../../lib/local/lock.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createApp } from '../../lib/web/app.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { nhip, scratch, scratchFile, values } from '../kit/nhip.ts'
import { type Served, serve } from '../kit/serve.ts'
import { makeQueue, openStores } from '../kit/stores.ts'

const TEXT = /^nhip_([0-9a-f]{12})_[A-Za-z0-9_-]{43}\n$/
const OPERATOR = 'the-token-of-the-machine'

let stores: Stores
let served: Served
beforeAll(async () => {
  stores = await openStores()
  await publishConfig(stores.table, { catalogue: catalogueOf(), played: ['sgn'], nowMs: Date.now() })
  const app = createApp({
    table: stores.table,
    clock: { now: Date.now, sleepUntil: () => Promise.resolve() },
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs: await makeQueue(stores),
    archive: stores.archive,
    token: OPERATOR,
    hostnames: ['127.0.0.1'],
  })
  served = await serve(app)
})
afterAll(async () => {
  served.close()
  await stores.close()
})

/** Where tokens are kept, by the options and the environment that name it. */
const PLACES: Readonly<
  Record<string, () => Promise<{ readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }>>
> = {
  'a folder that is not there yet': async () => ({ args: ['--data', join(await scratch(), 'new')], env: {} }),
  'a hub': async () => ({ args: ['--hub', served.url], env: { NHIP_TOKEN: OPERATOR } }),
  'a table on AWS': async () => ({ args: ['--table', TABLE_NAME, '--region', 'us-east-1'], env: { ...stores.env } }),
}

describe.each(Object.keys(PLACES))('in %s', (place) => {
  test('a token is made, listed and revoked', { timeout: 180_000 }, async () => {
    const { args, env } = (await PLACES[place]?.()) ?? { args: [], env: {} }
    const run = (...command: readonly string[]) => nhip(['token', ...command, ...args], { env })

    const plain = await run('create', '--role', 'operator')
    expect(plain.exit).toBe(0)
    const [, id = ''] = TEXT.exec(plain.stdout) ?? []
    expect(plain.stderr).toBe(`Token ${id} is shown this once: keep it in a safe place.\n`)

    const made = await run(
      'create',
      '--role',
      'agent',
      '--location',
      'sgn',
      '--days',
      '2',
      '--note',
      'máy ở huyện',
      '--json',
    )
    const [agent] = values<CreatedToken>(made.stdout)
    expect(agent).toMatchObject({ type: 'token', role: 'agent', location: 'sgn', note: 'máy ở huyện' })
    expect((agent?.expiresAtMs ?? 0) - (agent?.createdAtMs ?? 0)).toBe(2 * DAY_MS)

    const listed = await run('list', '--json')
    const [list] = values<Tokens>(listed.stdout)
    expect(list?.tokens.map((token) => token.id)).toEqual(expect.arrayContaining([id, agent?.id]))
    for (const secret of [plain.stdout.trim(), agent?.token ?? ''])
      expect(listed.stdout).not.toContain(secret.slice(-43))

    const revoked = await run('revoke', agent?.token ?? '', '--lang', 'vi')
    expect([revoked.exit, revoked.stdout]).toEqual([0, `Đã thu hồi mã truy cập ${agent?.id} (agent).\n`])
    const shown = (await run('list')).stdout
    expect(shown).toMatch(new RegExp(`^${agent?.id} +agent +sgn +revoked .* máy ở huyện$`, 'm'))
    expect(shown).toMatch(new RegExp(`^${id} +operator +– +valid `, 'm'))

    const unknown = await run('revoke', '000000000000')
    expect([unknown.exit, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toContain('no token has this id')
  })
})

test('a hub takes the tokens that it made, as long as they are good', { timeout: 180_000 }, async () => {
  const made = await nhip(['token', 'create', '--role', 'evaluator', '--hub', served.url], {
    env: { NHIP_TOKEN: OPERATOR },
  })
  const file = await scratchFile('token', made.stdout)
  const ask = () => nhip(['status', '--hub', served.url, '--token-file', file, '--json'])
  expect(values((await ask()).stdout)).toMatchObject([{ type: 'status' }])
  const evaluators = await nhip(['token', 'list', '--hub', served.url, '--token-file', file])
  expect([evaluators.exit, evaluators.stderr]).toEqual([2, expect.stringContaining('needs a token of role operator')])
  await nhip(['token', 'revoke', made.stdout.trim(), '--hub', served.url], { env: { NHIP_TOKEN: OPERATOR } })
  const refused = await ask()
  expect([refused.exit, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toMatch(/refuses the token, which is wrong, expired or revoked/)
  expect(refused.stderr).not.toContain(made.stdout.trim().slice(-43))
})

test('a token may be made before its location is published; that is said', async () => {
  const made = (location: string) =>
    nhip(['token', 'create', '--role', 'agent', '--location', location, '--hub', served.url], {
      env: { NHIP_TOKEN: OPERATOR },
    })
  expect((await made('han')).stderr).toContain('The published catalogue has no “han” yet')
  expect((await made('sgn')).stderr).not.toContain('catalogue')
})

test('what is kept in a folder is its owner’s alone, and holds no secret', async () => {
  const dir = join(await scratch(), 'new')
  const { stdout } = await nhip(['token', 'create', '--role', 'operator', '--data', dir])
  expect((await stat(dir)).mode & 0o077).toBe(0)
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const bytes = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))))
  expect(bytes.some((content) => content.includes(stdout.slice(5, 17)))).toBe(true)
  expect(bytes.some((content) => content.includes(stdout.trim().slice(-43)))).toBe(false)
})

describe('wrong input: exit 2, one line, and nothing is made', () => {
  const AWS = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_REGION: 'us-east-1' }
  test.each<[string, readonly string[], RegExp]>([
    ['no role', ['create'], /required option '--role <role>'/],
    ['another role', ['create', '--role', 'admin'], /Allowed choices are operator, evaluator, vendor, agent/],
    ['a vendor without its id', ['create', '--role', 'vendor'], /--role vendor needs --vendor ID/],
    ['an agent without its location', ['create', '--role', 'agent'], /--role agent needs --location ID/],
    [
      'an operator of a vendor',
      ['create', '--role', 'operator', '--vendor', 'vnpt'],
      /--vendor goes with --role vendor/,
    ],
    ['a location that is no id', ['create', '--role', 'agent', '--location', 'Hà Nội'], /--location Hà Nội is no id/],
    ['no days', ['create', '--role', 'operator', '--days', '0'], /whole number from 1 to 3650/],
    ['an empty note', ['create', '--role', 'operator', '--note', ''], /--note: /],
    ['two places', ['list', '--data', 'x', '--table', 'y'], /cannot be used with/],
    ['a region alone', ['list', '--region', 'us-east-1'], /name the table with --table/],
    [
      'a table that nothing answers for',
      ['list', '--table', 'x'],
      /can't use the table x in us-east-1: nothing answers/,
    ],
  ])('%s', async (_name, args, line) => {
    const dir = join(await scratch(), 'new')
    const here = args.some((arg) => ['--data', '--table', '--region'].includes(arg)) ? [] : ['--data', dir]
    const env = { ...AWS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }
    const { exit, stdout, stderr } = await nhip(['token', ...args, ...here], { env })
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
    expect(existsSync(dir)).toBe(false)
  })

  test('a table that is not there', async () => {
    const { exit, stderr } = await nhip(['token', 'list', '--table', 'none', '--region', 'us-east-1'], {
      env: stores.env,
    })
    expect([exit, stderr]).toEqual([
      2,
      expect.stringMatching(/can't use the table none in us-east-1: there is no such/),
    ])
  })

  test('a folder that somebody holds', async () => {
    const dir = await scratch()
    const lock = lockFolder(dir)
    const { exit, stderr } = await nhip(['token', 'create', '--role', 'operator', '--data', dir])
    lock.release()
    expect([exit, stderr]).toEqual([2, expect.stringContaining('is in use')])
  })

  test('a hub that sends elsewhere is not followed', async () => {
    const { startSite } = await import('../kit/site.ts')
    const other = await startSite({})
    const site = await startSite({
      '/api/tokens': (_request, response) =>
        void response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end(),
    })
    const { exit } = await nhip(['token', 'list', '--hub', `http://127.0.0.1:${site.port}`], {
      env: { NHIP_TOKEN: 'x' },
    })
    expect(exit).toBe(2)
    expect(other.requests).toEqual([])
  })
})
