import type { ScoreSource } from '../../lib/flow/score-source.ts'
import type { Config } from '../../lib/model/config.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import type { Exclusion } from '../../lib/model/exclusion.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { catalogueOf, configOf } from './catalogue.ts'
import { observation } from './observation.ts'
import { writtenLocation, writtenPage, writtenPortal } from './written-catalogue.ts'

/** What a page shows in an hour of the zone, at a place; null: nothing came. Times are totals. */
export type Shows = (at: {
  readonly page: string
  readonly location: string
  /** 0 to 23. */
  readonly hour: number
  /** From 0, the first of the period. */
  readonly day: number
}) =>
  | { readonly totalMs: number }
  | { readonly cause: NonNullable<Observation['cause']> }
  | { readonly retried: true }
  | null

/** Monday, midnight in Vietnam; two weeks without a holiday follow. */
export const FROM = Date.parse('2026-05-04T00:00:00+07:00')

/** What `sourceOf` scores, in force from the beginning of time. */
export function scoredConfig(changes: Readonly<Record<string, unknown>> = {}): Config {
  return configOf(
    catalogueOf({
      locations: ['a', 'b'].map((id) => writtenLocation({ id, network: `as-${id}`, scoring: true })),
      defaults: { http: { every: '1h' } },
      portals: ['da-nang', 'hue'].map((id) =>
        writtenPortal({
          id,
          vendor: id === 'hue' ? 'fpt' : 'vnpt',
          pages: [writtenPage({ url: `https://${id}.example.org/` })],
        }),
      ),
      ...changes,
    }),
  )
}

/** An exclusion of Da Nang, from so many hours after the period's beginning. */
export function exclusionAt(fromHour: number, hours: number, changes: Partial<Exclusion> = {}): Exclusion {
  return {
    review: 'r',
    portal: 'da-nang',
    page: null,
    locations: null,
    fromMs: FROM + fromHour * HOUR_MS,
    toMs: FROM + (fromHour + hours) * HOUR_MS,
    cause: 'sự cố điện tại điểm đo',
    reason: 'có biên bản',
    decidedAtMs: 0,
    decidedBy: '0f3a5b7c9d1e',
    ...changes,
  }
}

/** Results of a page in `[fromMs, toMs)`. */
export function resultsOf(
  shows: Shows,
  { page, fromMs, toMs }: { readonly page: string; readonly fromMs: number; readonly toMs: number },
): readonly Observation[] {
  const found: Observation[] = []
  for (let slotMs = fromMs; slotMs < toMs; slotMs += HOUR_MS)
    for (const location of ['a', 'b']) {
      const hours = (slotMs - FROM) / HOUR_MS
      const seen = shows({ page, location, hour: hours % 24, day: Math.floor(hours / 24) })
      if (seen !== null) found.push(resultOf({ page, location, slotMs }, seen))
    }
  return found
}

/**
 * A homepage each of two portals, measured on every hour from two places on two networks. Per place and two weeks that is
 * 100 checks in working hours, 96 in evenings, 140 at night.
 */
export function sourceOf(
  shows: Shows,
  of: { readonly exclusions?: readonly Exclusion[]; readonly maintenance?: readonly Record<string, unknown>[] } = {},
): ScoreSource {
  return {
    configs: [scoredConfig(of.maintenance ? { maintenance: of.maintenance } : {})],
    spans: [],
    exclusions: of.exclusions ?? [],
    results: (span) => Promise.resolve({ observations: resultsOf(shows, span), audits: [] }),
  }
}

function resultOf(
  at: Pick<Observation, 'page' | 'location' | 'slotMs'>,
  seen: NonNullable<ReturnType<Shows>>,
): Observation {
  if ('totalMs' in seen) return observation({ ...at, phases: { ...NO_PHASES, totalMs: seen.totalMs } })
  if ('cause' in seen) return observation({ ...at, cause: seen.cause })
  const passed = observation(at)
  const [attempt] = passed.attempts
  if (!attempt) throw new Error('an observation has an attempt')
  return { ...passed, attempts: [{ ...attempt, outcome: 'failed', cause: 'http_5xx' }, attempt] }
}
