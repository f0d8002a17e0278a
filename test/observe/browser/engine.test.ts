import { afterAll, describe, expect, test } from 'vitest'
import { engineOf } from '../../../lib/observe/browser/engine.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { loadOnce } from '../../../lib/observe/browser/load.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { COMES_AFTER_MS, EFORM_PAGES } from '../../kit/eform-pages.ts'
import { html, startSite } from '../../kit/site.ts'
import { timeReadiness } from '../../kit/time-readiness.ts'

const browser = createKeptBrowser()
afterAll(browser.close)

describe('a form', () => {
  test.each(EFORM_PAGES)('$name: ready when it can be used', { timeout: 180_000 }, async ({ engine, page }) => {
    const site = await startSite({ '/': page })
    const named = await timeReadiness(browser, { url: site.url('/') }, { engine })
    expect(named).toMatchObject({ cause: null, engine })
    expect(named.readyMs).toBeGreaterThan(COMES_AFTER_MS)
  })

  test.each([
    ['formio', '<div class="formio-form"><p>Hướng dẫn</p><button class="btn btn-wizard-nav-next">Tiếp</button></div>'],
    [
      'surveyjs',
      '<div class="sd-root-modern"><form><input type="button" class="sd-btn sd-navigation__start-btn" value="Bắt đầu"></form></div>',
    ],
  ])('of %s may begin with a page to read', { timeout: 180_000 }, async (engine, form) => {
    const site = await startSite({ '/': html(form) })
    expect(await timeReadiness(browser, { url: site.url('/') })).toMatchObject({ cause: null, engine })
  })

  test('needs no element of forms', { timeout: 180_000 }, async () => {
    const site = await startSite({
      '/': html('<div role="group"><div role="textbox" contenteditable="true" style="height: 30px"></div></div>'),
    })
    expect(await timeReadiness(browser, { url: site.url('/') })).toMatchObject({ cause: null, engine: 'other' })
  })

  /** As NG-ZORRO and Angular Material draw them: over the true field, which is transparent. */
  const CHOICES = {
    select: `<nz-select class="ant-select"><nz-select-search style="display: block; width: 200px; height: 30px">
      <input readonly style="opacity: 0; width: 100%; height: 100%"></nz-select-search></nz-select>`,
    radio: `<div class="mdc-radio" style="position: relative; width: 40px; height: 40px">
      <input type="radio" name="la" style="opacity: 0; position: absolute; inset: 0; margin: 0"></div>`,
  }

  test.each(Object.entries(CHOICES))(
    'may be drawn by what holds its field: %s',
    {
      timeout: 180_000,
    },
    async (_name, choice) => {
      const site = await startSite({
        '/': html(`<app-root ng-version="17.0.0">${choice}</app-root>`),
        '/mo-dan': html(`<app-root ng-version="17.0.0"><div style="opacity: 0">${choice}</div></app-root>`),
      })
      const ready = (path: string, deadlineMs: number) =>
        timeReadiness(browser, { url: site.url(path) }, { deadlineMs })
      expect(await ready('/', 20_000)).toMatchObject({ cause: null, engine: 'angular' })
      expect(await ready('/mo-dan', 4_000)).toMatchObject({ cause: 'not_ready' })
    },
  )

  test('is none that stands beside the page, to talk or to consent', { timeout: 180_000 }, async () => {
    const beside = (size: string) =>
      html(`<p>Đang tải biểu mẫu…</p><div style="position: fixed; bottom: 0; ${size}"><div class="ChatBox-body">
        <textarea></textarea></div></div>`)
    const site = await startSite({ '/': beside('width: 90%; height: 20%'), '/ca-trang': beside('inset: 0') })
    const ready = (path: string, deadlineMs: number) => timeReadiness(browser, { url: site.url(path) }, { deadlineMs })
    expect(await ready('/', 4_000)).toMatchObject({ cause: 'not_ready' })
    expect(await ready('/ca-trang', 20_000)).toMatchObject({ cause: null, engine: 'other' })
  })

  test('under a notice has come; under one that says it is loading, or set aside by nothing, it has not', {
    timeout: 180_000,
  }, async () => {
    const under = (notice: string, loader: string) =>
      html(`<main aria-hidden="true"><form><input name="hoTen"></form></main>
        <div style="position: fixed; inset: 0">${notice}<i class="swal2-loader" style="${loader}">…</i></div>`)
    const dialog = '<div role="dialog" aria-modal="true"><h2>Thông báo</h2><button>Đóng</button></div>'
    const site = await startSite({
      '/': under(dialog, 'display: none'),
      '/dang-tai': under(dialog, ''),
      '/an': under('', 'display: none'),
    })
    const ready = (path: string, deadlineMs: number) => timeReadiness(browser, { url: site.url(path) }, { deadlineMs })
    expect(await ready('/', 20_000)).toMatchObject({ cause: null, engine: 'other' })
    for (const path of ['/dang-tai', '/an'])
      expect([path, await ready(path, 4_000)]).toMatchObject([path, { cause: 'not_ready' }])
  })

  test('that never comes is not ready: its shell, its skeleton and a search field are no form', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({
      '/': html(`<header><input name="tim"></header><aside><form><input name="thu"></form></aside><div class="portlet-boundary"><form><div class="skeleton"><input></div>
        <input type="hidden" name="a"><input disabled><input style="opacity: 0"><button>Nộp hồ sơ</button></form></div>`),
    })
    expect(await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 4_000 })).toMatchObject({
      outcome: 'failed',
      cause: 'not_ready',
      readyMs: null,
    })
  })
})

describe('a form in a frame', () => {
  const FORM = html(`<div class="formio-form" id="holder"></div><script>setTimeout(() => {
    document.getElementById('holder').innerHTML = '<input name="data[hoTen]">'
  }, ${COMES_AFTER_MS})</script>`)
  const CHAT = html('<input placeholder="Chào bạn, bạn cần hỏi gì?">')
  const LARGE = 'width: 100%; height: 500px'

  test('of the same site is timed where its engine is known beyond doubt', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': html(`<iframe src="/khung" style="${LARGE}"></iframe>`), '/khung': FORM })
    const made = await timeReadiness(browser, { url: site.url('/') })
    expect(made).toMatchObject({ cause: null, engine: 'formio' })
    expect(made.readyMs).toBeGreaterThan(COMES_AFTER_MS)
  })

  test('that nobody can see, or what a small frame holds, is none', { timeout: 180_000 }, async () => {
    const frames = `<iframe src="/khung" style="${LARGE}; visibility: hidden"></iframe>
      <iframe src="/chat" width="150" height="80"></iframe>`
    const site = await startSite({ '/': html(frames), '/khung': FORM, '/chat': CHAT })
    const made = await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 4_000 })
    expect(made).toMatchObject({ outcome: 'failed', cause: 'not_ready', readyMs: null })
  })

  test.each([
    ['of another site', 'khac', FORM],
    ['of no engine that is known', 'portal', CHAT],
  ])('%s may be there: that it was not found is our fault', { timeout: 180_000 }, async (_name, host, framed) => {
    const inner = await startSite({ '/khung': framed })
    const address = inner.url('/khung', host)
    const site = await startSite({ '/': html(`<iframe src="${address}?ma=bi-mat" style="${LARGE}"></iframe>`) })
    const made = await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 4_000 })
    expect(made).toMatchObject({ outcome: 'inconclusive', cause: 'audit_error', readyMs: null })
    expect(made.detail).toContain(`it may be in the frame ${address}:`)
    expect(made.detail).not.toContain('bi-mat')
  })
})

describe('a form in a shadow tree', () => {
  /** Draws into a tree of its own, after a while, and there once more into another. */
  const drawn = (form: string, mode = 'open', height = 500) =>
    html(`<dvc-to-khai></dvc-to-khai><script>
      const draw = (host, markup) => {
        const tree = host.attachShadow({ mode: '${mode}' })
        tree.innerHTML = markup
        return tree
      }
      setTimeout(() => {
        const tree = draw(document.querySelector('dvc-to-khai'), '<div style="height: ${height}px"><dvc-trang></dvc-trang></div>')
        draw(tree.querySelector('dvc-trang'), ${JSON.stringify(form)})
      }, ${COMES_AFTER_MS})</script>`)
  const FORMIO = '<div class="formio-form"><input name="data[hoTen]" id="ten"></div>'

  test('is timed where its engine is known beyond doubt, or the page names its field', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({ '/': drawn(FORMIO) })
    const made = await timeReadiness(browser, { url: site.url('/') })
    expect(made).toMatchObject({ cause: null, engine: 'formio' })
    expect(made.readyMs).toBeGreaterThan(COMES_AFTER_MS)
    const named = await timeReadiness(browser, { url: site.url('/') }, { ready: '.formio-form > #ten' })
    expect(named).toMatchObject({ cause: null, engine: null })
  })

  test('of no engine that is known may be there: that it was not found is our fault', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({ '/': drawn('<form><input name="hoTen"></form>') })
    const made = await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 4_000 })
    expect(made).toMatchObject({ outcome: 'inconclusive', cause: 'audit_error', readyMs: null })
    expect(made.detail).toContain('it may be in the shadow tree of <dvc-to-khai>:')
  })

  test('that is small, such as a chat, or under the page’s header is none', { timeout: 180_000 }, async () => {
    const site = await startSite({
      '/chat': drawn('<input placeholder="Chào bạn">', 'open', 80),
      '/dau': drawn(FORMIO, 'open', 80).replace('<dvc-to-khai></dvc-to-khai>', '<header>$&</header>'),
    })
    for (const path of ['/chat', '/dau']) {
      const made = await timeReadiness(browser, { url: site.url(path) }, { deadlineMs: 4_000 })
      expect([path, made]).toMatchObject([path, { outcome: 'failed', cause: 'not_ready', readyMs: null }])
    }
  })
})

test('the engine of a loaded page is told; a page of a product without a form has none', {
  timeout: 180_000,
}, async () => {
  const pages = Object.fromEntries(EFORM_PAGES.map(({ page }, index) => [`/${index}`, page]))
  const site = await startSite({
    ...pages,
    '/liferay': html('<div class="portlet-boundary"><p>Tin tức</p></div><header><input name="q"></header>'),
    '/login': html('<form><input name="u"><input type="password"></form>'),
    '/khung': html('<header><input name="q"></header><iframe src="/trong"></iframe>'),
    '/trong': html('<div class="formio-form"></div>'),
    '/cay': html(
      `<dvc-to-khai><template shadowrootmode="open"><div class="formio-form"></div></template></dvc-to-khai>`,
    ),
  })
  const asked = async (path: string) => {
    const nothing = { browserGone: false, overdueMs: null, fault: null, engine: null as unknown }
    const { result } = await loadOnce(
      { browser, request: auditRequest({ url: site.url(path) }) },
      {
        load: async ({ page }) => {
          await page.goto(site.url(path))
          await page.waitForFunction(() => !document.getElementById('form') || document.querySelector('#holder input'))
          return { ...nothing, engine: await engineOf(page) }
        },
        nothing,
      },
    )
    return result.engine
  }
  for (const [index, { engine }] of EFORM_PAGES.entries())
    expect([index, await asked(`/${index}`)]).toEqual([index, engine])
  expect([await asked('/liferay'), await asked('/login')]).toEqual([null, null])
  expect([await asked('/khung'), await asked('/cay')]).toEqual(['formio', 'formio'])
})
