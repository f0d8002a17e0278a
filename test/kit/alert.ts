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
    atMs: 600_000,
    sinceMs: 0,
    children: [],
    reason: { vi: 'Trang ngừng hoạt động', en: 'The page is down' },
    facts: {},
    links: {},
    ...changes,
  }
}
