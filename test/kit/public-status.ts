import { worstState } from '../../lib/judge/public-state.ts'
import { addDays } from '../../lib/model/day.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import type { PublicPage, PublicPortal, PublicState, PublicStatus } from '../../lib/model/public-status.ts'

export const PUBLIC_NOW = Date.parse('2026-11-23T02:20:00Z')
const TODAY = '2026-11-23'
const HISTORY_DAYS = 90

/** So many portals with a homepage and an eForm each, among them one in every state, all of which is published. */
export function publicStatusOf(of: {
  readonly portals: number
  readonly states?: readonly PublicState[]
}): PublicStatus {
  const states = of.states ?? ['ok', 'ok', 'down', 'ok', 'slow', 'partial', 'ok', 'maintenance', 'unknown']
  const days = Array.from({ length: HISTORY_DAYS }, (_, index) => addDays(TODAY, index + 1 - HISTORY_DAYS))
  return {
    atMs: PUBLIC_NOW,
    timezone: 'Asia/Ho_Chi_Minh',
    chosen: {
      title: { vi: 'Tình trạng các cổng dịch vụ công', en: 'Status of public service portals' },
      note: { vi: 'Số liệu do Bộ công bố để người dân tra cứu.', en: 'Published by the ministry for everybody.' },
      historyDays: HISTORY_DAYS,
      latency: true,
      incidents: true,
    },
    days,
    portals: Array.from({ length: of.portals }, (_, index) =>
      publicPortal(`cong-${index + 1}`, { state: states[index % states.length] as PublicState, seed: index }),
    ),
  }
}

/** A portal whose eForm is well while its homepage is in that state. */
export function publicPortal(
  id: string,
  { state, seed }: { readonly state: PublicState; readonly seed: number },
): PublicPortal {
  const pages = [
    publicPage({ id: 'home', kind: 'homepage', state, seed }),
    publicPage({ id: 'khai-sinh', kind: 'eform', state: state === 'unknown' ? state : 'ok', seed: seed + 7 }),
  ]
  return {
    id,
    name: { vi: `Cổng dịch vụ công tỉnh ${id}`, en: `Public service portal of ${id}` },
    state: worstState(pages.map((page) => page.state)),
    pages,
  }
}

function publicPage(of: Pick<PublicPage, 'id' | 'kind' | 'state'> & { readonly seed: number }): PublicPage {
  const { seed, ...rest } = of
  const days = Array.from({ length: HISTORY_DAYS }, (_, index) => {
    if (index < seed % 5) return null
    const due = (index + seed) % 41 === 0 ? 0 : 288
    const bad = (index * 7 + seed * 13) % 37
    const failed = due === 0 ? 0 : bad === 0 ? 40 : bad === 1 ? 8 : 0
    const known = (index + seed) % 53 === 3 ? due / 2 : due
    const p50 = 300 + ((index * 17 + seed) % 90)
    return {
      day: addDays(TODAY, index + 1 - HISTORY_DAYS),
      passed: Math.max(0, known - failed),
      failed,
      due,
      expected: 288,
      latency: due === 0 ? null : { p50, p75: p50 * 1.5, p95: p50 * 3 },
    }
  })
  const isBad = rest.state === 'down' || rest.state === 'slow'
  return {
    ...rest,
    sinceMs: rest.state === 'unknown' ? null : PUBLIC_NOW - 50 * MINUTE_MS,
    days,
    incidents: [
      ...(isBad ? [{ kind: rest.state as 'down' | 'slow', fromMs: PUBLIC_NOW - 50 * MINUTE_MS, toMs: null }] : []),
      {
        kind: 'slow',
        fromMs: PUBLIC_NOW - (40 + seed) * 24 * HOUR_MS,
        toMs: PUBLIC_NOW - (40 + seed) * 24 * HOUR_MS + 5 * HOUR_MS,
      },
    ],
    countedMs: PUBLIC_NOW - 20 * MINUTE_MS,
  }
}
