import type { AlertEvent } from '../../lib/model/alert.ts'

/** An outage that was just told. */
export function alert(changes: Partial<AlertEvent> = {}): AlertEvent {
  return {
    type: 'alert',
    id: 'down:da-nang/home:domestic:0:1',
    seq: 1,
    event: 'opened',
    kind: 'down',
    severity: 'page',
    incident: 'down:da-nang/home:domestic:0',
    subject: 'page',
    portal: 'da-nang',
    page: 'da-nang/home',
    location: null,
    vendor: 'vnpt',
    owner: 'da-nang',
    group: 'domestic',
    label: { vi: 'Cổng dịch vụ công Đà Nẵng, trang chủ', en: 'Da Nang public service portal, homepage' },
    timezone: 'Asia/Ho_Chi_Minh',
    atMs: 600_000,
    sinceMs: 0,
    children: [],
    reason: { vi: 'Trang ngừng hoạt động', en: 'The page is down' },
    facts: {},
    links: {},
    ...changes,
  }
}

/** An outage of a portal's homepage that began just now. */
export function alertOf(portal: string, atMs: number): AlertEvent {
  const incident = `down:${portal}/home:domestic:${atMs}`
  return alert({ id: `${incident}:1`, incident, portal, page: `${portal}/home`, atMs, sinceMs: atMs })
}

/** The platform's own trouble. */
export const SILENT_LOCATION: AlertEvent = alert({
  id: 'monitor:location.sgn.silent:domestic:0:1',
  kind: 'monitor',
  severity: 'ticket',
  incident: 'monitor:location.sgn.silent:domestic:0',
  subject: 'location',
  portal: null,
  page: null,
  location: 'sgn',
  vendor: null,
  owner: null,
  label: { vi: 'Điểm đo sgn: im lặng', en: 'Location sgn: silent' },
  reason: { vi: 'Điểm đo sgn im lặng từ 07:00:00.', en: 'Location sgn is silent since 07:00:00.' },
  facts: { rule: 'silent' },
})
