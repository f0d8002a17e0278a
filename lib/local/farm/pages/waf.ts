import { randomInt } from 'node:crypto'
import { plainPage } from './plain.ts'

/** The block page of a web application firewall; the support id differs each time, as real ones do. */
export function wafPage(): string {
  const supportId = `${randomInt(1e9, 1e10)}${randomInt(1e9)}`
  return plainPage({
    title: 'Request Rejected',
    body: `<h1>Yêu cầu đã bị chặn</h1>
<p>The requested URL was rejected. Please consult with your administrator.</p>
<p>Yêu cầu của bạn đã bị tường lửa ứng dụng web (WAF) từ chối.
Vui lòng liên hệ quản trị viên và cung cấp mã hỗ trợ dưới đây.</p>
<p>Your support ID is: <strong>${supportId}</strong></p>`,
  })
}
