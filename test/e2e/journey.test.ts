import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import type { JourneyStep } from '../../lib/model/journey.ts'
import { auditPage } from '../../lib/observe/browser/audit.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { auditRequest } from '../kit/audit-request.ts'
import { html, type Site, startSite } from '../kit/site.ts'
import { timeReadiness } from '../kit/time-readiness.ts'

const browser = createKeptBrowser()
afterAll(browser.close)

const FORM = html('<form class="formio-form" method="post" action="/gui"><input name="data[ten]"></form>')

/** A procedure's page: a province, its communes, which come by a script, then the way to the form. */
const PROCEDURE = (way: string) =>
  html(`<select id="tinh"><option value="">Chọn</option><option value="48">Thành phố Đà Nẵng</option></select>
    <select id="xa" disabled></select><label><input type="radio" name="nguoi" value="1"> Cá nhân</label>
    <div role="combobox" id="cach" tabindex="0">Cách nhận</div><ul role="listbox" hidden><li>Trực tiếp</li><li>Bưu chính</li></ul>
    <div id="ra"></div><script>
      const way = ${JSON.stringify(way)}
      const chosen = { tinh: false, nguoi: false, cach: false }
      const show = () => { if (Object.values(chosen).every(Boolean) && xa.value) ra.innerHTML = way }
      tinh.onchange = async () => {
        chosen.tinh = true
        alert('Đã chọn tỉnh')
        xa.innerHTML = await (await fetch('/xa?tinh=' + tinh.value)).text()
        xa.disabled = false
      }
      xa.onchange = show
      document.querySelector('[name=nguoi]').onchange = () => { chosen.nguoi = true; show() }
      cach.onclick = () => { document.querySelector('[role=listbox]').hidden = false }
      document.querySelector('[role=listbox]').onclick = (event) => {
        document.querySelector('[role=listbox]').hidden = true
        chosen.cach = event.target.textContent === 'Bưu chính'
        show()
      }
    </script>`)

const CHOOSING: readonly JourneyStep[] = [
  { kind: 'choose', selector: '#tinh', option: 'thành phố đà nẵng' },
  { kind: 'choose', selector: '#xa', option: 'Phường Hải Châu' },
  { kind: 'choose', selector: '[name=nguoi]', option: 'Cá nhân' },
  { kind: 'choose', selector: '#cach', option: 'Bưu chính' },
]

const click = (text: string): JourneyStep => ({ kind: 'click', target: { selector: null, text } })

const journeyOn = (site: Site, ...steps: JourneyStep[]): JourneyStep[] => [
  { kind: 'open', url: site.url('/thu-tuc') },
  ...steps,
]

const portal = (way: string, pages: Parameters<typeof startSite>[0] = {}) =>
  startSite({
    '/thu-tuc': PROCEDURE(way),
    '/xa': (_request, response) =>
      void setTimeout(
        () => response.end('<option value="">Chọn</option><option value="1">Phường Hải Châu</option>'),
        200,
      ),
    '/nop-ho-so': FORM,
    ...pages,
  })

describe('a journey', () => {
  test('leads to a form in another document, whose load is what is measured', { timeout: 180_000 }, async () => {
    const site = await portal('<a href="/nop-ho-so" target="_blank">Nộp trực tuyến</a>')
    const journey = journeyOn(site, ...CHOOSING, click('Nộp trực tuyến'))
    const made = await auditPage(auditRequest({ url: site.url('/thu-tuc'), journey, form: { engine: null } }), {
      browser,
    })
    expect(made).toMatchObject({
      outcome: 'passed',
      url: site.url('/thu-tuc'),
      finalUrl: site.url('/nop-ho-so'),
      engine: 'formio',
      journey: { steps: 6, isRoute: false },
      runs: [{ outcome: 'passed' }],
      refusedRequests: [],
    })
    expect(made.score).not.toBeNull()
    expect(made.metrics.requests).toBe(1)
    // One document at 562 ms of applied latency; the pages before it do not count.
    expect(made.metrics.readyMs).toBeGreaterThan(562)
    expect(site.requests.filter((request) => !request.startsWith('GET'))).toEqual([])
  })

  test('leads to a form that its last page shows by itself: ready from the press, and no score', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({
      '/thu-tuc':
        html(`<main id="trang"><select><option>Xã</option></select><button id="di">Nộp trực tuyến</button></main><script>
        di.onclick = () => {
          history.pushState(null, '', '#/ke-khai/1')
          setTimeout(() => { trang.innerHTML = '<form><input name="hoTen"></form>' }, 400)
        }</script>`),
    })
    const journey = journeyOn(site, click('Nộp trực tuyến'))
    const made = await auditPage(auditRequest({ url: site.url('/thu-tuc'), journey, form: { engine: null } }), {
      browser,
    })
    expect(made).toMatchObject({
      outcome: 'passed',
      finalUrl: site.url('/thu-tuc#/ke-khai/1'),
      httpStatus: 200,
      journey: { steps: 2, isRoute: true },
      score: null,
      runs: [],
      readiness: { outcome: 'passed' },
    })
    expect(made.metrics.readyMs).toBeGreaterThanOrEqual(400)
  })

  test('that ends by closing a notice over the form: ready from there', { timeout: 180_000 }, async () => {
    const site = await startSite({
      '/thu-tuc': html(`<main id="trang" aria-hidden="true"><form><input name="hoTen"></form></main>
        <div role="dialog" aria-modal="true"><p>Thông báo</p><button onclick="trang.ariaHidden = null">Đóng</button></div>`),
    })
    expect(
      await timeReadiness(browser, { url: site.url('/thu-tuc'), journey: journeyOn(site, click('Đóng')) }),
    ).toMatchObject({ cause: null, engine: 'other', readyMs: expect.any(Number) })
  })

  test('that ends with another route of the same address loads it, as who comes from elsewhere does', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({
      '/app': html(`<app-root ng-version="15.2.9"></app-root><script>
        if (location.hash === '#/ke-khai/1') document.querySelector('app-root').innerHTML = '<form><input name="ten"></form>'
        sessionStorage.xa = (sessionStorage.xa ?? '') + location.hash</script>`),
    })
    const steps = ['#/thu-tuc', '#/ke-khai/1'].map((route) => ({
      kind: 'open' as const,
      url: site.url(`/app${route}`),
    }))
    const ready = await timeReadiness(browser, { url: site.url('/app'), journey: steps })
    expect(ready).toMatchObject({ cause: null, engine: 'angular', finalUrl: site.url('/app#/ke-khai/1') })
    expect(ready.readyMs).toBeGreaterThan(562)
    expect(site.requests).toEqual(['GET /app', 'GET /app'])
  })

  test('finds its way through open shadow trees', { timeout: 180_000 }, async () => {
    const site = await startSite({
      '/thu-tuc': html(`<dvc-chon><template shadowrootmode="open"><select id="tinh"><option value="">Chọn</option>
        <option>Đà Nẵng</option></select><input type="radio" name="nguoi" id="ca-nhan"><label for="ca-nhan">Cá nhân</label>
        <dvc-nut><template shadowrootmode="open"><button id="gui">Nộp hồ sơ</button><div></div></template></dvc-nut>
        </template></dvc-chon><script>
          const tree = document.querySelector('dvc-chon').shadowRoot
          tree.addEventListener('change', () => {
            if (tree.querySelector('select').value && tree.querySelector('input').checked)
              tree.querySelector('dvc-nut').shadowRoot.querySelector('div').innerHTML = '<a href="/nop-ho-so">Nộp trực tuyến</a>'
          })</script>`),
      '/nop-ho-so': FORM,
    })
    const chosen: JourneyStep[] = [
      { kind: 'choose', selector: '#tinh', option: 'đà nẵng' },
      { kind: 'choose', selector: '#ca-nhan', option: 'Cá nhân' },
      { kind: 'waitFor', target: { selector: 'dvc-nut', text: null } },
    ]
    const journey = journeyOn(site, ...chosen, click('Nộp trực tuyến'))
    expect(await timeReadiness(browser, { url: site.url('/thu-tuc'), journey })).toMatchObject({
      cause: null,
      finalUrl: site.url('/nop-ho-so'),
    })
    const sending = journeyOn(site, { kind: 'click', target: { selector: '#gui', text: null } })
    expect(await timeReadiness(browser, { url: site.url('/thu-tuc'), journey: sending })).toMatchObject({
      cause: 'audit_error',
      detail: expect.stringContaining('“Nộp hồ sơ” is no link'),
    })
  })

  test('whose step finds nothing says which; a portal that fails on the way has its own cause', {
    timeout: 180_000,
  }, async () => {
    const site = await portal('<a href="/nop-ho-so">Nộp trực tuyến</a>', {
      '/loi': 500,
      '/dang-nhap': html(
        '<title>Đăng nhập</title><h1>Đăng nhập</h1><form><input name="u"><input type="password"></form>',
      ),
    })
    const ends = (...steps: JourneyStep[]) =>
      timeReadiness(
        browser,
        { url: site.url('/thu-tuc'), journey: journeyOn(site, ...steps) },
        // The first step is to open the page, which takes a busy machine more than a second.
        { stepDeadlineMs: 4_000, deadlineMs: 2_000 },
      )
    expect(await ends(click('Nộp trực tuyến'))).toMatchObject({
      outcome: 'failed',
      cause: 'not_ready',
      detail: 'step 2 (click “Nộp trực tuyến”): nothing that can be seen matched in time',
    })
    expect(
      await ends({ kind: 'choose', selector: '#tinh', option: 'Atlantis' }, click('Nộp trực tuyến')),
    ).toMatchObject({
      cause: 'not_ready',
      detail: expect.stringContaining('step 2 (choose “Atlantis” in #tinh)'),
    })
    expect(await ends({ kind: 'open', url: site.url('/loi') }, click('Nộp'))).toMatchObject({ cause: 'http_5xx' })
    expect(await ends({ kind: 'open', url: site.url('/dang-nhap') }, click('Nộp trực tuyến'))).toMatchObject({
      cause: 'login_required',
    })
  })

  test('sends no form, whatever its steps press', { timeout: 180_000 }, async () => {
    const site = await startSite({
      '/thu-tuc': html(`<form id="f" method="post" action="/gui"><input name="ten"><button id="a">Tiếp tục</button>
        <input id="b" type="button" value="Nộp hồ sơ" onclick="f.submit()"><a id="c" href="javascript:f.submit()">Tiếp</a>
        <button id="d" type="button" onclick="fetch('/gui', { method: 'POST' })">Xem</button>
        <a id="e" href="#" onclick="f.submit()">Nộp hồ sơ</a><button id="g" type="button" title="Gửi hồ sơ">Tiếp</button>
        <button id="h" type="button"><img alt="Nộp hồ sơ" width="9" height="9"></button>
        <button id="i" type="button" aria-labelledby="ky">›</button><span id="ky">Ký số</span>
        <div role="button">Nộp hồ sơ<i id="k" style="display: block; width: 9px; height: 9px"></i></div></form>`),
      '/gui': FORM,
    })
    const press = (selector: string) =>
      timeReadiness(
        browser,
        {
          url: site.url('/thu-tuc'),
          journey: journeyOn(site, { kind: 'click', target: { selector, text: null } }),
        },
        { engine: 'formio', deadlineMs: 3_000 },
      )
    expect(await press('#a')).toMatchObject({
      cause: 'audit_error',
      detail: expect.stringContaining('it sends a form to'),
    })
    expect(await press('#b')).toMatchObject({ cause: 'audit_error', detail: expect.stringContaining('“Nộp hồ sơ”') })
    expect(await press('#c')).toMatchObject({ cause: 'audit_error', detail: expect.stringContaining('was refused') })
    expect(await press('#d')).toMatchObject({ cause: 'audit_error', detail: expect.stringContaining('was refused') })
    // However it is drawn, and where a link only stands for a button.
    for (const [selector, label] of Object.entries({
      e: 'Nộp hồ sơ',
      g: 'Gửi hồ sơ',
      h: 'Nộp hồ sơ',
      i: 'Ký số',
      k: 'Nộp hồ sơ',
    }))
      expect(await press(`#${selector}`)).toMatchObject({
        cause: 'audit_error',
        detail: expect.stringContaining(`“${label}” is no link`),
      })
    expect(site.requests.filter((request) => !request.startsWith('GET'))).toEqual([])
  })

  describe('that meets a form which is sent by GET', () => {
    const SEARCH = `<form id="f" action="/tra-cuu"><input name="method" type="hidden"><input id="q" type="search" name="ten">
      <select id="xa" name="xa"><option value="">Chọn</option><option value="1">Hải Châu</option></select>
      <button id="nut">Tìm</button><button id="rieng" formtarget="_blank">Tìm riêng</button></form>
      <button id="ngam" onclick="f.submit()">Tìm ngầm</button>
      <button id="cua-so" onclick="f.target = 'khac'; f.submit()">Tìm ở cửa sổ</button>
      <button id="la" onclick="f.target = '_blank'; f.rel = 'noopener'; f.submit()">Tìm ở cửa sổ lạ</button>
      <a id="di" href="/nop-ho-so?xa=1">Đi</a><button id="ma" onclick="location = '/nop-ho-so?xa=1'">Đi</button>
      <iframe name="khung" hidden></iframe><button id="trong" onclick="f.target = 'khung'; f.submit()">Tìm trong khung</button>`
    const pages = {
      '/thu-tuc': html(SEARCH),
      '/tra-cuu': html('<a href="/nop-ho-so">Nộp trực tuyến</a>'),
      '/nop-ho-so': FORM,
    }
    const filled: readonly JourneyStep[] = [
      { kind: 'choose', selector: '#xa', option: 'Hải Châu' },
      { kind: 'type', selector: '#q', text: 'khai sinh' },
    ]
    const walked = (
      site: Site,
      steps: readonly JourneyStep[],
      { allow, ...how }: { readonly allow?: 'GET'; readonly deadlineMs?: number },
    ) =>
      timeReadiness(
        browser,
        {
          url: site.url('/thu-tuc'),
          journey: journeyOn(site, ...steps),
          ...(allow ? { allow: [{ method: allow, url: `${site.url('/tra-cuu')}?*` }] } : {}),
        },
        { engine: 'formio', ...how },
      )
    /** For what never leads to a form: its press is refused at once. */
    const ends = (site: Site, steps: readonly JourneyStep[]) => walked(site, steps, { deadlineMs: 3_000 })
    /** For what does: as long as it takes on a busy machine. */
    const leads = (site: Site, steps: readonly JourneyStep[], allow?: 'GET') =>
      walked(site, steps, allow ? { allow } : {})
    const press = (id: string): JourneyStep => ({ kind: 'click', target: { selector: `#${id}`, text: null } })

    test.each(['nut', 'rieng', 'ngam', 'cua-so', 'la', 'trong'])(
      'sends none that is not named: %s',
      {
        timeout: 180_000,
      },
      async (id) => {
        const site = await startSite(pages)
        expect(await ends(site, [...filled, press(id)])).toMatchObject({
          cause: 'audit_error',
          detail: expect.stringContaining(`GET ${site.url('/tra-cuu')} was refused`),
        })
        expect(site.requests).not.toContain('GET /tra-cuu')
      },
    )

    /** A frame of another site that asks for a process of its own; `trong` is one of the portal's site in it. */
    const FRAMED = `${SEARCH}<iframe name="ben" style="width: 90%; height: 300px"></iframe><script>
      document.querySelector('[name=ben]').src = location.href.replace('portal', 'khac').replace('/thu-tuc', '/khung')
      </script><button id="nhac" onclick="frames.ben.postMessage('gui', '*')">Tìm ở khung</button>
      <button id="trao" onclick="frames.ben.postMessage('trao', '*')">Tìm trong khung của khung</button>
      <button id="vao" onclick="f.target = 'ben'; f.submit()">Tìm vào khung</button>`
    const FRAME = html(`<form id="f"><input name="ten"></form><iframe name="trong"></iframe><script>
      const portal = location.origin.replace('khac', 'portal')
      f.action = portal + '/tra-cuu'
      document.querySelector('[name=trong]').src = portal + '/khung-trong'
      onmessage = ({ data }) => data === 'gui' ? f.submit() : frames.trong.postMessage('gui', '*')</script>`)
    const framed = {
      ...pages,
      '/thu-tuc': html(FRAMED),
      '/khung': (_request: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'text/html', 'origin-agent-cluster': '?1' }).end(FRAME),
      '/khung-trong': html('<form id="f" action="/tra-cuu"></form><script>onmessage = () => f.submit()</script>'),
    }

    test.each(['nhac', 'trao', 'vao'])('nor one of a frame of another site: %s', { timeout: 180_000 }, async (id) => {
      const site = await startSite(framed)
      expect(await ends(site, [...filled, press(id)])).toMatchObject({
        cause: 'audit_error',
        detail: expect.stringContaining(`GET ${site.url('/tra-cuu')} was refused`),
      })
      expect(site.requests).toContain('GET /khung-trong')
      expect(site.requests).not.toContain('GET /tra-cuu')
    })

    /** Windows whose documents, frames and further windows the page's own forms and frames could be sent from. */
    const WAYS = ['khung', 'khungLa', 'cuaSo', 'cuaSoLa', 'sau']
    const WINDOWS = `${SEARCH}<script>
      const opens = window.open.bind(window)
      const form = '<form id="f" action="' + location.origin + '/tra-cuu" target="trong"><input name="ten"></form>'
      const filled = (markup) => { const one = opens('', 'mo'); one.document.write(markup); return one }
      const ways = {
        khung: () => filled(form + '<iframe name="trong"></iframe>').f.submit(),
        khungLa: () => filled('<iframe src="' + location.origin.replace('portal', 'khac') + '/khung"></iframe>'),
        cuaSo: () => filled('').open(location.origin + '/tra-cuu', 'mo2'),
        cuaSoLa: () => opens('/tra-cuu', '_blank', 'noopener'),
        sau: () => {
          const late = form.replace('trong', '_self')
          filled(late + '<script>setTimeout(() => f.submit(), 800)</scr' + 'ipt>')
          location = '/nop-ho-so'
        },
      }</script>${WAYS.map((id) => `<button id="${id}" onclick="ways.${id}()">Tìm</button>`).join('')}`

    test.each(WAYS)(
      'nor what windows hold and open, whatever comes of the page: %s',
      { timeout: 180_000 },
      async (id) => {
        const sends = '<form id="f" action="/tra-cuu"></form><script>f.submit()</script>'
        const site = await startSite({ ...pages, '/thu-tuc': html(WINDOWS), '/khung': html(sends) })
        await ends(site, [...filled, press(id)])
        expect(site.requests.filter((request) => /tra-cuu|khung/.test(request))).toEqual([])
      },
    )

    test('sends one that is named, and goes on from there', { timeout: 180_000 }, async () => {
      const site = await startSite(pages)
      expect(await leads(site, [...filled, press('nut'), click('Nộp trực tuyến')], 'GET')).toMatchObject({
        cause: null,
        finalUrl: site.url('/nop-ho-so'),
      })
    })

    test.each(['di', 'ma'])('goes the way of links and scripts: %s', { timeout: 180_000 }, async (id) => {
      const site = await startSite(pages)
      expect(await leads(site, [...filled, press(id)])).toMatchObject({ cause: null, readyMs: expect.any(Number) })
    })

    test('lets a page that leads on by one do so, where no step was taken on it', { timeout: 180_000 }, async () => {
      const onwards = html(
        '<form action="/trang"><input type="hidden" name="ma" value="1"></form><script>document.forms[0].submit()</script>',
      )
      const site = await startSite({
        ...pages,
        '/thu-tuc': onwards,
        '/trang': html(SEARCH),
        '/nop-ho-so': onwards.replace('/trang', '/form'),
        '/form': FORM,
      })
      expect(await leads(site, [...filled, press('di')])).toMatchObject({
        cause: null,
        finalUrl: site.url('/form?ma=1'),
      })
    })

    test('presses what a script makes of such a form, and what closes a dialog', { timeout: 180_000 }, async () => {
      const site = await startSite({
        ...pages,
        '/thu-tuc': html(`<dialog open><form method="dialog"><button>Đã hiểu</button></form></dialog>
          <form id="g" method="get"><input name="action"><button>Tiếp tục</button></form><script>
            g.onsubmit = (event) => { event.preventDefault(); if (!document.querySelector('dialog').open) location = '/nop-ho-so' }</script>`),
      })
      expect(await leads(site, [click('Đã hiểu'), click('Tiếp tục')])).toMatchObject({
        cause: null,
        finalUrl: site.url('/nop-ho-so'),
      })
    })
  })

  test('finds its way whatever a page has made of the language', { timeout: 180_000 }, async () => {
    const site = await startSite({
      '/nop-ho-so': FORM,
      '/thu-tuc': html(`<form name="body"></form><select id="tinh">
        <option value="">Chọn</option><option>Đà Nẵng</option></select><script>
          tinh.onchange = () => { ra.hidden = false }
          String.prototype.normalize = undefined
          Array.prototype.map = Array.prototype.some = undefined
          Array.prototype.toJSON = Object.prototype.toJSON = () => 'x'
          Element.prototype.checkVisibility = () => false
          Element.prototype.getBoundingClientRect = () => ({ width: 0, height: 0 })
          HTMLElement.prototype.__defineGetter__('innerText', () => 'Khác')
        </script><a id="ra" href="/nop-ho-so" hidden>Nộp trực tuyến</a>`),
    })
    const steps: JourneyStep[] = [{ kind: 'choose', selector: '#tinh', option: 'đà nẵng' }, click('Nộp trực tuyến')]
    const journey = journeyOn(site, ...steps)
    expect(await timeReadiness(browser, { url: site.url('/thu-tuc'), journey })).toMatchObject({ cause: null })
  })
})
