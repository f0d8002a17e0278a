import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { auditSchema } from '../../lib/model/audit.ts'
import { html, startSite } from '../kit/site.ts'

const NHIP = fileURLToPath(new URL('../../bin/nhip.ts', import.meta.url))

type Ended = { readonly exit: number; readonly stdout: string; readonly stderr: string }

function nhipAudit(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', LANG: 'C' }
    const child = execFile(process.execPath, [NHIP, 'audit', ...args], { env }, (_error, stdout, stderr) =>
      resolve({ exit: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

describe('nhip audit', () => {
  test('prints the audit alone on stdout, exits 0 and keeps what was asked for', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': html('') })
    const out = await mkdtemp(join(tmpdir(), 'nhip-test-'))
    onTestFinished(() => rm(out, { recursive: true, force: true }))
    const ended = await nhipAudit(site.url('/'), '--runs', '1', '--allow-private', '--json', '--out', join(out, 'new'))
    expect(ended.exit).toBe(0)
    const audit = auditSchema.parse(JSON.parse(ended.stdout))
    expect(audit).toMatchObject({
      page: null,
      location: 'cli',
      slotMs: audit.startedAtMs,
      outcome: 'passed',
      runs: [{}],
    })
    expect((await readdir(join(out, 'new'))).length).toBe(5)
  })

  test('exits 1 where the page fails, with the reason for a person', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': 503 })
    const ended = await nhipAudit(site.url('/'), '--runs', '1', '--allow-private', '--lang', 'vi')
    expect(ended.exit).toBe(1)
    expect(ended.stdout).toMatch(/^không thành công {2}http.*\n {2}máy chủ lỗi 5xx \(http_5xx\): status 503\n/)
  })

  test('exits 3 where the page may not be visited', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': html('') })
    const ended = await nhipAudit(site.url('/'), '--json')
    expect(ended.exit).toBe(3)
    expect(JSON.parse(ended.stdout)).toMatchObject({ cause: 'address_refused', score: null })
    expect(site.requests).toEqual([])
  })

  test.each([
    ['an address that is none', ['portal'], /“portal” is not an address/],
    ['another scheme', ['ftp://portal.example.vn/'], /only http: and https:/],
    [
      'a profile that does not exist',
      ['http://portal.localhost/', '--profile', 'abacus'],
      /“abacus” is not a profile: write mobile/,
    ],
    ['too many runs', ['http://portal.localhost/', '--runs', '26'], /from 1 to 25/],
    ['no runs', ['http://portal.localhost/', '--runs', '0'], /from 1 to 25/],
    ['a folder that is a file', ['http://portal.localhost/', '--out', NHIP], /can't be a folder/],
    ['a folder that takes no file', ['http://portal.localhost/', '--out', '/proc'], /\/proc can't be .* \(ENOENT\)/],
    ['a selector that is none', ['http://portal.localhost/', '--ready', '#a >> b['], /is not a CSS selector/],
  ])('exits 2 for %s, with one line and no work', { timeout: 180_000 }, async (_name, args, line) => {
    const ended = await nhipAudit(...args)
    expect(ended).toMatchObject({ exit: 2, stdout: '' })
    expect(ended.stderr.split('\n')[0]).toMatch(line)
  })
})
