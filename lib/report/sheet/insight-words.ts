import type { BilingualText } from '../../model/catalogue.ts'

/** What to do about it, for each of Lighthouse's insights and diagnostics that names something to do. */
export const INSIGHT_WORDS = {
  'document-latency-insight': {
    vi: 'Rút ngắn thời gian chờ tài liệu đầu tiên: bỏ chuyển hướng, bật nén, tăng tốc xử lý ở máy chủ',
    en: 'Deliver the document sooner: no redirects, compression on, a quicker server',
  },
  'render-blocking-insight': {
    vi: 'Không để CSS, JavaScript chặn hiển thị: đưa phần cần ngay vào trang, tải phần còn lại sau',
    en: 'Keep style sheets and scripts from blocking the first paint: inline what is needed, load the rest later',
  },
  'image-delivery-insight': {
    vi: 'Giảm dung lượng hình ảnh: dùng WebP hoặc AVIF, đúng kích thước hiển thị, nén tốt hơn',
    en: 'Make images smaller: WebP or AVIF, in the size that is shown, better compressed',
  },
  'lcp-discovery-insight': {
    vi: 'Để trình duyệt tải sớm hình ảnh lớn nhất: khai báo trong HTML, ưu tiên cao, không tải trễ',
    en: 'Let the largest image be found early: in the HTML, with high priority, not lazily loaded',
  },
  'network-dependency-tree-insight': {
    vi: 'Rút ngắn chuỗi tệp phải tải lần lượt; kết nối trước tới những nguồn cần đến',
    en: 'Shorten chains of files that wait for one another; connect early to the origins that are needed',
  },
  'cache-insight': {
    vi: 'Đặt thời hạn lưu tạm dài cho tệp tĩnh (Cache-Control)',
    en: 'Let static files be cached for longer (Cache-Control)',
  },
  'modern-http-insight': {
    vi: 'Dùng HTTP/2 hoặc HTTP/3',
    en: 'Serve by HTTP/2 or HTTP/3',
  },
  'legacy-javascript-insight': {
    vi: 'Bỏ mã JavaScript chỉ dành cho trình duyệt cũ',
    en: 'Drop JavaScript that only old browsers need',
  },
  'duplicated-javascript-insight': {
    vi: 'Bỏ thư viện JavaScript bị tải nhiều lần',
    en: 'Load each JavaScript library once',
  },
  'unused-javascript': {
    vi: 'Bỏ hoặc tải sau phần JavaScript không dùng đến',
    en: 'Remove or defer JavaScript that isn’t used',
  },
  'unused-css-rules': {
    vi: 'Bỏ hoặc tải sau phần CSS không dùng đến',
    en: 'Remove or defer CSS that isn’t used',
  },
  'unminified-javascript': { vi: 'Rút gọn tệp JavaScript (minify)', en: 'Minify JavaScript' },
  'unminified-css': { vi: 'Rút gọn tệp CSS (minify)', en: 'Minify CSS' },
  'bootup-time': {
    vi: 'Giảm thời gian chạy JavaScript: chia nhỏ tác vụ dài, tải sau phần chưa cần',
    en: 'Spend less time in JavaScript: split long tasks, load later what isn’t needed yet',
  },
  'forced-reflow-insight': {
    vi: 'Tránh mã JavaScript buộc trình duyệt tính lại bố cục',
    en: 'Avoid JavaScript that forces the layout to be computed again',
  },
  'dom-size-insight': { vi: 'Giảm số phần tử của trang (DOM)', en: 'Have fewer elements in the page (DOM)' },
  'slow-css-selector-insight': { vi: 'Đơn giản hóa bộ chọn CSS', en: 'Use simpler CSS selectors' },
  'third-parties-insight': {
    vi: 'Giảm mã của bên thứ ba, hoặc tải sau khi trang đã hiển thị',
    en: 'Use less code of third parties, or load it once the page is shown',
  },
  'font-display-insight': {
    vi: 'Hiện chữ ngay khi phông chữ chưa tải xong (font-display: swap)',
    en: 'Show text before its font has come (font-display: swap)',
  },
  'cls-culprits-insight': {
    vi: 'Giữ bố cục không xê dịch: khai báo kích thước hình ảnh, khung nhúng',
    en: 'Keep the layout from shifting: give images and frames their sizes',
  },
  'unsized-images': {
    vi: 'Khai báo chiều rộng, chiều cao của hình ảnh',
    en: 'Give images their width and height',
  },
  'total-byte-weight': { vi: 'Giảm tổng dung lượng phải tải của trang', en: 'Have less to load in all' },
  'viewport-insight': {
    vi: 'Khai báo khung nhìn cho thiết bị di động (meta viewport)',
    en: 'Declare a viewport for mobile devices (meta viewport)',
  },
} as const satisfies Readonly<Record<string, BilingualText>>

export type InsightId = keyof typeof INSIGHT_WORDS
