import type { BilingualText } from './catalogue.ts'
import type { Cause, Warning } from './cause.ts'

/** What to do about a cause, for those who look after the portal or, where it is ours, after the monitoring. */
export const CAUSE_ADVICE: Readonly<Record<Cause, BilingualText>> = {
  dns_not_found: {
    vi: 'kiểm tra bản ghi DNS, thời hạn đăng ký tên miền và máy chủ DNS',
    en: 'check the DNS records, the registration of the domain, and its name servers',
  },
  dns_error: {
    vi: 'kiểm tra máy chủ DNS của tên miền: có trả lời không, có lỗi cấu hình hoặc DNSSEC không',
    en: "check the domain's name servers: whether they answer, and their zone and DNSSEC settings",
  },
  connection_refused: {
    vi: 'kiểm tra dịch vụ web có đang chạy và lắng nghe đúng cổng không, tường lửa có từ chối không',
    en: 'check that the web service runs and listens on this port, and that no firewall refuses it',
  },
  connection_reset: {
    vi: 'kiểm tra tường lửa, thiết bị cân bằng tải và nhật ký máy chủ web tại thời điểm đo',
    en: 'check the firewall, the load balancer and the web server’s log at this time',
  },
  connect_timeout: {
    vi: 'kiểm tra đường truyền và tường lửa; đối chiếu địa chỉ IP của điểm đo với danh sách cho phép',
    en: 'check the line and the firewall; see that the address of this location is let through',
  },
  tls_expired: {
    vi: 'gia hạn chứng thư số và cài đặt lại trên mọi máy chủ, kể cả chứng thư số trung gian',
    en: 'renew the certificate and install it on every server, with its intermediates',
  },
  tls_name_mismatch: {
    vi: 'cấp lại chứng thư số có đủ các tên miền của cổng, hoặc sửa cấu hình máy chủ ảo (SNI)',
    en: 'have a certificate issued for every name of the portal, or mend the virtual host (SNI)',
  },
  tls_untrusted: {
    vi: 'dùng chứng thư số của tổ chức được trình duyệt tin cậy và cài đủ chuỗi chứng thư; kiểm tra đồng hồ máy chủ',
    en: 'use a certificate that browsers trust, install its whole chain, and check that it is valid already',
  },
  tls_error: {
    vi: 'bật TLS 1.2 trở lên với bộ mã hiện hành; không yêu cầu chứng thư số của người truy cập',
    en: 'offer TLS 1.2 or later with current ciphers, and ask visitors for no certificate',
  },
  wait_timeout: {
    vi: 'kiểm tra ứng dụng, cơ sở dữ liệu và các dịch vụ mà trang phụ thuộc',
    en: 'check the application, its database and the services that the page waits for',
  },
  download_timeout: {
    vi: 'kiểm tra băng thông và dung lượng trang; bật nén nội dung',
    en: 'check the bandwidth and the size of the page; turn compression on',
  },
  http_4xx: {
    vi: 'kiểm tra địa chỉ trang; nếu trang đã chuyển, cập nhật địa chỉ trong danh mục',
    en: 'check the address; where the page has moved, update the catalogue',
  },
  http_5xx: {
    vi: 'kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo',
    en: 'check the logs of the application and the server at this time',
  },
  too_many_redirects: {
    vi: 'sửa cấu hình chuyển hướng, thường là giữa http và https hoặc giữa hai tên miền',
    en: 'mend the redirects, mostly those between http and https or between two names',
  },
  redirect_elsewhere: {
    vi: 'nếu cổng đã chuyển địa chỉ, cập nhật danh mục; nếu không, sửa cấu hình chuyển hướng',
    en: 'where the portal has moved, update the catalogue; else mend the redirect',
  },
  soft_404: {
    vi: 'cập nhật địa chỉ trong danh mục; trang không còn thì phải trả mã 404 hoặc 410',
    en: 'update the address in the catalogue; a page that is gone should answer 404 or 410',
  },
  content_mismatch: {
    vi: 'xem trang bằng trình duyệt: nếu nội dung đúng, ghi hoặc cập nhật nội dung mong đợi trong danh mục',
    en: 'look at the page in a browser; where it is right, name or update the expected text',
  },
  not_ready: {
    vi: 'kiểm tra API của biểu mẫu và lỗi JavaScript; kiểm tra điều kiện sẵn sàng trong danh mục',
    en: 'check the form’s API and script errors, and what the catalogue waits for',
  },
  body_too_large: {
    vi: 'giảm dung lượng trang xuống dưới 5 MB khi truyền và 20 MB khi giải nén',
    en: 'bring the page below 5 MB on the wire and 20 MB decoded',
  },
  malformed_response: {
    vi: 'kiểm tra máy chủ web, thiết bị trung gian (proxy) và cấu hình nén',
    en: 'check the web server, the proxies before it and their compression',
  },
  blocked: {
    vi: 'đưa địa chỉ IP và tên của hệ thống đo (User-Agent) vào danh sách cho phép của tường lửa',
    en: 'let the address and the User-Agent of the monitoring through the firewall',
  },
  captcha: {
    vi: 'miễn captcha cho địa chỉ IP của điểm đo',
    en: 'spare the address of this location the captcha',
  },
  rate_limited: {
    vi: 'nâng giới hạn tần suất cho địa chỉ IP của điểm đo; hệ thống đo sẽ giãn cách các lượt đo',
    en: 'raise the limit for the address of this location; checks are spaced out meanwhile',
  },
  login_required: {
    vi: 'đề nghị cơ quan chủ quản cấp tài khoản thử nghiệm bằng văn bản, hoặc chọn trang không cần đăng nhập',
    en: 'ask the owner for a test account in writing, or choose a page that needs no login',
  },
  address_refused: {
    vi: 'kiểm tra bản ghi DNS và chuyển hướng: chỉ đo địa chỉ công khai, cổng 80, 443 hoặc cổng có trong danh mục',
    en: 'check DNS and redirects: only public addresses are measured, on ports 80, 443 and those named; --allow-private admits intranets',
  },
  no_ipv6: {
    vi: 'không tính cho cổng: đo từ điểm đo có IPv6, hoặc bỏ IPv6 khỏi cấu hình của trang',
    en: 'not held against the portal: measure from a location with IPv6, or leave IPv6 out for the page',
  },
  monitor_network: {
    vi: 'không tính cho cổng: đơn vị đo kiểm tra mạng, máy chủ DNS và địa chỉ nguồn của điểm đo',
    en: 'not held against the portal: check the network, name server and source address of this location',
  },
  monitor_clock: {
    vi: 'không tính cho cổng: đơn vị đo đồng bộ lại giờ của điểm đo',
    en: 'not held against the portal: set the clock of this location',
  },
  monitor_overloaded: {
    vi: 'không tính cho cổng: giảm số lượt đo đồng thời hoặc tăng năng lực của điểm đo',
    en: 'not held against the portal: measure less at once, or give this location more power',
  },
  monitor_timeout: {
    vi: 'không tính cho cổng: kiểm tra tải và lịch đo của điểm đo',
    en: 'not held against the portal: check the load and the timetable of this location',
  },
  browser_crashed: {
    vi: 'không tính cho cổng: hệ thống tự đo lại; nếu lặp lại, kiểm tra bộ nhớ của điểm đo',
    en: 'not held against the portal: it is repeated by itself; if it recurs, check the memory of this location',
  },
  audit_error: {
    vi: 'không tính cho cổng: hệ thống tự đo lại',
    en: 'not held against the portal: it is repeated by itself',
  },
  killed: {
    vi: 'không tính cho cổng: lượt đo do người vận hành dừng, đo lại khi cần',
    en: 'not held against the portal: the operator stopped it; check again when wanted',
  },
}

/** What a warning means, and what to do. */
export const WARNING_WORDS: Readonly<Record<Warning, BilingualText>> = {
  tls_incomplete_chain: {
    vi: 'máy chủ gửi thiếu chứng thư số trung gian, một số thiết bị sẽ không tin cậy: cài đủ chuỗi chứng thư',
    en: 'the server leaves out an intermediate certificate, and some devices will not trust it: install the whole chain',
  },
  https_downgrade: {
    vi: 'trang chuyển hướng từ https về http: sửa cấu hình chuyển hướng',
    en: 'the page redirects from https to http: mend the redirect',
  },
  no_ipv6: {
    vi: 'chưa đo được qua IPv6 vì điểm đo không có IPv6',
    en: 'not measured over IPv6, which this location has not',
  },
}
