import { html } from 'hono/html'
import type { Markup, Say } from './overview-say.ts'

/** Input errors that people meet on pages, by their code; the message says the rest in English. */
const PROBLEM_WORDS: Readonly<Partial<Record<string, string>>> = {
  bad_period: 'Không đọc được kỳ này: viết như 2026-11, 2026-Q4, 2026 hoặc 2026-06-10..2026-06-30.',
  no_catalogue: 'Chưa có danh mục nào có hiệu lực trong kỳ này.',
  unknown_criteria: 'Chưa có bộ tiêu chí này.',
  criteria_changed: 'Bộ tiêu chí không còn như khi mở kỳ.',
  no_revision: 'Không có bản kết quả này.',
  opened_before: 'Kỳ này đã được mở theo bộ tiêu chí này.',
  not_opened: 'Kỳ này chưa được mở.',
  not_over: 'Kỳ này chưa kết thúc.',
  previewed_before: 'Kỳ này đã có kết quả dự kiến.',
  not_previewed: 'Kỳ này chưa có kết quả dự kiến.',
  closed_before: 'Kỳ này đã chốt: muốn thay đổi thì lập bản điều chỉnh.',
  not_closed: 'Kỳ này chưa chốt: chưa có gì để điều chỉnh.',
  window_open: 'Vẫn còn thời hạn nhận đề nghị xem xét lại.',
  reviews_open: 'Còn đề nghị xem xét lại chưa được quyết định.',
  gap: 'Kết quả của một số điểm đo có thể còn thiếu: hãy chờ, hoặc ký xác nhận kèm lý do.',
  under_way: 'Có người khác đang xử lý kỳ này: hãy thử lại sau ít phút.',
  no_signer: 'Hệ thống này chạy không có thư mục dữ liệu nên không có khóa để ký.',
  no_evidence: 'Hệ thống này không lưu trữ và không ký tài liệu kiểm chứng.',
  no_reason: 'Bản điều chỉnh phải nêu lý do.',
  no_window: 'Kỳ này hiện không trong thời hạn nhận đề nghị xem xét lại.',
  concerned: 'Người đề nghị hoặc người lập kết quả dự kiến không được quyết định: cần người đánh giá khác.',
  decided_before: 'Đề nghị này đã được quyết định.',
  no_review: 'Không có đề nghị này.',
  bad_time: 'Thời gian không hợp lệ, hoặc nằm ngoài khoảng cho phép.',
  declared_before: 'Phiên bản này đã được khai báo cho đúng thời điểm đó.',
  bad_day: 'Ngày không hợp lệ: viết như 2026-11-22, từ năm 2000 đến năm 2199.',
  bad_holiday: 'Không khai báo được: ngày không hợp lệ, đã bắt đầu, hoặc vốn đã là ngày như vậy.',
  unknown_holiday: 'Không có ngày nghỉ hoặc ngày làm bù này.',
  bad_month: 'Tháng không hợp lệ: viết như 2026-11, từ năm 2000 đến năm 2199.',
  too_large: 'Các tệp kèm theo quá lớn.',
  which_portal: 'Hãy chọn cổng.',
  unknown_portal: 'Không có cổng này trong danh mục, hoặc không thuộc phạm vi của bạn.',
  unknown_page: 'Không có trang này trong danh mục.',
  unknown_location: 'Không có điểm đo này trong danh mục.',
  no_portal: 'Không có cổng nào phù hợp trong kỳ này.',
  unknown_window: 'Không có đợt bảo trì hoặc lần tạm tắt cảnh báo này.',
  no_criteria: 'Chưa có bộ tiêu chí nào được công bố.',
  unknown_job: 'Không có công việc này, hoặc đã quá hạn lưu.',
  too_many_jobs: 'Có quá nhiều công việc của bạn chưa xong: hãy chờ một việc kết thúc.',
  abandoned: 'Công việc bị bỏ dở: hãy yêu cầu lại.',
  gave_up: 'Công việc đã chạy nhiều lần mà không xong: hãy yêu cầu ít hơn trong một lần.',
  unknown_audit: 'Không có lượt kiểm tra này.',
  unknown_file: 'Báo cáo không có tệp này.',
  report_never_made: 'Lượt kiểm tra này không có báo cáo.',
  report_dropped: 'Báo cáo của lượt kiểm tra này không được giữ lại.',
  report_expired: 'Báo cáo đã quá hạn lưu.',
  report_not_here: 'Báo cáo chưa được chuyển đến, hoặc đã nhường chỗ cho báo cáo mới hơn.',
  no_release: 'Phiên bản này không có, hoặc đã được rút.',
  no_incident: 'Không có sự cố này, hoặc sự cố đã khắc phục.',
  bad_form: 'Biểu mẫu còn thiếu hoặc có chỗ chưa đúng.',
  turned_text: 'Nội dung có ký tự điều khiển, hoặc ký tự ẩn đổi chiều chữ: hãy xóa các ký tự đó rồi gửi lại.',
  empty_field: 'Còn ô bắt buộc chưa điền.',
  long_field: 'Nội dung của một ô dài quá mức cho phép.',
  bad_cursor: 'Đường dẫn tới phần này của danh sách không đúng: hãy quay lại phần đầu.',
  bad_limit: 'Số dòng mỗi phần phải là số nguyên trong khoảng cho phép.',
  closed_alone: 'Các bộ tiêu chí được chốt vào những lúc khác nhau: hãy lập gói cho từng bộ tiêu chí.',
  unsealed: 'Có kết quả của kỳ này chưa được niêm phong: hãy thử lại sau khi các ngày của kỳ đã niêm phong xong.',
  other_scores: 'Kết quả đã niêm phong cho điểm khác với điểm đã chốt: hãy lập bản điều chỉnh trước.',
}

/** What went wrong and what to do, as far as there are words for it; else, and besides, what the error says. */
export function problemText(
  { code, message }: { readonly code: string; readonly message: string },
  { lang }: Pick<Say, 'lang'>,
): Markup {
  const words = lang === 'vi' ? PROBLEM_WORDS[code] : undefined
  return words === undefined ? html`${message}` : html`${words} <small lang="en">${message}</small>`
}

/** A form's answer that isn't what was hoped for. */
export function problemNotice(problem: { readonly code: string; readonly message: string } | null, say: Say): Markup {
  return problem === null ? html`` : html`<p class="notice bad" role="alert">${problemText(problem, say)}</p>`
}
