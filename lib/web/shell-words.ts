import type { BilingualText } from '../model/catalogue.ts'

/** Words that are around every page. */
export const SHELL_WORDS = {
  subtitle: { vi: 'Nhịp đập của các cổng dịch vụ công', en: 'The pulse of public-service portals' },
  description: {
    vi: 'Đo thời gian đáp ứng và tình trạng các cổng dịch vụ công, có tài liệu kiểm chứng.',
    en: 'Response times and state of public-service portals, measured with evidence that anybody can check.',
  },
  timesOf: { vi: 'Múi giờ', en: 'Times of' },
  vietnam: { vi: 'giờ Việt Nam (GMT+7)', en: 'Vietnam (GMT+7)' },
  skip: { vi: 'Đến nội dung chính', en: 'Skip to the content' },
  stale: {
    vi: 'Trang này chưa cập nhật được, hoặc phiên đăng nhập đã hết: số liệu là của lúc',
    en: 'This page could not be updated, or you are signed out: its figures are of',
  },
  reload: { vi: 'Tải lại trang', en: 'Reload' },
  pages: { vi: 'Các trang', en: 'Pages' },
  renew: { vi: 'Cập nhật trang', en: 'Renew this page' },
  pause: { vi: 'Tạm dừng tự cập nhật', en: 'Pause renewing' },
  resume: { vi: 'Tiếp tục tự cập nhật', en: 'Go on renewing' },
} as const satisfies Record<string, BilingualText>
