import type { DemoPortal } from '../portals.ts'
import { PROCEDURES, type Procedure } from '../procedures.ts'
import { layout } from './layout.ts'
import { heroPicture } from './pictures.ts'

const FIGURES = [
  { value: '1.864', label: 'thủ tục hành chính' },
  { value: '72%', label: 'hồ sơ nộp trực tuyến' },
  { value: '98,6%', label: 'hồ sơ giải quyết đúng hạn' },
]

const GROUPS = [
  { title: 'Có con nhỏ', text: 'Khai sinh, bảo hiểm y tế, nhập học' },
  { title: 'Nhà ở, đất đai', text: 'Cấp, đổi giấy chứng nhận, xây dựng' },
  { title: 'Phương tiện, người lái', text: 'Giấy phép lái xe, đăng ký xe' },
  { title: 'Kinh doanh', text: 'Thành lập, thay đổi, tạm ngừng' },
]

const NEWS = [
  { day: '18/11/2026', title: 'Hướng dẫn nộp hồ sơ trực tuyến bằng tài khoản định danh điện tử' },
  { day: '12/11/2026', title: 'Niêm yết thủ tục hành chính thuộc thẩm quyền giải quyết của cấp xã' },
  { day: '05/11/2026', title: 'Lịch tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công' },
]

export function homepage(portal: DemoPortal): string {
  return layout({
    portal,
    title: `Cổng dịch vụ công ${portal.name} (minh họa)`,
    description: `Nộp hồ sơ, tra cứu thủ tục hành chính và kết quả giải quyết của ${portal.agency}.`,
    main: `<section class="hero" id="tra-cuu">
  ${heroPicture(portal.hue)}
  <div class="wrap hero-text">
    <h1>Dịch vụ công trực tuyến ${portal.name}</h1>
    <p>Nộp hồ sơ ở bất cứ đâu, theo dõi kết quả từng bước, không phải chờ đợi.</p>
    <form class="search" role="search" action="/" method="get">
      <label class="visually-hidden" for="tu-khoa">Tìm thủ tục hành chính</label>
      <input id="tu-khoa" name="tu-khoa" type="search" placeholder="Tìm thủ tục, ví dụ: khai sinh" autocomplete="off">
      <button class="button">Tìm kiếm</button>
    </form>
  </div>
</section>
<section class="wrap figures" aria-label="Số liệu minh họa">
${FIGURES.map(({ value, label }) => `  <p><strong>${value}</strong> ${label}</p>`).join('\n')}
</section>
<section class="wrap">
  <h2>Bạn cần làm gì?</h2>
  <ul class="groups">
${GROUPS.map(({ title, text }) => `    <li><a href="/#thu-tuc"><strong>${title}</strong><span>${text}</span></a></li>`).join('\n')}
  </ul>
</section>
<section class="wrap" id="thu-tuc">
  <h2>Thủ tục được thực hiện nhiều</h2>
  <ul class="procedures">
${PROCEDURES.map(procedureRow).join('\n')}
  </ul>
  <p class="none" hidden>Không có thủ tục nào khớp với từ khóa.</p>
</section>
<section class="wrap" id="thong-bao">
  <h2>Thông báo</h2>
  <ul class="news">
${NEWS.map(newsItem).join('\n')}
  </ul>
</section>
<script src="/tai-nguyen/trang-chu.js" defer></script>`,
  })
}

/** The first procedure leads to a Form.io form, the second to a SurveyJS form, and so on in turn. */
function procedureRow(procedure: Procedure, index: number): string {
  const { code, name, sector, days, formId, caseId } = procedure
  const path = index % 2 === 0 ? `/vi/padsvc/apply-online/${formId}` : `/nop-ho-so?formalityCaseId=${caseId}`
  return `    <li>
      <div><strong>${name}</strong><span>Mã số ${code} · ${sector} · ${days}</span></div>
      <a class="button quiet" href="${path}" aria-label="Nộp trực tuyến: ${name}">Nộp trực tuyến</a>
    </li>`
}

function newsItem({ day, title }: (typeof NEWS)[number], index: number): string {
  return `    <li>
      <img src="/anh/tin-${index + 1}.svg" width="320" height="180" alt="" loading="lazy">
      <p><span>${day}</span>${title}</p>
    </li>`
}
