import type { BilingualText } from './catalogue.ts'
import type { CriteriaBasis, CriteriaMetric } from './criteria-metric.ts'

/** A metric's short name, and what it is. */
export type MetricWords = { readonly name: BilingualText; readonly meaning: BilingualText }

export const METRIC_WORDS: Readonly<Record<CriteriaMetric, MetricWords>> = {
  totalMs: {
    name: { vi: 'Thời gian đáp ứng', en: 'Response time' },
    meaning: {
      vi: 'từ lúc bắt đầu lượt đo đến khi tải xong tài liệu của trang, kể cả chuyển hướng',
      en: 'from the beginning of the check to the end of the page’s document, redirects included',
    },
  },
  waitMs: {
    name: { vi: 'Thời gian chờ máy chủ', en: 'Wait' },
    meaning: {
      vi: 'từ khi gửi xong yêu cầu đến byte đầu tiên của trả lời',
      en: 'from the last byte of the request to the first one of the response',
    },
  },
  connectMs: {
    name: { vi: 'Thời gian kết nối', en: 'Connect' },
    meaning: { vi: 'thiết lập kết nối TCP', en: 'making the TCP connection' },
  },
  downloadMs: {
    name: { vi: 'Thời gian tải về', en: 'Download' },
    meaning: {
      vi: 'từ byte đầu tiên đến byte cuối cùng của trả lời',
      en: 'from the first to the last byte of the body',
    },
  },
  fcpMs: {
    name: { vi: 'FCP', en: 'FCP' },
    meaning: { vi: 'hiển thị nội dung đầu tiên', en: 'first contentful paint' },
  },
  lcpMs: {
    name: { vi: 'LCP', en: 'LCP' },
    meaning: { vi: 'hiển thị nội dung lớn nhất', en: 'largest contentful paint' },
  },
  siMs: {
    name: { vi: 'SI', en: 'SI' },
    meaning: { vi: 'chỉ số tốc độ hiển thị', en: 'speed index' },
  },
  tbtMs: {
    name: { vi: 'TBT', en: 'TBT' },
    meaning: { vi: 'tổng thời gian bị chặn', en: 'total blocking time' },
  },
  cls: {
    name: { vi: 'CLS', en: 'CLS' },
    meaning: { vi: 'độ xê dịch bố cục, không có đơn vị', en: 'cumulative layout shift, a ratio' },
  },
  ttiMs: {
    name: { vi: 'TTI', en: 'TTI' },
    meaning: { vi: 'đến khi trang tương tác được ổn định', en: 'time to interactive' },
  },
  longestTaskMs: {
    name: { vi: 'Tác vụ dài nhất', en: 'Longest task' },
    meaning: {
      vi: 'tác vụ dài nhất của luồng chính khi tải trang',
      en: 'the main thread’s longest task during the load',
    },
  },
  loadMs: {
    name: { vi: 'Tải xong', en: 'Load' },
    meaning: { vi: 'đến sự kiện load của trang', en: 'until the page’s load event' },
  },
  ttfbMs: {
    name: { vi: 'TTFB', en: 'TTFB' },
    meaning: { vi: 'đến byte đầu tiên của tài liệu', en: 'time to the document’s first byte' },
  },
  readyMs: {
    name: { vi: 'Thời gian sẵn sàng nhập liệu', en: 'Readiness' },
    meaning: {
      vi: 'từ lúc mở trang đến khi biểu mẫu nhập liệu được',
      en: 'from the beginning of the navigation until the form can be filled in',
    },
  },
}

export const BASIS_WORDS: Readonly<Record<CriteriaBasis, BilingualText>> = {
  observed: { vi: 'quan sát (không làm chậm)', en: 'observed' },
  simulated: { vi: 'mô phỏng theo cấu hình', en: 'simulated' },
  applied: { vi: 'làm chậm thật theo cấu hình', en: 'applied' },
}

export const READING_WORDS: Readonly<Record<'ours' | 'official', BilingualText>> = {
  ours: { vi: 'theo cách hiểu của hệ thống', en: 'our reading' },
  official: { vi: 'theo văn bản chính thức', en: 'official' },
}
