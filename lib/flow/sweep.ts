import { randomUUID } from 'node:crypto'
import { measuredKeys, timetables } from '../judge/expected.ts'
import { firstMsOf, type PageSchedule, pageSchedule, type Span } from '../judge/page-schedule.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { addDays, dayOf, startOfDay } from '../model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import { ownerKey } from '../model/job.ts'
import { type Expiring, KEPT_DAYS, SWEEP_SLACK_MS } from '../model/retention.ts'
import { getArchiveProgress } from '../record/archive-progress.ts'
import { listConfigs, listImportSpans } from '../record/configs.ts'
import { deleteControls } from '../record/controls.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { deleteJob, listStoredJobs } from '../record/jobs.ts'
import { sweepLeaseKey } from '../record/keys.ts'
import { deleteLate, type LateMark, listLate } from '../record/late.ts'
import { endLease, takeLease } from '../record/lease.ts'
import { noteMinutes } from '../record/noted-minutes.ts'
import { deleteReceipt, receiptsOf } from '../record/receipts.ts'
import { deleteHourRollup, getRollupProgress, hourRollupsOf } from '../record/rollups.ts'
import { getChain } from '../record/segments.ts'
import { deleteSession, listSessions } from '../record/sessions.ts'
import { getSweepProgress, listSwept, putSweepProgress, putSwept } from '../record/sweep-progress.ts'
import type { Table } from '../record/table.ts'
import { eachOf } from './each-of.ts'
import { timezoneOf } from './history.ts'
import { sweepResults } from './sweep-results.ts'

export type SweepPorts = {
  readonly table: Table
  /** Where evidence is read back. */
  readonly store: Pick<EvidenceStore, 'get'>
  readonly clock: Clock
  /** Aborted: what is left waits for the next run. */
  readonly stop?: AbortSignal
}

/** How many items of each kind went. */
export type Swept = Record<Expiring | 'job' | 'session', number>

/** How often it is looked for what has had its time. */
const EVERY_MS = HOUR_MS

/** A run ends then, and the next one goes on; a lease outlasts it, and the longest that a function may run. */
const RUN_MS = 4 * MINUTE_MS
const LEASE_MS = 6 * MINUTE_MS

/** Pages under way at once. */
const LANES = 2

/** Jobs go after their files, which are made later and go once a day. */
const JOB_SLACK_MS = 2 * DAY_MS

/**
 * Deletes what has had its time: results that are archived and verified, rollups of hours, receipts once their minutes are
 * noted, loads of control pages, marks of what came late, jobs, sessions. By a day at a time, in order, and noting how far it is, so
 * that a run that breaks off is gone on with; about once an hour, however often it is called, and never twice at once.
 * What fails holds up nothing else; it rejects then, after all is done.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const { table, clock } = ports
  const nowMs = clock.now()
  const progress = await getSweepProgress(table)
  const swept: Swept = {
    observation: 0,
    audit: 0,
    hourRollup: 0,
    receipt: 0,
    control: 0,
    lateMark: 0,
    job: 0,
    session: 0,
  }
  if (nowMs < progress.nextMs) return swept
  const owner = randomUUID()
  if (!(await takeLease(table, sweepLeaseKey(), { owner, nowMs, untilMs: nowMs + LEASE_MS }))) return swept
  try {
    const [configs, spans, gone, rolled, archived] = await Promise.all([
      listConfigs(table),
      listImportSpans(table),
      listSwept(table),
      getRollupProgress(table),
      getArchiveProgress(table),
    ])
    const tables = timetables(configs)
    const pages = [...new Set([...measuredKeys(configs), ...spans.flatMap((span) => span.pages)])]
    const run: Run = {
      ...ports,
      nowMs,
      configs,
      timezone: timezoneOf(configs, spans),
      gone,
      rolledMs: rolled?.throughMs ?? 0,
      // Where there is no progress nothing is sealed yet, and nothing can be late for it.
      lateDoneMs: Math.min(rolled?.lateThroughMs ?? 0, archived?.lateThroughMs ?? nowMs),
      isOver: () => ports.stop?.aborted === true || clock.now() - nowMs >= RUN_MS,
      swept,
      failed: [],
    }
    await eachOf(pages, LANES, (page) => orFail(run, () => sweepPage(pageSchedule(page, { tables, spans }), run)))
    for (const location of new Set(configs.flatMap(({ catalogue }) => catalogue.locations.map(({ id }) => id))))
      await orFail(run, () => sweepLocation(location, run))
    await orFail(run, () => sweepJobs(run))
    await orFail(run, () => sweepSessions(run))
    let { lateThroughMs } = progress
    await orFail(run, async () => {
      lateThroughMs = await sweepLate(run, lateThroughMs)
    })
    const { failed } = run
    await putSweepProgress(table, { nextMs: run.isOver() ? nowMs : nowMs + EVERY_MS, lateThroughMs })
    if (failed.length > 0)
      throw new AggregateError(failed, `${failed.length} things could not be swept: ${String(failed[0])}`)
    return swept
  } finally {
    await endLease(table, sweepLeaseKey(), owner)
  }
}

type Run = SweepPorts & {
  readonly nowMs: number
  readonly configs: readonly Config[]
  readonly timezone: string
  /** What is gone already, by the name of it. */
  readonly gone: ReadonlyMap<string, number>
  /** Rollups count what was before. */
  readonly rolledMs: number
  /** What came late before is in rollups and segments: nobody needs its mark. */
  readonly lateDoneMs: number
  readonly isOver: () => boolean
  readonly swept: Swept
  readonly failed: unknown[]
}

/** Results of the page that are archived, and its hours, each as far as they have had their time. */
async function sweepPage(schedule: PageSchedule, run: Run): Promise<void> {
  const { table, nowMs, swept } = run
  const { page } = schedule
  const firstMs = firstMsOf(schedule)
  if (firstMs >= endOf('observation', nowMs)) return
  const sealedMs = (await getChain(table, page)).through?.toMs ?? 0
  const countedMs = run.rolledMs
  for (const type of ['observation', 'audit'] as const) {
    const ends = { firstMs, endMs: Math.min(endOf(type, nowMs), sealedMs, countedMs) }
    await sweepDays(`${type}#${page}`, { ...ends, run }, async (day) => {
      const went = await sweepResults({ page, type, ...day }, run)
      swept[type] += went
      return went
    })
  }
  const ends = { firstMs, endMs: Math.min(endOf('hourRollup', nowMs), countedMs) }
  await sweepDays(`hour#${page}`, { ...ends, run }, async (day) => {
    const hours = await hourRollupsOf(table, page, day)
    for (const hour of hours) if (await deleteHourRollup(table, hour)) swept.hourRollup++
    return hours.length
  })
}

async function sweepLocation(location: string, run: Run): Promise<void> {
  const { table, configs, nowMs, swept } = run
  const firstMs = Math.min(...configs.map(({ effectiveFromMs }) => effectiveFromMs)) - DAY_MS
  const ends = { firstMs, endMs: endOf('receipt', nowMs) }
  const gone = await sweepDays(`receipt#${location}`, { ...ends, run }, async (day) => {
    const receipts = await sweepReceipts(table, { location, ...day })
    swept.receipt += receipts
    return receipts
  })
  if (gone.fromMs === gone.toMs) return
  // Those that were on their way for long have come since.
  swept.control += await deleteControls(table, { ...gone, location, fromMs: gone.fromMs - KEPT_DAYS.control * DAY_MS })
}

/** Notes the minutes of receipts and deletes them. */
async function sweepReceipts(
  table: Table,
  of: { readonly location: string; readonly fromMs: number; readonly toMs: number },
): Promise<number> {
  const { location } = of
  const receipts = await receiptsOf(table, location, of)
  let deleted = 0
  for (const [dayMs, same] of Map.groupBy(receipts, ({ minuteMs }) => Math.floor(minuteMs / DAY_MS) * DAY_MS)) {
    await noteMinutes(table, { location, dayMs, minutes: same.map(({ minuteMs }) => minuteMs) })
    for (const receipt of same) if (await deleteReceipt(table, receipt)) deleted++
  }
  return deleted
}

/**
 * Days of the zone from where it was left to the last that has had its time; returns which. `work` says how many went: how
 * far it is needs no note after each day of which nothing did.
 */
async function sweepDays(
  name: string,
  of: { readonly firstMs: number; readonly endMs: number; readonly run: Run },
  work: (day: Span) => Promise<number>,
): Promise<Span> {
  const { run } = of
  const { timezone } = run
  const fromMs = run.gone.get(name) ?? startOfDay(dayOf(Math.min(of.firstMs, of.endMs), timezone), timezone)
  let [notedMs, throughMs] = [fromMs, fromMs]
  while (!run.isOver()) {
    const toMs = startOfDay(addDays(dayOf(throughMs, timezone), 1), timezone)
    if (toMs > of.endMs) break
    const went = await work({ fromMs: throughMs, toMs })
    throughMs = toMs
    if (went === 0) continue
    await putSwept(run.table, name, throughMs)
    notedMs = throughMs
  }
  if (throughMs > notedMs) await putSwept(run.table, name, throughMs)
  return { fromMs, toMs: throughMs }
}

/**
 * What came late after its day was swept: the marks of each day of arrival tell which, and go with it. Returns how far it
 * has come.
 */
async function sweepLate(run: Run, throughMs: number | null): Promise<number | null> {
  const { table, configs, nowMs, swept } = run
  const endMs = Math.min(endOf('lateMark', nowMs), run.lateDoneMs)
  const begunMs = Math.min(endOf('lateMark', nowMs), ...configs.map(({ publishedAtMs }) => publishedAtMs))
  let fromMs = throughMs ?? startOfDay(dayOf(begunMs, 'UTC'), 'UTC')
  for (; fromMs + DAY_MS <= endMs; fromMs += DAY_MS) {
    for (const mark of await listLate(table, { fromMs, toMs: fromMs, all: true })) {
      await sweepMarked(mark, run)
      if (run.isOver()) return fromMs
      if (await deleteLate(table, mark)) swept.lateMark++
    }
  }
  return fromMs
}

async function sweepMarked(mark: LateMark, run: Run): Promise<void> {
  const { table, configs, gone, swept } = run
  const { page } = mark
  if (page === null) {
    for (const location of new Set(configs.flatMap(({ catalogue }) => catalogue.locations.map(({ id }) => id)))) {
      const toMs = Math.min(mark.toMs, gone.get(`receipt#${location}`) ?? 0)
      if (mark.fromMs < toMs) swept.receipt += await sweepReceipts(table, { location, fromMs: mark.fromMs, toMs })
    }
    return
  }
  for (const type of ['observation', 'audit'] as const) {
    // What lies behind is gone through in its turn. An import may have been of years.
    const endMs = Math.min(mark.toMs, gone.get(`${type}#${page}`) ?? 0)
    for (let fromMs = mark.fromMs; fromMs < endMs && !run.isOver(); fromMs += DAY_MS)
      swept[type] += await sweepResults({ page, type, fromMs, toMs: Math.min(endMs, fromMs + DAY_MS) }, run)
  }
}

async function sweepJobs({ table, configs, nowMs, swept }: Run): Promise<void> {
  const vendors = configs.flatMap(({ catalogue }) => catalogue.portals.flatMap(({ vendor }) => vendor ?? []))
  const owners = [
    ownerKey({ role: 'operator' }),
    ownerKey({ role: 'evaluator' }),
    ...[...new Set(vendors)].map((vendor) => ownerKey({ role: 'vendor', vendor })),
  ]
  for (const owner of owners)
    for (const job of await listStoredJobs(table, { owner }))
      if (nowMs >= job.expiresAtMs + JOB_SLACK_MS && (await deleteJob(table, job))) swept.job++
}

async function sweepSessions({ table, nowMs, swept }: Run): Promise<void> {
  for (const session of await listSessions(table))
    if (nowMs >= session.expiresAtMs && (await deleteSession(table, session))) swept.session++
}

/** What was before has had its time. */
function endOf(what: Expiring, nowMs: number): number {
  return nowMs - KEPT_DAYS[what] * DAY_MS - SWEEP_SLACK_MS
}

async function orFail({ failed }: Run, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => void failed.push(error))
}
