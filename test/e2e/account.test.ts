import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Account } from '../../lib/model/account.ts'
import type { JourneyStep } from '../../lib/model/journey.ts'
import { ACCOUNTS_FOLDER_VARIABLE } from '../../lib/observe/browser/account.ts'
import { auditPage } from '../../lib/observe/browser/audit.ts'
import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { auditRequest } from '../kit/audit-request.ts'
import { html, type Site, startSite } from '../kit/site.ts'

const USER = 'can-bo+đo.lường'
const PASSWORD = 'Mật khẩu/dài & "lạ" 42'
const SESSION = 'eyJhbGciOiJIUzI1NiJ9.c2Vzc2lvbg'
const TOKEN = 'tok-7f3a9c'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

async function keep(account: unknown, mode = 0o600): Promise<void> {
  const accounts = await folder()
  await writeFile(join(accounts, 'nhip%2Fthu.json'), JSON.stringify(account), { mode })
  await chmod(join(accounts, 'nhip%2Fthu.json'), mode)
  vi.stubEnv(ACCOUNTS_FOLDER_VARIABLE, accounts)
  onTestFinished(() => void vi.unstubAllEnvs())
}

async function audit(over: Partial<AuditRequest> & Pick<AuditRequest, 'url'>) {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  return auditPage(auditRequest({ account: 'nhip/thu', form: { engine: null }, ...over }), { browser })
}

const cookieOf = ({ headers }: IncomingMessage) => headers.cookie ?? ''

/** A form for who is signed in, by cookie and by token, which tells everybody everything. */
const portal = () =>
  startSite({
    '/vao':
      html(`<form method="post" action="/xac-thuc"><input id="u" name="u" type="text"><input id="p" name="p" type="password">
      <button>Đăng nhập</button></form>`),
    '/xac-thuc': (request, response) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        const sent = new URLSearchParams(body)
        const isRight = sent.get('u') === USER && sent.get('p') === PASSWORD
        response
          .writeHead(302, { location: isRight ? '/to-khai' : '/vao', 'set-cookie': `phien=${SESSION}; Path=/` })
          .end()
      })
    },
    '/to-khai': (request, response) => {
      const isIn = cookieOf(request).includes(SESSION)
      response.writeHead(isIn ? 200 : 302, { 'content-type': 'text/html; charset=utf-8', location: '/vao' })
      response.end(
        isIn
          ? html(`<p>${USER} ${SESSION} <a href="/x?u=${encodeURIComponent(USER)}">${PASSWORD}</a></p><main id="m"></main><script>
              const token = localStorage.getItem('token') ?? 'none'
              console.error('signed in', ${JSON.stringify(USER)}, token)
              fetch('/api?token=' + token + '&phien=' + ${JSON.stringify(SESSION)}).then((response) => {
                if (response.ok) m.innerHTML = '<img alt="" src="/anh?t=' + token + '"><input name="ten" value="' + token + '">'
              })</script>`)
          : '',
      )
    },
    '/api': (request, response) => void response.writeHead(request.url?.includes(TOKEN) ? 200 : 401).end('{}'),
  })

const stored = (site: Site): Partial<Account> => ({
  user: USER,
  password: PASSWORD,
  cookies: [{ name: 'phien', value: SESSION, domain: 'portal.localhost', path: '/', secure: false, httpOnly: true }],
  localStorage: { [new URL(site.url('/')).origin]: { token: TOKEN } },
})

/** Everything that was written, in every spelling a secret could have there. */
async function expectNoSecret(out: string, made: unknown): Promise<void> {
  const written = [JSON.stringify(made)]
  for (const name of await readdir(out)) written.push(await readFile(join(out, name), 'utf8'))
  const spellings = [USER, PASSWORD, SESSION, TOKEN].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    new URLSearchParams({ s: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64'),
  ])
  for (const text of written) for (const secret of spellings) expect(text.includes(secret) ? secret : null).toBeNull()
}

test('a stored session opens the form, and nothing that is written holds any of it', { timeout: 180_000 }, async () => {
  const site = await portal()
  await keep(stored(site))
  const out = await folder()
  const made = await audit({ url: site.url('/to-khai'), out })
  expect(made).toMatchObject({ outcome: 'passed', finalUrl: site.url('/to-khai'), engine: 'other' })
  expect(made.score).not.toBeNull()
  // No picture: what it would show of a person can't be told from the rest.
  expect((await readdir(out)).toSorted()).toEqual(['run-1.report.html', 'run-1.report.json', 'run-1.trace.json'])
  expect(await readFile(join(out, 'run-1.trace.json'), 'utf8')).not.toContain('"Screenshot"')
  expect(await readFile(join(out, 'run-1.report.json'), 'utf8')).toContain('[redacted]')
  await expectNoSecret(out, made)
})

test('a journey signs in with user name and password, where the login is allowed', { timeout: 180_000 }, async () => {
  const site = await portal()
  const { localStorage } = stored(site)
  await keep({ user: USER, password: PASSWORD, localStorage })
  const out = await folder()
  const journey: JourneyStep[] = [
    { kind: 'open', url: site.url('/vao') },
    { kind: 'type', selector: '#u', text: '{account.user}' },
    { kind: 'type', selector: '#p', text: '{account.password}' },
    { kind: 'click', target: { selector: null, text: 'Đăng nhập' } },
    { kind: 'waitFor', target: { selector: 'main', text: null } },
    { kind: 'open', url: site.url('/to-khai') },
  ]
  const made = await audit({
    url: site.url('/vao'),
    out,
    journey,
    allow: [{ method: 'POST', url: site.url('/xac-thuc') }],
  })
  expect(made).toMatchObject({ outcome: 'passed', finalUrl: site.url('/to-khai') })
  expect(site.requests.filter((request) => !request.startsWith('GET'))).toEqual(['POST /xac-thuc', 'POST /xac-thuc'])
  await expectNoSecret(out, made)
})

test('an account that is not here, or that others may read, is our fault, and nothing is visited', async () => {
  const site = await portal()
  vi.stubEnv(ACCOUNTS_FOLDER_VARIABLE, await folder())
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await audit({ url: site.url('/to-khai') })).toMatchObject({
    outcome: 'inconclusive',
    cause: 'audit_error',
    detail: 'account nhip/thu: nhip%2Fthu.json: ENOENT',
  })
  await keep(stored(site), 0o644)
  expect(await audit({ url: site.url('/to-khai') })).toMatchObject({
    cause: 'audit_error',
    detail: expect.stringContaining('its mode must be 600'),
  })
  await keep({ user: USER, pasword: PASSWORD })
  const wrong = await audit({ url: site.url('/to-khai') })
  expect(wrong.cause).toBe('audit_error')
  expect(JSON.stringify(wrong)).not.toContain(PASSWORD.slice(0, 6))
  expect(site.requests).toEqual([])
})

test('cookies that no browser takes are said to be what is wrong, without what is in them', {
  timeout: 180_000,
}, async () => {
  const site = await portal()
  await keep({ cookies: [{ name: 'phien', value: `${SESSION};a`, domain: 'portal.localhost' }] })
  const made = await audit({ url: site.url('/to-khai') })
  expect(made).toMatchObject({ cause: 'audit_error', detail: expect.stringContaining('the account’s cookies') })
  expect(made.detail).not.toContain(SESSION)
})
