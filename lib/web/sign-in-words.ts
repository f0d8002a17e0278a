import type { BilingualText } from '../model/catalogue.ts'
import type { Role } from '../model/token.ts'

export const ROLE_WORDS: Readonly<Record<Role, BilingualText>> = {
  operator: { vi: 'người vận hành', en: 'operator' },
  evaluator: { vi: 'người đánh giá', en: 'evaluator' },
  vendor: { vi: 'đơn vị cung cấp giải pháp', en: 'vendor' },
  agent: { vi: 'điểm đo', en: 'private location' },
}

/** Words of signing in, and of pages that can't be shown. */
export const SIGN_IN_WORDS = {
  signIn: { vi: 'Đăng nhập', en: 'Sign in' },
  signOut: { vi: 'Đăng xuất', en: 'Sign out' },
  token: { vi: 'Mã truy cập', en: 'Access token' },
  tokenHint: {
    vi: 'Do người vận hành cấp, bắt đầu bằng nhip_. Mã không được lưu trong trình duyệt.',
    en: 'Given by the operators, begins with nhip_. It isn’t kept in the browser.',
  },
  withToken: { vi: 'Bằng mã truy cập', en: 'With a token' },
  badToken: {
    vi: 'Mã này không đúng, đã hết hạn hoặc đã bị thu hồi.',
    en: 'This token is wrong, has expired or was revoked.',
  },
  badLink: {
    vi: 'Đường dẫn này đã dùng rồi hoặc đã quá hạn. Hãy lấy đường dẫn mới bằng lệnh nhip sign-in, hoặc dùng mã truy cập.',
    en: 'This link was followed before, or is too old. Get a new one by nhip sign-in, or use a token.',
  },
  badAgent: {
    vi: 'Mã này của một điểm đo: điểm đo không có trang nào để xem.',
    en: 'This token is a private location’s, which has nothing to look at.',
  },
  twelveHours: { vi: 'Phiên đăng nhập kéo dài 12 giờ.', en: 'You stay signed in for 12 hours.' },
  notFound: { vi: 'Không có trang này', en: 'There is no such page' },
  notFoundText: {
    vi: 'Địa chỉ sai, hoặc nội dung không thuộc phạm vi được xem của bạn.',
    en: 'The address is wrong, or what it names isn’t yours to see.',
  },
  refused: { vi: 'Không thực hiện được', en: 'This can’t be done' },
  refusedText: { vi: 'Hãy quay lại và sửa theo lý do sau:', en: 'Go back and mend it by this reason:' },
  forbidden: { vi: 'Không có quyền', en: 'Not allowed' },
  forbiddenText: { vi: 'Việc này dành cho', en: 'This is for' },
  yours: { vi: 'Bạn đăng nhập với vai trò', en: 'You are signed in as' },
  home: { vi: 'Về trang đầu', en: 'To the first page' },
  readOnly: { vi: 'Chỉ xem', en: 'Read only' },
} as const satisfies Record<string, BilingualText>
