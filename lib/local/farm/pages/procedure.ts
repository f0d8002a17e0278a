import type { DemoPortal } from '../portals.ts'
import type { Procedure } from '../procedures.ts'
import { layout } from './layout.ts'

/** A procedure's page: its form shows the way once province and commune are chosen. */
export function procedurePage(portal: DemoPortal, { code, name, sector, days, formId }: Procedure): string {
  return layout({
    portal,
    title: `${name} - Thủ tục hành chính`,
    description: `Thông tin thủ tục ${name}, mã số ${code}.`,
    main: `<section class="wrap">
  <p class="crumbs"><a href="/">Trang chủ</a> › <a href="/#thu-tuc">Thủ tục hành chính</a></p>
  <h1>${name}</h1>
  <p class="facts">Mã số ${code} · Lĩnh vực ${sector} · Thời hạn giải quyết: ${days}</p>
  <h2>Chọn cơ quan tiếp nhận</h2>
  <p><label>Tỉnh, thành phố <select id="tinh"><option value="">Chọn</option></select></label>
  <label>Xã, phường <select id="xa" disabled><option value="">Chọn</option></select></label></p>
  <p id="nop" hidden><a class="button" href="/vi/padsvc/apply-online/${formId}" target="_blank">Nộp trực tuyến</a></p>
</section>
<script src="/tai-nguyen/thu-tuc.js" defer></script>`,
  })
}
