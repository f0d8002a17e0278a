import type { BilingualText, PageKind, PortalKind, PortalState } from './catalogue.ts'

export const STATE_WORDS: Readonly<Record<PortalState, BilingualText>> = {
  active: { vi: 'đang hoạt động', en: 'active' },
  backend: { vi: 'chỉ xử lý nghiệp vụ phía sau', en: 'back end only' },
  redirects: { vi: 'chuyển hướng', en: 'redirects' },
  notice: { vi: 'chỉ còn thông báo', en: 'notice only' },
  retired: { vi: 'đã dừng', en: 'retired' },
}

/** Of portals, as reports group them. */
export const PORTAL_KIND_WORDS: Readonly<Record<PortalKind, BilingualText>> = {
  national: { vi: 'Quốc gia', en: 'national' },
  ministry: { vi: 'Bộ, ngành', en: 'ministry' },
  province: { vi: 'Tỉnh, thành phố', en: 'province' },
  other: { vi: 'Khác', en: 'other' },
}

export const PAGE_KIND_WORDS: Readonly<Record<PageKind, BilingualText>> = {
  homepage: { vi: 'trang chủ', en: 'homepage' },
  eform: { vi: 'biểu mẫu điện tử (eForm)', en: 'eForm' },
}
