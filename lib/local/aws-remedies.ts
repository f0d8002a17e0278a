import type { BilingualText } from '../model/catalogue.ts'
import type { AwsFault } from './aws-fault.ts'

export const AGAIN: BilingualText = { vi: 'thử lại sau ít phút', en: 'try again in a few minutes' }
const LOG_IN: BilingualText = {
  vi: 'đăng nhập AWS: aws configure sso hoặc aws login, rồi đặt AWS_PROFILE; hoặc đặt AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY',
  en: 'log in to AWS: aws configure sso or aws login, then set AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
}
const LOG_IN_AGAIN: BilingualText = {
  vi: 'AWS không nhận thông tin đăng nhập: đăng nhập lại, kiểm tra AWS_PROFILE, giờ của máy và việc tài khoản đã bật Region này',
  en: 'AWS refuses these credentials: log in again, check AWS_PROFILE, this machine’s clock, and that the account has switched this Region on',
}
const NETWORK: BilingualText = {
  vi: 'kiểm tra tên Region, mạng, proxy và tường lửa của máy này',
  en: 'check the name of the Region, and this machine’s network, proxy and firewall',
}
export const NOT_ENABLED: BilingualText = {
  vi: 'bật Region này cho tài khoản (Account → AWS Regions), hoặc chọn Region khác',
  en: 'switch this Region on for the account (Account → AWS Regions), or take another one',
}
export const NEW_ACCOUNT: BilingualText = {
  vi: 'hạn mức của tài khoản mới: đề nghị tăng ở Service Quotas → AWS Lambda → Concurrent executions; khi chưa tăng, chép quotas dưới đây vào tệp triển khai',
  en: 'the quotas of a new account: ask for more under Service Quotas → AWS Lambda → Concurrent executions; until then put the quotas below into the deployment',
}
export const FULL: BilingualText = {
  vi: 'còn dưới 1 GiB cho mã nguồn: xóa các phiên bản hàm cũ, hoặc đề nghị tăng hạn mức',
  en: 'less than 1 GiB is left for code: delete old versions of functions, or ask for a higher quota',
}
export const CLOCK_OFF: BilingualText = {
  vi: 'đồng bộ giờ của máy này (systemd-timesyncd, chrony): lệch quá 2 giây thì kết quả không dùng được',
  en: 'synchronise this machine’s clock (systemd-timesyncd, chrony): more than 2 s off and results are of no use',
}
export const NO_ANSWER: BilingualText = {
  vi: 'triển khai lại phiên bản này; nếu vẫn lỗi, xem nhật ký của hàm trong CloudWatch',
  en: 'deploy this version again; where that does not help, look at the function’s log in CloudWatch',
}
export const NO_BROWSER: BilingualText = {
  vi: 'không kiểm tra được bằng trình duyệt tại đây: dùng điểm đo riêng (nhip agent) cho các lượt kiểm tra',
  en: 'audits can’t be made here: leave them to private locations (nhip agent)',
}
export const SINGLE_PROCESS: BilingualText = {
  vi: 'tại đây Chromium chỉ chạy được một tiến trình: điểm đo này không dùng để chấm điểm',
  en: 'Chromium runs in one process only here: this location must not score',
}

const COMMON = {
  no_credentials: LOG_IN,
  bad_credentials: LOG_IN_AGAIN,
  throttled: AGAIN,
  unreachable: NETWORK,
  not_found: NETWORK,
  other: AGAIN,
} as const

type Remedies = Readonly<Record<AwsFault, BilingualText>>

/** When whose credentials they are is not told. */
export const CREDENTIALS: Remedies = { ...COMMON, denied: mayNot('sts:GetCallerIdentity') }
/** When a Region's quotas are not. */
export const QUOTAS: Remedies = { ...COMMON, denied: mayNot('lambda:GetAccountSettings') }
/** When a function can't be run. */
export const FUNCTION: Remedies = {
  ...COMMON,
  denied: mayNot('lambda:GetFunctionConfiguration, lambda:InvokeFunction'),
  not_found: {
    vi: 'triển khai rồi chạy lại lệnh này: đến lúc đó, chưa có gì chứng minh kiểm tra được bằng trình duyệt trên Lambda',
    en: 'deploy, then run this again: until then nothing proves that audits work on Lambda',
  },
}

function mayNot(actions: string): BilingualText {
  return { vi: `cấp quyền ${actions} cho thông tin đăng nhập này`, en: `allow ${actions} to these credentials` }
}
