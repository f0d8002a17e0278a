import type { BilingualText } from '../model/catalogue.ts'

/** Words of exports. */
export const EXPORTS_WORDS = {
  title: { vi: 'Xuất kết quả', en: 'Exports' },
  lead: {
    vi: 'Mỗi tệp được lập thành một công việc: theo dõi tiến độ rồi tải về. Tệp được giữ 7 ngày.',
    en: 'Each file is made by a job: see how far it is, then get it. Files are kept for 7 days.',
  },
  scores: { vi: 'Điểm của một kỳ', en: 'Scores of a period' },
  allCriteria: { vi: 'mọi bộ tiêu chí', en: 'all criteria' },
  format: { vi: 'Định dạng', en: 'Format' },
  xlsx: { vi: 'Bảng tính Excel (xlsx)', en: 'Excel workbook (xlsx, in Vietnamese)' },
  csvVi: {
    vi: 'CSV tiếng Việt (dấu chấm phẩy, dấu phẩy thập phân)',
    en: 'CSV in Vietnamese (semicolons, decimal commas)',
  },
  csvEn: { vi: 'CSV tiếng Anh (RFC 4180)', en: 'CSV in English (RFC 4180)' },
  json: { vi: 'JSON, có lược đồ', en: 'JSON, with a schema' },
  only: { vi: 'Chỉ gồm', en: 'Only' },
  onlyHint: { vi: 'bỏ trống: tất cả; nhập mã trong danh mục', en: 'empty: all; ids of the catalogue' },
  portal: { vi: 'Cổng', en: 'Portal' },
  owner: { vi: 'Cơ quan chủ quản', en: 'Owner' },
  vendor: { vi: 'Đơn vị cung cấp giải pháp', en: 'Vendor' },
  make: { vi: 'Lập tệp', en: 'Make the file' },
  bundle: { vi: 'Gói kiểm chứng', en: 'Evidence bundle' },
  bundleHint: {
    vi: 'Mọi kết quả của kỳ đã niêm phong và ký số, đủ để bất kỳ ai tính lại mọi điểm mà không cần mạng (nhip verify).',
    en: 'All results of the period, sealed and signed: enough for anybody to recompute every score offline (nhip verify).',
  },
  recent: { vi: 'Các tệp đã yêu cầu', en: 'What was asked for' },
  none: { vi: 'Chưa yêu cầu tệp nào.', en: 'Nothing yet.' },
  what: { vi: 'Tệp', en: 'File' },
  asked: { vi: 'Yêu cầu lúc', en: 'Asked' },
  status: { vi: 'Trạng thái', en: 'Status' },
  details: { vi: 'Chi tiết', en: 'Details' },
  signInFirst: { vi: 'Hãy đăng nhập để yêu cầu tệp.', en: 'Sign in to ask for a file.' },
} as const satisfies Record<string, BilingualText>
