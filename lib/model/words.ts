import type { AlertEventName, AlertKind, Severity } from './alert.ts'
import type { BilingualText, VantageGroup } from './catalogue.ts'
import type { Cause, Outcome } from './cause.ts'
import type { Phases } from './observation.ts'
import type { Verdict } from './verdict.ts'

/** What a cause means to a person. */
export const CAUSE_WORDS: Readonly<Record<Cause, BilingualText>> = {
  dns_not_found: { vi: 'không tìm thấy tên miền', en: 'domain name not found' },
  dns_error: { vi: 'máy chủ tên miền lỗi', en: 'name server error' },
  connection_refused: { vi: 'máy chủ từ chối kết nối', en: 'connection refused' },
  connection_reset: { vi: 'máy chủ ngắt kết nối', en: 'connection reset' },
  connect_timeout: { vi: 'không kết nối được trong thời hạn', en: 'no connection in time' },
  tls_expired: { vi: 'chứng thư số hết hạn', en: 'certificate expired' },
  tls_name_mismatch: { vi: 'chứng thư số sai tên miền', en: 'certificate for another name' },
  tls_untrusted: { vi: 'chứng thư số không tin cậy', en: 'certificate not trusted' },
  tls_error: { vi: 'lỗi bắt tay TLS', en: 'TLS handshake failed' },
  wait_timeout: { vi: 'máy chủ không trả lời trong thời hạn', en: 'no answer in time' },
  download_timeout: { vi: 'tải chưa xong trong thời hạn', en: 'download not finished in time' },
  http_4xx: { vi: 'trang trả mã lỗi 4xx', en: 'the page answers with a 4xx error' },
  http_5xx: { vi: 'máy chủ lỗi 5xx', en: 'the server answers with a 5xx error' },
  too_many_redirects: { vi: 'chuyển hướng vòng lặp', en: 'too many redirects' },
  redirect_elsewhere: { vi: 'chuyển hướng sang địa chỉ khác', en: 'redirects to another address' },
  soft_404: { vi: 'báo “không tìm thấy” nhưng mã 200', en: 'says “not found” with status 200' },
  content_mismatch: { vi: 'thiếu nội dung mong đợi', en: 'expected content is missing' },
  not_ready: { vi: 'biểu mẫu không sẵn sàng nhập liệu', en: 'the form does not become usable' },
  body_too_large: { vi: 'trang quá lớn', en: 'the page is too large' },
  malformed_response: { vi: 'phản hồi sai chuẩn', en: 'malformed response' },
  blocked: { vi: 'tường lửa chặn', en: 'blocked by a firewall' },
  captcha: { vi: 'yêu cầu captcha', en: 'asks for a captcha' },
  rate_limited: { vi: 'giới hạn tần suất', en: 'rate-limited' },
  login_required: { vi: 'yêu cầu đăng nhập', en: 'asks for a login' },
  address_refused: { vi: 'địa chỉ không được phép đo', en: 'address that may not be measured' },
  no_ipv6: { vi: 'điểm đo không có IPv6', en: 'the location has no IPv6' },
  monitor_network: { vi: 'điểm đo lỗi mạng', en: 'network fault at the location' },
  monitor_clock: { vi: 'điểm đo lệch giờ', en: 'clock fault at the location' },
  monitor_overloaded: { vi: 'điểm đo quá tải', en: 'the location was overloaded' },
  monitor_timeout: { vi: 'điểm đo không kịp đo', en: 'the location did not get to it in time' },
  browser_crashed: { vi: 'trình duyệt đo dừng đột ngột', en: 'the measuring browser crashed' },
  audit_error: { vi: 'không lấy được số liệu kiểm tra', en: 'the audit gave no figures' },
  killed: { vi: 'lượt đo bị ngắt', en: 'the measurement was cut off' },
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, BilingualText>> = {
  passed: { vi: 'thành công', en: 'passed' },
  failed: { vi: 'không thành công', en: 'failed' },
  inconclusive: { vi: 'chưa kết luận được', en: 'inconclusive' },
}

/** Phases of an http check. */
export const PHASE_WORDS: Readonly<Record<keyof Phases, BilingualText>> = {
  dnsMs: { vi: 'tên miền', en: 'DNS' },
  connectMs: { vi: 'kết nối', en: 'connect' },
  tlsMs: { vi: 'TLS', en: 'TLS' },
  waitMs: { vi: 'chờ máy chủ', en: 'wait' },
  downloadMs: { vi: 'tải về', en: 'download' },
  totalMs: { vi: 'tổng cộng', en: 'total' },
}

export const VERDICT_WORDS: Readonly<Record<Verdict, BilingualText>> = {
  ok: { vi: 'bình thường', en: 'ok' },
  slow: { vi: 'chậm', en: 'slow' },
  down: { vi: 'ngừng hoạt động', en: 'down' },
  regional: { vi: 'lỗi tại một điểm đo', en: 'regional' },
  unknown: { vi: 'chưa rõ', en: 'unknown' },
}

export const GROUP_WORDS: Readonly<Record<VantageGroup, BilingualText>> = {
  domestic: { vi: 'trong nước', en: 'domestic' },
  abroad: { vi: 'ngoài nước', en: 'abroad' },
}

export const KIND_WORDS: Readonly<Record<AlertKind, BilingualText>> = {
  down: VERDICT_WORDS.down,
  slow: VERDICT_WORDS.slow,
  regional: VERDICT_WORDS.regional,
  burn: { vi: 'lỗi tích lũy', en: 'burn' },
  shift: { vi: 'thay đổi mức nền', en: 'shift' },
  pillar: { vi: 'giảm điểm hiệu năng', en: 'performance pillar' },
  certificate: { vi: 'chứng thư số sắp hết hạn', en: 'certificate' },
  monitor: { vi: 'sự cố hệ thống đo', en: 'monitor' },
}

export const SEVERITY_WORDS: Readonly<Record<Severity, BilingualText>> = {
  page: { vi: 'khẩn', en: 'page' },
  ticket: { vi: 'cần xử lý', en: 'ticket' },
  info: { vi: 'để biết', en: 'info' },
}

export const EVENT_WORDS: Readonly<Record<AlertEventName, BilingualText>> = {
  opened: { vi: 'mở', en: 'opened' },
  joined: { vi: 'gộp', en: 'joined' },
  escalated: { vi: 'báo cấp trên', en: 'escalated' },
  reminded: { vi: 'nhắc lại', en: 'reminded' },
  resolved: { vi: 'đã khắc phục', en: 'resolved' },
}
