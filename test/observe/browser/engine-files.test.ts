import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { html, type Pages, startSite } from '../../kit/site.ts'
import { timeReadiness } from '../../kit/time-readiness.ts'

const require = createRequire(import.meta.url)
const browser = createKeptBrowser()
afterAll(browser.close)

const beside = (name: string, file: string) => join(dirname(require.resolve(name)), file)

const FILES = {
  '/formio.js': require.resolve('@formio/js/dist/formio.form.min.js'),
  '/formio.css': require.resolve('@formio/js/dist/formio.form.min.css'),
  '/survey-core.js': beside('survey-core', 'survey.core.min.js'),
  '/survey-ui.js': beside('survey-js-ui', 'survey-js-ui.min.js'),
  '/survey.css': beside('survey-core', 'survey-core.fontless.min.css'),
}

const PRODUCTS: Pages = Object.fromEntries(
  Object.entries(FILES).map(([path, file]) => [
    path,
    (_request, response) => {
      response.writeHead(200, { 'content-type': path.endsWith('css') ? 'text/css' : 'text/javascript' })
      createReadStream(file).pipe(response)
    },
  ]),
)

const formio = (component: object) =>
  html(`<link rel="stylesheet" href="/formio.css"><script src="/formio.js"></script><div id="form"></div>
    <script>Formio.createForm(document.getElementById('form'), { components: [${JSON.stringify(component)}] })</script>`)

const surveyjs = (element: object) =>
  html(`<link rel="stylesheet" href="/survey.css"><script src="/survey-core.js"></script><script src="/survey-ui.js"></script>
    <div id="form"></div><script>SurveyUI.renderSurvey(
      new Survey.Model({ elements: [${JSON.stringify(element)}] }), document.getElementById('form'))</script>`)

const HIDDEN = '<input type="file" id="tep" style="display: none">'

/** First steps of journeys that ask for a file or for a signature, and for nothing else. */
describe('a form with nothing but a file or a signature is ready when it can be used', () => {
  test.each([
    ['a file, by Form.io', 'formio', formio({ type: 'file', key: 'tep', label: 'Tệp', storage: 'base64' })],
    ['a signature, by Form.io', 'formio', formio({ type: 'signature', key: 'ky', label: 'Ký tên' })],
    ['a file, by SurveyJS', 'surveyjs', surveyjs({ type: 'file', name: 'tep' })],
    ['a signature, by SurveyJS', 'surveyjs', surveyjs({ type: 'signaturepad', name: 'ky' })],
    [
      'a file behind a button, as ng-zorro draws it',
      'angular',
      html(`<app-root ng-version="17.0.0"><nz-upload><div class="ant-upload ant-upload-select"><input type="file" style="display: none">
        <button>Chọn tệp</button></div></nz-upload></app-root>`),
    ],
    ['a file behind its label', 'other', html(`<form>${HIDDEN}<label for="tep">Chọn tệp đính kèm</label></form>`)],
    [
      'a signature on a canvas',
      'other',
      html('<form><div class="signature-pad"><canvas width="300" height="150"></canvas></div></form>'),
    ],
  ])('%s', { timeout: 30_000 }, async (_name, engine, page) => {
    const site = await startSite({ ...PRODUCTS, '/': page })
    // Of a fast line: the products are large.
    const made = await timeReadiness(browser, { url: site.url('/'), profile: 'desktop' })
    expect(made).toMatchObject({ cause: null, engine })
  })

  test('and not before: a hidden file field that nothing opens, or a chart, is none', { timeout: 30_000 }, async () => {
    const site = await startSite({
      '/': html(`<form>${HIDDEN}<label for="tep" style="visibility: hidden">Tệp</label></form>
        <div class="upload" style="opacity: 0"><input type="file"></div><div class="bieu-do"><canvas></canvas></div>`),
    })
    expect(await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 2_500 })).toMatchObject({
      outcome: 'failed',
      cause: 'not_ready',
    })
  })
})
