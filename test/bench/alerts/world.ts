import { createReplay } from '../../../lib/flow/replay.ts'
import type { AlertEvent } from '../../../lib/model/alert.ts'
import { DEFAULT_POLICY } from '../../../lib/model/policy.ts'
import { type Alarm, alarmsOf } from './alarm.ts'
import { type Fleet, type FleetSize, fleetOf } from './fleet.ts'
import { type Found, matchAlarms } from './match.ts'
import { WORLD } from './parameters.ts'
import { planTruth } from './plan.ts'
import { TUNABLE_RIVALS, USUAL_RIVALS } from './rival-table.ts'
import { runRival } from './rivals.ts'
import { headerOf, linesOf } from './trace.ts'
import type { Calm, NoiseName, Truth } from './truth.ts'

/** The page that something is about; null: a location, or several pages that differ. */
export type PageTraits = { readonly noise: NoiseName; readonly calm: Calm; readonly medianMs: number } | null

export type FoundRow = Omit<Found, 'truth'> & {
  readonly kind: Truth['kind']
  readonly id: string
  readonly fromMs: number
  readonly size: number
  readonly slots: number
  readonly page: PageTraits
}

export type FalseAlarm = Alarm & { readonly of: PageTraits }

/** What one judge made of one world. */
export type Judged = {
  readonly who: string
  readonly rows: readonly FoundRow[]
  readonly falseAlarms: readonly FalseAlarm[]
  readonly falsePages: number
  readonly truePages: number
}

export type WorldResult = {
  readonly seed: number
  readonly name: string
  readonly transients: Fleet['transients']
  readonly months: number
  readonly lines: number
  /** Of the judge alone, generating not counted: the month and its warm-up. */
  readonly judgeSeconds: number
  readonly judged: readonly Judged[]
}

/** What to run on a world; rivals by name. */
export type WorldJob = {
  readonly seed: number
  readonly nhip: boolean
  readonly rivals: readonly string[]
  readonly size: FleetSize
}

export const NHIP = 'Nhịp'

/** One world, its truth and its lines, judged by all at once. */
export function runWorld({ seed, nhip, rivals: wanted, size }: WorldJob): WorldResult {
  const fleet = fleetOf(seed, size)
  const truth = planTruth(fleet)
  const replay = createReplay(headerOf(fleet, truth), DEFAULT_POLICY)
  const rivals = [...USUAL_RIVALS, ...TUNABLE_RIVALS]
    .filter(({ name }) => wanted.includes(name))
    .map((rival) => ({ name: rival.name, run: runRival(rival, fleet) }))
  const events: AlertEvent[] = []
  let lines = 0
  let judgeMs = 0
  for (const batch of linesOf(fleet, truth)) {
    lines += batch.length
    if (nhip) {
      const startMs = performance.now()
      for (const line of batch) for (const event of replay.read(line)) events.push(event)
      judgeMs += performance.now() - startMs
    }
    for (const { run } of rivals) for (const line of batch) run.read(line)
  }
  events.push(...replay.end())
  const alarms: readonly (readonly [string, readonly Alarm[]])[] = [
    ...(nhip ? [[NHIP, alarmsOf(events)] as const] : []),
    ...rivals.map(({ name, run }) => [name, run.end()] as const),
  ]
  return {
    seed,
    name: fleet.name,
    transients: fleet.transients,
    months: (size.pages * (fleet.toMs - fleet.monthMs)) / (WORLD.pages * WORLD.monthMs),
    lines,
    judgeSeconds: judgeMs / 1_000,
    judged: alarms.map(([who, all]) => judgedOf(who, { fleet, truth, alarms: all })),
  }
}

function judgedOf(
  who: string,
  of: { readonly fleet: Fleet; readonly truth: readonly Truth[]; readonly alarms: readonly Alarm[] },
): Judged {
  const traits = new Map(
    of.fleet.pages.map(({ key, noise, calm, medianMs }) => [key, { noise, calm, medianMs }] as const),
  )
  const inMonth = of.alarms.filter(({ openedAtMs }) => openedAtMs >= of.fleet.monthMs)
  const { found, falseAlarms, trueAlarms } = matchAlarms(of.truth, inMonth)
  const pages = (alarms: readonly Alarm[]): number => alarms.filter(({ severity }) => severity === 'page').length
  return {
    who,
    rows: found.map(({ truth, ...rest }) => ({
      ...rest,
      kind: truth.kind,
      id: truth.id,
      fromMs: truth.fromMs,
      size: truth.size,
      slots: Math.round((truth.toMs - truth.fromMs) / WORLD.everyMs),
      page: truth.pages.length === 1 ? (traits.get(truth.pages[0] ?? '') ?? null) : null,
    })),
    // Only ours are looked at one by one; those of a rival are tens of thousands.
    falseAlarms:
      who === NHIP
        ? falseAlarms.map((alarm) => ({ ...alarm, of: alarm.page === null ? null : (traits.get(alarm.page) ?? null) }))
        : [],
    falsePages: pages(falseAlarms),
    truePages: pages(trueAlarms),
  }
}
