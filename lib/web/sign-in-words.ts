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
  withProvider: { vi: 'Đăng nhập bằng', en: 'Sign in with' },
  withLink: { vi: 'Bằng đường dẫn dùng một lần', en: 'With a link that works once' },
  linkHint: {
    vi: 'Trên máy chạy Nhịp, lệnh này in ra một đường dẫn đăng nhập. Đường dẫn dùng được một lần, trong 30 phút.',
    en: 'At the machine that runs Nhịp this command prints a link that signs you in: once, within 30 minutes.',
  },
  signedOut: { vi: 'Bạn đã đăng xuất khỏi Nhịp.', en: 'You have signed out of Nhịp.' },
  signOutOf: { vi: 'Đăng xuất khỏi', en: 'Sign out of' },
  notSignedIn: { vi: 'Chưa đăng nhập được', en: 'You are not signed in' },
  tryAgain: { vi: 'Thử lại', en: 'Try again' },
  otherWays: { vi: 'Cách đăng nhập khác', en: 'Other ways to sign in' },
  denied: {
    vi: 'Bạn đã dừng lại, hoặc bên xác thực từ chối: bên đó không cho biết bạn là ai.',
    en: 'You stopped, or the provider said no: it doesn’t tell who you are.',
  },
  staleAttempt: {
    vi: 'Lần đăng nhập này đã quá 10 phút, đã hoàn tất trước đó, hoặc bắt đầu ở trình duyệt hay thẻ khác.',
    en: 'This sign-in took longer than 10 minutes, was completed before, or was begun in another browser or tab.',
  },
  providerAway: {
    vi: 'Hiện không liên lạc được với bên xác thực. Việc đo vẫn tiếp tục; hãy thử lại sau ít phút.',
    en: 'The sign-in provider can’t be reached just now. Measuring goes on; try again in a few minutes.',
  },
  providerUntrusted: {
    vi: 'Câu trả lời của bên xác thực không đáng tin, hoặc bên đó chưa được cấu hình đúng. Nhật ký của máy chủ ghi rõ lý do; hãy báo người vận hành.',
    en: 'The sign-in provider’s answer can’t be relied on, or it isn’t set up rightly. The server’s log says why; tell the operators.',
  },
  noRole: {
    vi: 'Tài khoản của bạn đúng, nhưng chưa được cấp vai trò nào ở đây. Hãy báo người quản lý tài khoản.',
    en: 'Your account is right, but it was given no role here. Tell whoever looks after accounts.',
  },
  severalRoles: {
    vi: 'Tài khoản của bạn có nhiều vai trò hoặc nhiều đơn vị cung cấp; ở đây mỗi người chỉ có một. Hãy báo người quản lý tài khoản.',
    en: 'Your account has several roles or vendors; here everybody has one. Tell whoever looks after accounts.',
  },
  unknownVendor: {
    vi: 'Tài khoản của bạn thuộc một đơn vị cung cấp không có trong danh mục. Hãy báo người quản lý tài khoản.',
    en: 'Your account is of a vendor that the catalogue doesn’t know. Tell whoever looks after accounts.',
  },
  vendorGiven: { vi: 'Đơn vị cung cấp', en: 'Vendor' },
  knownAs: { vi: 'Mã người dùng', en: 'Known as' },
  twelveHours: { vi: 'Phiên đăng nhập kéo dài 12 giờ.', en: 'You stay signed in for 12 hours.' },
  notFound: { vi: 'Không có trang này', en: 'There is no such page' },
  notFoundText: {
    vi: 'Địa chỉ sai, hoặc nội dung không thuộc phạm vi được xem của bạn.',
    en: 'The address is wrong, or what it names isn’t yours to see.',
  },
  refused: { vi: 'Không thực hiện được', en: 'This can’t be done' },
  refusedText: { vi: 'Hãy quay lại và sửa theo lý do sau:', en: 'Go back and mend it by this reason:' },
  away: { vi: 'Hiện chưa xem được', en: 'Not to be seen just now' },
  awayText: {
    vi: 'Hiện không đọc được dữ liệu đã lưu. Việc đo vẫn tiếp tục; hãy thử lại sau ít phút.',
    en: 'What is kept can’t be read just now. Measuring goes on; try again in a few minutes.',
  },
  broken: { vi: 'Có lỗi ở phía hệ thống', en: 'This is our fault' },
  brokenText: {
    vi: 'Trang này gặp lỗi của hệ thống, không phải do bạn. Nhật ký của máy chủ ghi rõ lý do; hãy báo người vận hành.',
    en: 'This page failed, by no fault of yours. The server’s log says why; tell the operators.',
  },
  tooLarge: {
    vi: 'Nội dung gửi lên lớn hơn mức biểu mẫu này nhận. Hãy quay lại, viết ngắn hơn hoặc bớt tệp kèm theo rồi gửi lại.',
    en: 'What was sent is larger than this form takes. Go back, write less or leave files out, and send it again.',
  },
  foreignForm: {
    vi: 'Biểu mẫu này không được gửi từ một trang của Nhịp, nên không được nhận.',
    en: 'This form was not sent from a page of Nhịp, and so isn’t taken.',
  },
  signedOutForm: { vi: 'Chưa gửi được: bạn chưa đăng nhập', en: 'Not sent: you are not signed in' },
  signedOutFormText: {
    vi: 'Phiên đăng nhập không còn hiệu lực nên biểu mẫu chưa được nhận. Trình duyệt vẫn giữ những gì bạn đã viết cho đến khi rời trang này.',
    en: 'Your session is over, so the form was not taken. Your browser keeps what you wrote until you leave this page.',
  },
  signInElsewhere: { vi: 'Đăng nhập ở một thẻ mới', en: 'Sign in in a new tab' },
  sendAgain: {
    vi: 'Quay lại thẻ này, tải lại trang và đồng ý gửi lại biểu mẫu.',
    en: 'Come back to this tab, reload it, and let the browser send the form again.',
  },
  wrongMethod: {
    vi: 'Địa chỉ này không nhận yêu cầu gửi theo cách đó.',
    en: 'This address isn’t asked in that way.',
  },
  tooOften: { vi: 'Quá nhiều yêu cầu', en: 'Too many requests' },
  tooOftenText: {
    vi: 'Phiên đăng nhập của bạn đã gửi quá nhiều yêu cầu trong một phút. Hãy thử lại sau',
    en: 'Your session has asked for more than a minute allows. Try again in',
  },
  second: { vi: 'giây', en: 'second' },
  seconds: { vi: 'giây', en: 'seconds' },
  forbidden: { vi: 'Không có quyền', en: 'Not allowed' },
  forbiddenText: { vi: 'Việc này dành cho', en: 'This is for' },
  yours: { vi: 'Bạn đăng nhập với vai trò', en: 'You are signed in as' },
  home: { vi: 'Về trang đầu', en: 'To the first page' },
  readOnly: { vi: 'Chỉ xem', en: 'Read only' },
} as const satisfies Record<string, BilingualText>
