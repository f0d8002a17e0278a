import { createLink } from '../../lib/flow/create-link.ts'
import { emptyGroupState, type OpenIncident, recordOf } from '../../lib/judge/incident-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { pagesOf } from '../../lib/model/catalogue.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { newJob } from '../../lib/model/job.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { releaseStamp } from '../../lib/model/release.ts'
import type { NewLink } from '../../lib/model/session.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createDeadLetters } from '../../lib/record/dead-letters.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { addJob } from '../../lib/record/jobs.ts'
import { getLive, newLivePage, putLive } from '../../lib/record/live.ts'
import { createQueue } from '../../lib/record/queue.ts'
import { addRelease } from '../../lib/record/releases.ts'
import { createApp, type WebPorts } from '../../lib/web/app.ts'
import { catalogueOf, configOf } from './catalogue.ts'
import { heldClock } from './clock.ts'
import { keepPreview, keepReview } from './evaluation.ts'
import { FILLED_LOCATIONS, type Filling, fillFleet, fillingPortals, fillingScores } from './fill-fleet.ts'
import { scoreExportOf } from './score-export.ts'
import { makeQueue, openStores } from './stores.ts'
import { writtenPage, writtenPortal } from './written-catalogue.ts'

export const FLEET_NOW = Date.parse('2026-11-23T02:00:00Z')
export const FLEET_ORIGIN = 'http://127.0.0.1:4400'

/** Of `ca-mau/home`, open for an hour. */
export const FLEET_OUTAGE: OpenIncident = {
  id: `down:ca-mau/home:domestic:${FLEET_NOW - HOUR_MS}`,
  kind: 'down',
  severity: 'page',
  sinceMs: FLEET_NOW - HOUR_MS,
  openedAtMs: FLEET_NOW - HOUR_MS,
  lastBadMs: FLEET_NOW,
  good: 0,
  unknowns: 0,
  bad: 12,
  seq: 1,
  toldAtMs: FLEET_NOW,
  locations: ['sgn'],
  inputs: [],
  alone: false,
}

/** By criteria `test@1`, previewed: `ca-mau` and `hue` have scores, and a review of `ca-mau` is open. */
export const FLEET_PERIOD = '2026-11-01..2026-11-21'

export type FleetApp = {
  readonly app: ReturnType<typeof createApp>
  readonly stores: Stores
  readonly clock: ReturnType<typeof heldClock>
  /** The cookie of somebody who has signed in by a link. */
  readonly signIn: (as: NewLink) => Promise<string>
}

/**
 * The web over three portals with a homepage each: `an-giang` ok, `ca-mau` down, `hue` slow; the first two of vendor
 * `vnpt`, the last of `fpt`. `filling`: with more portals beside them, and the past of all.
 */
export async function openFleetApp(over: Partial<WebPorts> = {}, filling: Filling | null = null): Promise<FleetApp> {
  const stores = await openStores()
  const clock = heldClock(FLEET_NOW)
  const first = ['an-giang', 'ca-mau', 'hue']
  const scoredFirst = ['ca-mau', 'an-giang', 'hue']
  const named = first.map((id) =>
    writtenPortal({
      id,
      name: { vi: `Cổng dịch vụ công ${id}`, en: `Portal of ${id}` },
      vendor: id === 'hue' ? 'fpt' : 'vnpt',
      owner: id,
      pages: [writtenPage({ id: 'home', url: `https://${id}.example.org/` })],
    }),
  )
  const catalogue = catalogueOf({
    portals: [...named, ...fillingPortals(filling?.portals ?? 0)],
    publish: { portals: 'all' },
    ...(filling === null ? {} : { locations: FILLED_LOCATIONS }),
  })
  const days = filling?.days ?? 0
  await putConfig(
    stores.table,
    configOf(catalogue, { effectiveFromMs: FLEET_NOW - (days === 0 ? 60 * MINUTE_MS : days * DAY_MS) }),
  )
  if (filling !== null) {
    const pages = pagesOf(catalogue).map(({ key }) => key)
    await fillFleet(stores, { ...filling, nowMs: FLEET_NOW, pages, opened: 'ca-mau/home' })
  }
  for (const [portal, verdict] of [
    ['an-giang', 'ok'],
    ['ca-mau', 'down'],
    ['hue', 'slow'],
  ] as const) {
    const live = (await getLive(stores.table, `${portal}/home`)) ?? newLivePage(`${portal}/home`)
    await putLive(stores.table, {
      ...live,
      verdicts: [{ slotMs: FLEET_NOW - HOUR_MS, group: 'domestic', verdict, inputs: [] }] as never,
      groups: portal === 'ca-mau' ? { domestic: { ...emptyGroupState(), down: FLEET_OUTAGE } } : {},
    })
  }
  await fileIncident(
    stores.table,
    recordOf(FLEET_OUTAGE, { page: 'ca-mau/home', portal: null, group: 'domestic', resolvedAtMs: null }),
  )
  const releaseMs = FLEET_NOW - 9 * DAY_MS
  await addRelease(stores.table, {
    id: `${releaseStamp(releaseMs)}-a1b2c3`,
    portal: 'ca-mau',
    atMs: releaseMs,
    label: '2.4.1',
    note: 'nâng cấp biểu mẫu',
    replaces: null,
    declaredAtMs: releaseMs,
    by: 'cli:nhip',
    withdrawnAtMs: null,
  })
  const [portal] = scoreExportOf({ portals: 1, packs: ['vn-2025-load'] }).packs[0]?.score.portals ?? []
  if (!portal) throw new Error('an export of one portal has its score')
  const scored = {
    ...portal,
    portal: 'ca-mau',
    pages: portal.pages.slice(0, 1).map((page) => ({ ...page, page: 'ca-mau/home' })),
  }
  const period = { from: '2026-11-01', to: '2026-11-21', deadlineMs: FLEET_NOW + DAY_MS }
  const scores = filling === null ? [scored, { ...scored, portal: 'hue' }] : fillingScores(scoredFirst, filling)
  await keepPreview(stores.table, { ...period, period: FLEET_PERIOD, portals: scores })
  if (filling !== null) {
    const before = { from: '2026-10-01', to: '2026-10-31', deadlineMs: FLEET_NOW - 7 * DAY_MS }
    const portals = fillingScores(scoredFirst, { ...filling, lower: 4 })
    await keepPreview(stores.table, { ...before, period: '2026-10', portals })
  }
  await keepReview(stores.table, { id: 'r', period: FLEET_PERIOD, portal: 'ca-mau' })
  const asked = { criteria: 'test@1', period: FLEET_PERIOD }
  for (const owner of [{ role: 'operator' }, { role: 'evaluator' }] as const)
    await addJob(stores.table, newJob({ id: 'score-1', kind: 'score', params: asked, owner, nowMs: FLEET_NOW }))
  const queue = createQueue(stores.clients.sqs, (await makeQueue(stores)).url)
  const app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: queue,
    jobs: queue,
    deadLetters: createDeadLetters(stores.clients.sqs, (await makeQueue(stores)).url),
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    statusPage: 'https://tinh-trang.example.org/',
    ...over,
  })
  return {
    app,
    stores,
    clock,
    signIn: async (as) => {
      const { path } = await createLink(as, { table: stores.table, clock, by: 'platform' })
      const answer = await app.request(`${FLEET_ORIGIN}${path}`)
      return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    },
  }
}
