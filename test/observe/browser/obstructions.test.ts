import { afterAll, describe, expect, test } from 'vitest'
import { judgeLoad } from '../../../lib/judge/audit-outcome.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { loadOnce } from '../../../lib/observe/browser/load.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { CHALLENGES, FIREWALLS, LOGINS, LOOKALIKES, type ProductPage } from '../../kit/obstruction-pages.ts'
import { html, startSite } from '../../kit/site.ts'
import { NO_STAND_INS, STAND_INS } from '../../kit/stand-in-pages.ts'
import { timeReadiness } from '../../kit/time-readiness.ts'

/** So long a form is waited for that never comes: the page itself, at the profile's throttling, has to on a busy machine. */
const NO_FORM_MS = 4_000

const browser = createKeptBrowser()
afterAll(browser.close)

const NOTHING = { browserGone: false, overdueMs: null, fault: null }

async function causesOf(pages: readonly ProductPage[], settled: 'load' | 'networkidle0') {
  const site = await startSite({
    '/dang-nhap': LOGINS[0]?.page ?? 404,
    '/vi/trang-chu': html(''),
    ...Object.fromEntries(
      pages.map(({ status, headers, page }, index) => [
        `/trang-${index}`,
        (_request, response) => {
          response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
          response.end(page)
        },
      ]),
    ),
  })
  const found: (readonly [string, string | null])[] = []
  for (const [index, { name }] of pages.entries()) {
    const request = auditRequest({ url: site.url(`/trang-${index}`) })
    const { facts } = await loadOnce(
      { browser, request },
      {
        load: async ({ page, lost }) => {
          const loaded = page.goto(request.url, { waitUntil: settled, timeout: 5_000 })
          await Promise.race([loaded.catch(() => {}), lost])
          return NOTHING
        },
        nothing: NOTHING,
      },
    )
    found.push([name, judgeLoad(facts).cause])
  }
  return found
}

/** Pages that become what they are by a script. */
const BY_SCRIPT: readonly ProductPage[] = [
  {
    name: 'a sign-in route of an application',
    cause: 'login_required',
    body: `history.pushState(null, '', '#/dang-nhap?tiep=%2F')
      document.body.innerHTML = '<h2>Chào mừng</h2><form><input name="u"><input type="password"></form>'`,
  },
  {
    name: 'a redirect to the single sign-on of the National Portal',
    cause: 'login_required',
    body: `location.href = 'https://xac-thuc.dichvucong.example.vn/oauth2/authorize?client_id=dvc&redirect_uri=x'`,
  },
  {
    name: 'a redirect to VNeID',
    cause: 'login_required',
    body: `setTimeout(() => location.replace('https://vneid.example.vn/oauth/dialog'), 100)`,
  },
  {
    name: 'Keycloak, drawn by its own script',
    cause: 'login_required',
    body: `document.title = 'Sign in to dvc'
      document.body.innerHTML = '<h1 id="kc-page-title">Sign in to your account</h1><form id="kc-form-login"><input id="password" type="password"></form>'`,
  },
  {
    name: 'hCaptcha alone',
    cause: 'captcha',
    body: `document.body.innerHTML = '<h1>Xác minh truy cập</h1><div class="h-captcha"><iframe src="about:blank#newassets.hcaptcha.com"></iframe><textarea name="h-captcha-response" hidden></textarea></div>'`,
  },
  {
    name: 'Turnstile alone',
    cause: 'captcha',
    body: `document.body.innerHTML = '<p>Đang kiểm tra kết nối của bạn</p><div class="cf-turnstile"><input type="hidden" name="cf-turnstile-response"></div>'`,
  },
  {
    name: 'a block page in place of the application',
    cause: 'blocked',
    body: `document.body.innerHTML = '<h2>Truy cập của bạn đã bị chặn</h2><p>Mã sự kiện 7F21-99AC</p>'`,
  },
  {
    name: 'a sign-in page that has changed the language, and has forms by the names of what a document has',
    cause: 'login_required',
    body: `document.title = 'Đăng nhập'
      document.body.innerHTML = '<form name="documentElement"></form><form name="readyState"></form><form name="body"><input type="password"></form>'
      Array.prototype.toJSON = Object.prototype.toJSON = () => 'x'
      Array.prototype.toSorted = Array.prototype.flatMap = URL.parse = undefined`,
  },
  {
    name: 'a form with reCAPTCHA of its own and a link to sign in',
    cause: null,
    body: `document.body.innerHTML = '<a href="/dang-nhap">Đăng nhập</a><h1>Tờ khai</h1><form><input name="hoTen"><div class="g-recaptcha"><textarea name="g-recaptcha-response"></textarea></div></form>'`,
  },
  {
    name: 'a short page with the badge of reCAPTCHA that shows nothing',
    cause: null,
    body: `document.body.innerHTML = '<h1>Thủ tục</h1><p>Nội dung</p><div class="grecaptcha-badge"><textarea class="g-recaptcha-response"></textarea></div>'`,
  },
].map(({ body, ...page }) => ({ ...page, status: 200, page: html(`<script>${body}</script>`) }) as ProductPage)

// A browser solves what only asks for a cookie by script, and goes on.
describe('what keeps a browser from a page is recognised as in http checks', () => {
  test.each([
    ['firewalls', FIREWALLS, 'load'],
    ['challenges', CHALLENGES.filter(({ name }) => !name.startsWith('a cookie set by script')), 'load'],
    ['logins', LOGINS, 'networkidle0'],
    ['lookalikes', LOOKALIKES, 'networkidle0'],
    ['what stands in for a portal', STAND_INS, 'load'],
    ['what only has its words', NO_STAND_INS, 'load'],
    ['what scripts make of a page', BY_SCRIPT, 'networkidle0'],
  ] as const)('%s', { timeout: 180_000 }, async (_name, pages, settled) => {
    expect(await causesOf(pages, settled)).toEqual(pages.map(({ name, cause }) => [name, cause]))
  })
})

test('a form that does not come behind “please sign in” needs a login; behind a hidden one it is not ready', {
  timeout: 180_000,
}, async () => {
  const ask = (style: string) =>
    html(`<div role="dialog" style="${style}"><p>Vui lòng đăng nhập để nộp hồ sơ</p><a href="#">Đăng nhập</a></div>`)
  const dialog = (style: string) =>
    html(
      `<div class="modal" style="${style}"><h3>Đăng nhập</h3><form><input name="u"><input type="password"></form></div>`,
    )
  const site = await startSite({
    '/hoi': ask(''),
    '/an': ask('display: none'),
    '/hop': dialog(''),
    '/hop-an': dialog('display: none'),
  })
  const cause = async (path: string) =>
    (await timeReadiness(browser, { url: site.url(path) }, { deadlineMs: NO_FORM_MS })).cause
  expect([await cause('/hoi'), await cause('/an')]).toEqual(['login_required', 'not_ready'])
  expect([await cause('/hop'), await cause('/hop-an')]).toEqual(['login_required', 'not_ready'])
})

/** Fields and buttons of a page that says nothing of signing in but by them. */
const BOX = '<div class="the"><input name="soDinhDanh"><input type="password" name="p"><button>Tiếp tục</button></div>'
const STATE = '<a href="/sso/vneid">Đăng nhập bằng tài khoản định danh điện tử (VNeID)</a>'

test.each([
  ['a form', `<form>${BOX}</form>`],
  ['no form', BOX],
  [
    'all of a WebForms page',
    `<form method="post"><input type="hidden" name="__VIEWSTATE" value="x"><input name="ctl00$txtTen">
      <input type="password" name="ctl00$txtMat"></form>`,
  ],
  ['a shadow tree', `<dvc-vao><template shadowrootmode="open"><form>${BOX}</form></template></dvc-vao>`],
  ['a frame of the same site', '<iframe src="/khung" style="width: 100%; height: 400px"></iframe>'],
  [
    'a route that comes later',
    `<main></main><script>setTimeout(() => { history.pushState(null, '', '/buoc/1')
      document.querySelector('main').innerHTML = ${JSON.stringify(BOX)} }, 300)</script>`,
  ],
  ['buttons that sign in with accounts of the state', `<main>${STATE}</main>`],
  [
    'buttons that only name them, under a heading',
    '<main><h2>Chọn cách đăng nhập</h2><button><img src="/vneid.png" alt="VNeID"></button></main>',
  ],
])(
  'a form that does not come where a login stands in the page needs one: in %s',
  { timeout: 180_000 },
  async (_in, body) => {
    const site = await startSite({ '/': html(body), '/khung': html(BOX) })
    expect(await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: NO_FORM_MS })).toMatchObject({
      outcome: 'inconclusive',
      cause: 'login_required',
    })
  },
)

test('a form that does not come is not ready, whatever login there is at the page’s edges or out of sight', {
  timeout: 180_000,
}, async () => {
  const site = await startSite({
    '/': html(`<header><a href="/dang-nhap">Đăng nhập</a>${STATE}<form>${BOX}</form>
        <dvc-dau><template shadowrootmode="open">${STATE}</template></dvc-dau></header>
      <div class="top-header"><a href="/dang-nhap">Đăng nhập</a>${STATE}</div>
      <div style="visibility: hidden"><form>${BOX}</form>${STATE}</div><iframe src="/khung" width="150" height="80"></iframe>
      <main><p>Thủ tục 1.001193</p><a href="/dang-nhap">Đăng nhập</a><h2>Liên kết</h2>
        <a href="/">Cổng Dịch vụ công Quốc gia</a></main><aside><form>${BOX}</form></aside>`),
    '/khung': html(BOX),
  })
  expect(await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: NO_FORM_MS })).toMatchObject({
    outcome: 'failed',
    cause: 'not_ready',
  })
})

test('a form that comes is ready beside a login, and in a page whose only form holds a hidden one', {
  timeout: 180_000,
}, async () => {
  const site = await startSite({
    '/': html(`${BOX}${STATE}<form><input name="hoTen"></form>`),
    '/webforms': html(`<form method="post"><input type="hidden" name="__VIEWSTATE" value="x">
      <div style="display: none">${BOX}</div><input name="ctl00$txtHoTen"></form>`),
  })
  for (const [path, engine] of [
    ['/', 'other'],
    ['/webforms', 'webforms'],
  ])
    expect(await timeReadiness(browser, { url: site.url(path ?? '') })).toMatchObject({ cause: null, engine })
})
