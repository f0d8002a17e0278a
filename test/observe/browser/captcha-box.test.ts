import { afterAll, describe, expect, test } from 'vitest'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { html, startSite } from '../../kit/site.ts'
import { timeReadiness } from '../../kit/time-readiness.ts'

const browser = createKeptBrowser()
afterAll(browser.close)

const PICTURE = '<canvas width="120" height="40" style="background: #ccc"></canvas>'
const box = (attributes: string) => `<div ${attributes} style="width: 300px; height: 74px">☐</div>`

/** A page of a portal, with its search, whose lower heading asks for what follows. */
const page = (body: string) =>
  html(`<header><form><input name="tim" placeholder="Tìm kiếm"></form></header><main><h2>Đăng ký khai sinh</h2>
    <h3>Kiểm tra trước khi kê khai</h3>${body}<button>Tiếp tục</button></main>`)

describe('a form that does not come behind a captcha is kept by it', () => {
  test.each([
    ['reCAPTCHA', page(box('class="g-recaptcha" data-sitekey="x"'))],
    ['hCaptcha', page(box('class="h-captcha"'))],
    ['Turnstile', page(box('class="cf-turnstile"'))],
    ['GeeTest', page(box('class="geetest_holder geetest_wind"'))],
    ['a captcha of its own', page(`<div id="vungCaptcha">${PICTURE}<i>Kéo để ghép hình</i></div>`)],
    [
      'letters of a picture',
      page(`<div>${PICTURE}<label for="m">Mã bảo vệ</label><input id="m"><button>Xác nhận</button></div>`),
    ],
  ])('%s', { timeout: 30_000 }, async (kind, markup) => {
    const site = await startSite({ '/': markup })
    const made = await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 2_000 })
    expect(made).toMatchObject({ outcome: 'inconclusive', cause: 'captcha', readyMs: null })
    expect(made.detail).toBe(`no form could be used in 2000 ms; the page shows ${kind}`)
  })
})

test('a form that does not come above the captcha at its end is not ready, nor behind one that nobody sees', {
  timeout: 30_000,
}, async () => {
  const site = await startSite({
    '/cuoi': page(`<div id="form"></div>${box('class="g-recaptcha"')}<button>Nộp hồ sơ</button>`),
    '/an': page(`<div style="visibility: hidden">${box('class="h-captcha"')}</div>`),
    '/huy-hieu': page('<div class="grecaptcha-badge"><iframe src="/recaptcha/api2" height="60"></iframe></div>'),
    '/ma': page('<p>Mã xác nhận đã gửi tới điện thoại</p>'),
  })
  for (const path of ['/cuoi', '/an', '/huy-hieu', '/ma']) {
    const made = await timeReadiness(browser, { url: site.url(path) }, { deadlineMs: 2_000 })
    expect([path, made.cause]).toEqual([path, 'not_ready'])
  }
})

test('a form that comes with a captcha at its end is ready', { timeout: 30_000 }, async () => {
  const site = await startSite({
    '/': html(`<form><input name="hoTen">${PICTURE}<input name="captcha">${box('class="g-recaptcha"')}</form>`),
  })
  expect(await timeReadiness(browser, { url: site.url('/') })).toMatchObject({ cause: null, engine: 'other' })
})
