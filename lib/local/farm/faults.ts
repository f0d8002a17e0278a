import { setTimeout as sleep } from 'node:timers/promises'
import type { BilingualText } from '../../model/catalogue.ts'
import { type Exchange, send } from './exchange.ts'
import { drip, endless, gzipBomb, truncate } from './fault-bodies.ts'
import { hugeHeaders, malformed } from './fault-headers.ts'
import { captchaPage } from './pages/captcha.ts'
import { errorPage } from './pages/error.ts'
import { noticePage } from './pages/notice.ts'
import { soft404Page } from './pages/soft-404.ts'
import { wafPage } from './pages/waf.ts'
import { htmlReply, redirectReply } from './reply.ts'

/** `name`, or `name:number` where the fault takes a number: `status:503`, `delay:700`, `reset`. */
export type Fault = FaultName | `${FaultName}:${number}`

export type FaultName = keyof typeof FAULTS

type FaultArgument = {
  readonly unit: string
  readonly byDefault: number
  readonly min: number
  readonly max: number
}

export type FaultEntry = {
  /** What the number means, and its bounds (inclusive); null where the fault takes none. */
  readonly argument: FaultArgument | null
  readonly does: BilingualText
  readonly apply: (exchange: Exchange, argument: number) => void | Promise<void>
}

const EFORM_API_FAULT = 'status:503'

/**
 * Every way in which the farm can misbehave: by the query (`?fault=drip:200` on any address of a portal), by a
 * portal's timetable, or by `Farm.setFault`. The query wins over what was set, and that over the timetable.
 *
 * Answers in place of the page:
 * - `status:N` that status with a short error page (503 by default).
 * - `empty` 200 without a body.
 * - `soft404` 200 with a page that says "không tìm thấy trang".
 * - `notice` 200 with a maintenance notice, so that the expected text is missing.
 * - `waf:N` a web application firewall's block page with its support id (403 by default; some answer 200).
 * - `captcha` 200 with a page that asks for a captcha.
 * - `ratelimit:N` 429 with `Retry-After: N` seconds (30 by default).
 * - `login` 302 to the login page on the same host; `sso` 302 to the login page on another host.
 * - `elsewhere` 302 to the National Portal of the farm.
 * - `redirect-loop` 302 to the very same address.
 *
 * The page, served badly:
 * - `delay:N` N ms pass before the first byte (700 by default).
 * - `drip:N` the body comes in 20 pieces, N ms apart (100 by default).
 * - `truncate` half of the promised bytes, then the connection is closed in order.
 * - `form-error` the page itself is healthy, but an eForm's API answers 503: the form never gets ready.
 *
 * The connection:
 * - `reset` a TCP reset once the request is read.
 * - `hang` nothing is ever answered.
 * - `malformed` bytes that are no HTTP response.
 * - `huge-headers:N` N KB of response headers (256 by default).
 * - `endless` a body that never ends, as fast as the client reads; it stops when the client goes.
 * - `gzipbomb:N` a small gzip body that unpacks to N MB (1024 by default).
 *
 * And `none`: healthy, whatever the timetable says. What a listening server cannot do is absent: to refuse a
 * connection, or to leave one unanswered.
 */
export const FAULTS = {
  none: {
    argument: null,
    does: { vi: 'hoạt động bình thường, bỏ qua lịch lỗi', en: 'healthy, whatever the timetable says' },
    apply: async (exchange) => send(exchange, await exchange.healthy()),
  },
  status: {
    argument: { unit: 'HTTP', byDefault: 503, min: 400, max: 599 },
    does: { vi: 'trả mã lỗi HTTP', en: 'answers with that status' },
    apply: (exchange, status) => send(exchange, htmlReply(errorPage(status), status)),
  },
  empty: {
    argument: null,
    does: { vi: 'mã 200, không có nội dung', en: '200 without a body' },
    apply: (exchange) => send(exchange, htmlReply('')),
  },
  soft404: {
    argument: null,
    does: { vi: 'mã 200 nhưng báo không tìm thấy trang', en: '200 with a "not found" page' },
    apply: (exchange) => send(exchange, htmlReply(soft404Page())),
  },
  notice: {
    argument: null,
    does: { vi: 'mã 200 với thông báo bảo trì', en: '200 with a maintenance notice' },
    apply: (exchange) => send(exchange, htmlReply(noticePage())),
  },
  waf: {
    argument: { unit: 'HTTP', byDefault: 403, min: 200, max: 599 },
    does: { vi: 'trang chặn của tường lửa ứng dụng web', en: "a web application firewall's block page" },
    apply: (exchange, status) => send(exchange, htmlReply(wafPage(), status)),
  },
  captcha: {
    argument: null,
    does: { vi: 'yêu cầu captcha', en: 'asks for a captcha' },
    apply: (exchange) => send(exchange, htmlReply(captchaPage())),
  },
  ratelimit: {
    argument: { unit: 's', byDefault: 30, min: 0, max: 86_400 },
    does: { vi: 'mã 429 kèm Retry-After', en: '429 with Retry-After' },
    apply: (exchange, seconds) => {
      const reply = htmlReply(errorPage(429), 429)
      return send(exchange, { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } })
    },
  },
  login: {
    argument: null,
    does: { vi: 'chuyển đến trang đăng nhập trên cùng máy chủ', en: 'redirects to the login page on the same host' },
    apply: async (exchange) => {
      await send(exchange, exchange.isLogin ? await exchange.healthy() : redirectReply(loginPath(exchange)))
    },
  },
  sso: {
    argument: null,
    does: { vi: 'chuyển đến hệ thống đăng nhập ở tên miền khác', en: 'redirects to a login page on another host' },
    apply: (exchange) => send(exchange, redirectReply(exchange.originOf('dang-nhap') + loginPath(exchange))),
  },
  elsewhere: {
    argument: null,
    does: { vi: 'chuyển hướng đến cổng quốc gia minh họa', en: 'redirects to the demo National Portal' },
    apply: (exchange) => send(exchange, redirectReply(`${exchange.originOf('quoc-gia')}/`)),
  },
  'redirect-loop': {
    argument: null,
    does: { vi: 'chuyển hướng vòng lặp', en: 'redirects to itself' },
    apply: (exchange) => send(exchange, redirectReply(exchange.request.url ?? '/')),
  },
  delay: {
    argument: { unit: 'ms', byDefault: 700, min: 0, max: 600_000 },
    does: { vi: 'chờ trước byte đầu tiên', en: 'waits before the first byte' },
    apply: async (exchange, delayMs) => {
      await sleep(delayMs, undefined, { signal: exchange.signal })
      await send(exchange, await exchange.healthy())
    },
  },
  drip: {
    argument: { unit: 'ms', byDefault: 100, min: 1, max: 60_000 },
    does: { vi: 'nội dung đến nhỏ giọt, 20 phần', en: 'the body comes in 20 pieces, that far apart' },
    apply: drip,
  },
  truncate: {
    argument: null,
    does: { vi: 'đóng kết nối khi mới gửi một nửa', en: 'closes after half of the promised bytes' },
    apply: truncate,
  },
  'form-error': {
    argument: null,
    does: { vi: 'trang mở được nhưng API biểu mẫu lỗi', en: "the page opens, but the eForm's API fails" },
    apply: async (exchange) => send(exchange, await exchange.healthy({ apiFault: EFORM_API_FAULT })),
  },
  reset: {
    argument: null,
    does: { vi: 'ngắt kết nối (TCP RST)', en: 'resets the connection' },
    apply: (exchange) => exchange.reset(),
  },
  hang: {
    argument: null,
    does: { vi: 'không bao giờ trả lời', en: 'never answers' },
    apply: () => undefined,
  },
  malformed: {
    argument: null,
    does: { vi: 'trả dữ liệu không đúng chuẩn HTTP', en: 'answers with what is not HTTP' },
    apply: malformed,
  },
  'huge-headers': {
    argument: { unit: 'KB', byDefault: 256, min: 1, max: 4_096 },
    does: { vi: 'tiêu đề phản hồi quá lớn', en: 'response headers of that size' },
    apply: hugeHeaders,
  },
  endless: {
    argument: null,
    does: { vi: 'nội dung không bao giờ hết', en: 'a body that never ends' },
    apply: endless,
  },
  gzipbomb: {
    argument: { unit: 'MB', byDefault: 1_024, min: 1, max: 102_400 },
    does: { vi: 'nội dung nén nhỏ, bung ra rất lớn', en: 'a small gzip body that unpacks to that size' },
    apply: gzipBomb,
  },
} as const satisfies Record<string, FaultEntry>

/** Answers one request by a fault, or null where the text names no fault or its number is out of bounds. */
export function faultHandler(text: string): ((exchange: Exchange) => Promise<void>) | null {
  const match = /^([a-z0-9-]+)(?::(\d{1,9}))?$/.exec(text)
  if (!match || !Object.hasOwn(FAULTS, match[1]!)) return null
  const { argument, apply }: FaultEntry = FAULTS[match[1] as FaultName]
  if (argument === null) return match[2] === undefined ? async (exchange) => apply(exchange, 0) : null
  const value = match[2] === undefined ? argument.byDefault : Number(match[2])
  return value >= argument.min && value <= argument.max ? async (exchange) => apply(exchange, value) : null
}

function loginPath({ request }: Exchange): string {
  return `/dang-nhap?redirect_uri=${encodeURIComponent(request.url ?? '/')}`
}
