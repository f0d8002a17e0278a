import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createWebhook } from '../../lib/notify/webhook.ts'
import { NODE_RECIPE, SHELL_RECIPE } from '../../lib/notify/webhook-recipes.ts'
import { alert } from '../kit/alert.ts'
import { recordingServer } from '../kit/recording-server.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

/** The very recipes that docs and the reference page show, on a real delivery. */
const SECRET = 'a-secret of "the two" of us'
const NOW = Date.parse('2026-11-22T03:05:00.900Z')
const run = promisify(execFile)
const hasOpenssl = await run('which', ['openssl']).then(
  () => true,
  () => false,
)

/** What really came. */
async function delivery(): Promise<{ readonly header: string; readonly body: string; readonly secret: string }> {
  const { url, requests } = await recordingServer(() => ({ status: 204 }))
  const hook = { id: 'ops', url, secret: SECRET, only: {}, topic: 'alerts' } as const
  const event = alert({ label: { vi: 'Cổng Đà Nẵng', en: 'Da Nang' } })
  expect(await createWebhook(hook, { now: () => NOW, allowPrivate: true }).send(event)).toEqual({ kind: 'sent' })
  return { header: String(requests[0]?.headers['nhip-signature']), body: requests[0]?.body ?? '', secret: SECRET }
}

test('are in the documents as they are here', () => {
  const document = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8')
  for (const recipe of [NODE_RECIPE, SHELL_RECIPE]) expect(document).toContain(`\n${recipe}\n`)
})

test('in Node', async () => {
  const file = join(temporaryFolder(), 'is-from-nhip.mjs')
  writeFileSync(file, NODE_RECIPE)
  const { isFromNhip } = (await import(pathToFileURL(file).href)) as {
    readonly isFromNhip: (of: object) => boolean
  }
  const { header, body, secret } = await delivery()
  const nowSeconds = NOW / 1_000
  const genuine = { header, body: Buffer.from(body), secret, nowSeconds }
  expect(isFromNhip(genuine)).toBe(true)
  expect(isFromNhip({ ...genuine, body: Buffer.from(body.replace('Da Nang', 'Da Lat')) })).toBe(false)
  expect(isFromNhip({ ...genuine, secret: 'another' })).toBe(false)
  expect(isFromNhip({ ...genuine, header: header.replace(/t=\d+/, 't=1795316701') })).toBe(false)
  expect(isFromNhip({ ...genuine, header: 'v1=' })).toBe(false)
  expect(isFromNhip({ ...genuine, nowSeconds: nowSeconds + 301 })).toBe(false)
})

test.skipIf(!hasOpenssl)('by openssl', async () => {
  const cwd = temporaryFolder()
  const say = async (given: { readonly header: string; readonly body: string; readonly secret: string }) => {
    writeFileSync(join(cwd, 'body.json'), given.body)
    const env = { PATH: process.env.PATH, header: given.header, secret: given.secret }
    return (await run('sh', ['-c', SHELL_RECIPE], { cwd, env })).stdout.trim()
  }
  const genuine = await delivery()
  const { header, body } = genuine
  expect(await say(genuine)).toBe('genuine')
  expect(await say({ ...genuine, body: `${body} ` })).toBe('forged')
  expect(await say({ ...genuine, secret: 'another' })).toBe('forged')
  expect(await say({ ...genuine, header: header.replace(/t=\d+/, 't=1795316701') })).toBe('forged')
})
