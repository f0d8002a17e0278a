import { createLink } from '../../lib/flow/create-link.ts'
import { type CheckRow, rollUp } from '../../lib/judge/rollup.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { addDays, type Day, startOfDay } from '../../lib/model/day.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { NewLink } from '../../lib/model/session.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { putDayRollup } from '../../lib/record/rollups.ts'
import { createApp } from '../../lib/web/app.ts'
import { audit } from './audit.ts'
import { catalogueOf, configOf } from './catalogue.ts'
import { heldClock } from './clock.ts'
import { makeQueue, openStores } from './stores.ts'
import { writtenPage, writtenPortal } from './written-catalogue.ts'

export const NOW = Date.parse('2026-11-22T03:00:00Z')
export const TODAY = '2026-11-22'
export const ORIGIN = 'http://127.0.0.1:4400'
export const HOSTILE = '<img src=x onerror="alert(1)">'
const TIMEZONE = 'Asia/Ho_Chi_Minh'

/** A hub with three portals, of vendors `vnpt`, `fpt` and none, and whoever looks at its pages. */
export type PortalStory = {
  readonly stores: Stores
  readonly clock: ReturnType<typeof heldClock>
  readonly app: ReturnType<typeof createApp>
  /**
   * A day of a page as it is rolled up: 24 slots at location `sgn`, the first `failed` of them failed, the others took
   * `totalMs`; a passed audit by an instrument (default `one`), with an LCP of four times that.
   */
  readonly day: (
    page: string,
    of: { readonly ago: number; readonly failed?: number; readonly totalMs?: number; readonly instrument?: string },
  ) => Promise<void>
  /** A cookie of who has followed a link. */
  readonly signIn: (who: NewLink) => Promise<string>
  readonly get: (path: string, cookie?: string) => Promise<Response>
  readonly post: (path: string, form: FormData, cookie: string) => Promise<Response>
}

/** `days`: for how long something has been expected, today included. */
export async function openPortalStory({ days }: { readonly days: number }): Promise<PortalStory> {
  const stores = await openStores()
  await ensureBucket(stores.messagesEndpoint)
  const clock = heldClock(NOW)
  const form = writtenPage({ id: 'form', kind: 'eform', url: 'https://dichvucong.example.org/form' })
  const portals = [
    writtenPortal({
      name: { vi: `Cổng Đà Nẵng ${HOSTILE}`, en: `Da Nang ${HOSTILE}` },
      vendor: 'vnpt',
      pages: [writtenPage(), form],
    }),
    writtenPortal({ id: 'hue', name: { vi: 'Cổng Huế', en: 'Hue' }, vendor: 'fpt' }),
    writtenPortal({ id: 'own', name: { vi: 'Cổng riêng', en: 'Own' }, owner: 'bo', state: 'retired', pages: [] }),
  ]
  const { untilMs: _until, ...config } = configOf(catalogueOf({ portals }), {
    effectiveFromMs: startOf(TODAY, 1 - days),
  })
  await putConfig(stores.table, config)
  const queue = await makeQueue(stores)
  const app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: queue,
    deadLetters: queue,
    jobs: queue,
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    page: 'token',
  })
  const get = async (path: string, cookie = ''): Promise<Response> =>
    app.request(`${ORIGIN}${path}`, { headers: cookie ? { cookie } : {} })
  return {
    stores,
    clock,
    app,
    get,
    post: async (path, body, cookie) =>
      app.request(`${ORIGIN}${path}`, { method: 'POST', body, headers: { cookie, origin: ORIGIN } }),
    signIn: async (who) => {
      const { path } = await createLink(who, { table: stores.table, clock, by: 'platform' })
      return (await get(path)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    },
    day: (page, { ago, failed = 0, totalMs = 500, instrument = 'one' }) =>
      putDay(stores, page, { day: addDays(TODAY, -ago), failed, totalMs, instrument }),
  }
}

async function putDay(
  { table }: Stores,
  page: string,
  of: { readonly day: Day; readonly failed: number; readonly totalMs: number; readonly instrument: string },
): Promise<void> {
  const { day, failed, totalMs, instrument } = of
  const fromMs = startOf(day)
  const toMs = startOf(day, 1)
  const slots = Array.from({ length: 24 }, (_, hour) => fromMs + hour * HOUR_MS).filter((slotMs) => slotMs < NOW)
  const rows = slots.map(
    (slotMs, index): CheckRow => ({
      slotMs,
      location: 'sgn',
      outcome: index < failed ? 'failed' : 'passed',
      cause: index < failed ? 'http_5xx' : null,
      phases: { ...NO_PHASES, totalMs, waitMs: totalMs / 2 },
    }),
  )
  const one = audit({ page, slotMs: fromMs, conditions: { ...audit().conditions, instrument } })
  const audits = [{ ...one, metrics: { ...one.metrics, lcpMs: 4 * totalMs } }]
  const rollup = rollUp({
    rows,
    audits,
    locations: [{ location: 'sgn', group: 'domestic', expected: new Set(slots), audits: new Set([fromMs]) }],
    isMaintenance: () => false,
    explain: () => 'not_answered',
  })
  const span = { fromMs, toMs, throughMs: Math.min(toMs, NOW), timezone: TIMEZONE }
  await putDayRollup(table, { page, day, version: 0, ...span, rollup })
}

function startOf(day: Day, later = 0): number {
  return startOfDay(addDays(day, later), TIMEZONE)
}
