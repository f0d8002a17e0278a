import { reduceCertificates } from '../judge/certificate.ts'
import { timetables } from '../judge/expected.ts'
import { whyNotWorking } from '../judge/platform-works.ts'
import { reduceWatch } from '../judge/watch.ts'
import { lastAnsweredMs, type QueueFacts, type WatchFacts } from '../judge/watch-facts.ts'
import type { AlertEvent } from '../model/alert.ts'
import { measuredPages } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt } from '../model/config.ts'
import type { Policy } from '../model/policy.ts'
import { isInForce } from '../model/window.ts'
import { type LivePage, listLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { getTelling } from '../record/telling.ts'
import { getWatch, putWatch, type Watch } from '../record/watch.ts'
import { listWindows } from '../record/windows.ts'
import { fileIncidents } from './file-incidents.ts'
import type { Beat } from './heartbeat.ts'
import { locationFacts } from './location-facts.ts'
import { lookAtHosts } from './look-at-hosts.ts'
import { plannedConfigs } from './planned-configs.ts'
import { seenCertificates } from './seen-certificates.ts'
import { unarchivedDays } from './unarchived-days.ts'

export type WatchPorts = {
  readonly table: Table
  readonly clock: Clock
  readonly policy: Policy
  /** Null: somebody else looks after queues. */
  readonly queues: (() => Promise<WatchedQueues>) | null
  /** Gives a sign of life to somebody outside; null: nobody wants one. */
  readonly heartbeat: ((contact: string) => Promise<Beat>) | null
}

export type WatchedQueues = { readonly queues: readonly QueueFacts[]; readonly deadLetters: number }

export type Look = {
  /** Events that came up; `publish` tells them. */
  readonly events: readonly AlertEvent[]
  /** Null: nobody wants a sign of life. */
  readonly heartbeat: Beat | null
}

/**
 * Looks at the platform itself: what is heard of each location, how its checks of the last slots went, its last hour,
 * its timetable, queues and dead letters; and at the certificates of hosts. What there is to tell waits in one item until it is published. Where two look
 * at once, one of them has seen nothing.
 */
export async function watch(ports: WatchPorts): Promise<Look> {
  const { table, clock, policy } = ports
  const [configs, lives, before, telling] = await Promise.all([
    plannedConfigs(table, clock.now()),
    listLive(table),
    getWatch(table),
    getTelling(table),
  ])
  const nowMs = clock.now()
  const config = configAt(configs, nowMs)
  await fileIncidents(table, before)
  if (config === null) return { events: [], heartbeat: ports.heartbeat && unheard('there is no configuration') }
  const { timezone } = config.catalogue
  const sinceMs = Math.max(before.state?.fromMs ?? nowMs, config.effectiveFromMs)
  const [results, silences] = await Promise.all([
    lookAtHosts(
      {
        plans: timetables([config])[0]?.plans ?? [],
        locations: config.catalogue.locations.length,
        sinceMs,
        nowMs,
      },
      table,
    ),
    listWindows(table, 'silence'),
  ])
  const [locations, queues, unarchived] = await Promise.all([
    locationFacts({ configs, config, sinceMs, results, lives, state: before.state, nowMs }, table),
    ports.queues?.() ?? null,
    unarchivedDays(table, { nowMs, begunMs: Math.min(...configs.map(({ effectiveFromMs }) => effectiveFromMs)) }),
  ])
  const facts: WatchFacts = {
    nowMs,
    locations,
    queues: queues?.queues ?? [],
    deadLetters: queues?.deadLetters ?? null,
    unarchivedDays: unarchived,
  }
  const { state, ...platform } = reduceWatch(before.state, facts, { policy, timezone })
  const silent = silences.filter((window) => isInForce(window, nowMs))
  const measured = new Set(measuredPages(config.catalogue).map(({ key }) => key))
  const certificates = reduceCertificates(before.certificates, seenCertificates(results, { config, silent }), {
    nowMs,
    timezone,
    policy,
    measured,
  })
  const events = [...platform.events, ...certificates.events]
  const next: Watch = {
    ...before,
    state,
    certificates: certificates.state,
    outbox: [...before.outbox, ...events],
    unfiled: [...platform.records, ...certificates.records],
  }
  const isKept = await putWatch(table, next)
  if (isKept) await fileIncidents(table, next)
  return {
    events: isKept ? events : [],
    heartbeat: await beat(ports, { config, lives, outboxes: [...lives, next, telling], nowMs }),
  }
}

async function beat(
  { heartbeat }: WatchPorts,
  of: {
    readonly config: Config
    readonly lives: readonly LivePage[]
    readonly outboxes: readonly Pick<Watch, 'outbox'>[]
    readonly nowMs: number
  },
): Promise<Beat | null> {
  if (heartbeat === null) return null
  const { catalogue } = of.config
  const cadences = measuredPages(catalogue).map(({ http }) => http.everyMs)
  const untold = of.outboxes.flatMap(({ outbox }) => outbox.map(({ atMs }) => atMs))
  const why = whyNotWorking({
    nowMs: of.nowMs,
    everyMs: cadences.length === 0 ? null : Math.min(...cadences),
    lastAnsweredMs: lastAnsweredMs(of.lives),
    untoldSinceMs: untold.length === 0 ? null : Math.min(...untold),
  })
  return why === null ? heartbeat(catalogue.contact) : unheard(why)
}

function unheard(why: string): Beat {
  return { heard: false, reason: `no sign of life is given: ${why}` }
}
