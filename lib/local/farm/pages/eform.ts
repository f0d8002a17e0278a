import type { DemoPortal } from '../portals.ts'
import type { Procedure } from '../procedures.ts'
import { layout } from './layout.ts'

export type FormEngine = 'formio' | 'surveyjs'

export type EformOptions = {
  readonly portal: DemoPortal
  readonly procedure: Procedure
  readonly engine: FormEngine
  /** Where the form's definition comes from; may carry a fault. */
  readonly api: string
}

type Bundle = { readonly styles: readonly string[]; readonly scripts: readonly string[] }

const BUNDLES: Readonly<Record<FormEngine, Bundle>> = {
  formio: {
    styles: ['/thu-vien/bootstrap.min.css', '/thu-vien/formio.form.min.css'],
    scripts: ['/thu-vien/formio.form.min.js', '/tai-nguyen/bieu-mau-formio.js'],
  },
  surveyjs: {
    styles: ['/thu-vien/survey-core.fontless.min.css'],
    scripts: [
      '/thu-vien/survey.core.min.js',
      '/thu-vien/vietnamese.min.js',
      '/thu-vien/survey-js-ui.min.js',
      '/tai-nguyen/bieu-mau-surveyjs.js',
    ],
  },
}

/** A form-filling page: a shell which loads the engine's bundles, which fetch the definition and draw the form. */
export function eformPage({ portal, procedure, engine, api }: EformOptions): string {
  const { styles, scripts } = BUNDLES[engine]
  return layout({
    portal,
    title: `${procedure.name} - Nộp hồ sơ trực tuyến`,
    description: `Tờ khai điện tử của thủ tục ${procedure.name}, mã số ${procedure.code}.`,
    head: styles.map((href) => `<link rel="stylesheet" href="${href}">\n`).join(''),
    main: `<section class="wrap eform">
  <p class="crumbs"><a href="/">Trang chủ</a> › <a href="/#thu-tuc">Thủ tục hành chính</a> › Nộp trực tuyến</p>
  <h1>${procedure.name}</h1>
  <p class="facts">Mã số ${procedure.code} · Lĩnh vực ${procedure.sector} · Thời hạn giải quyết: ${procedure.days}</p>
  <ol class="steps"><li aria-current="step">Kê khai</li><li>Đính kèm giấy tờ</li><li>Lệ phí</li><li>Nộp hồ sơ</li></ol>
  <div id="bieu-mau" class="${engine}" data-api="${api}"><p class="loading">Đang tải biểu mẫu…</p></div>
  <p class="outcome" role="status"></p>
</section>
${scripts.map((src) => `<script src="${src}" defer></script>`).join('\n')}`,
  })
}
