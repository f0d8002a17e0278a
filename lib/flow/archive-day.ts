import { randomUUID } from 'node:crypto'
import { measuredKeys, timetables } from '../judge/expected.ts'
import { firstMsOf, type PageSchedule, pageSchedule, type Span } from '../judge/page-schedule.ts'
import type { Clock } from '../model/clock.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import { publicKeyFile } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import type { LocationKey } from '../model/signature.ts'
import { type ArchiveProgress, getArchiveProgress, putArchiveProgress } from '../record/archive-progress.ts'
import { listConfigs, listImportSpans } from '../record/configs.ts'
import { archiveLeaseKey } from '../record/keys.ts'
import { listLate } from '../record/late.ts'
import { endLease, takeLease } from '../record/lease.ts'
import { locationKeysOf } from '../record/location-keys.ts'
import { latestReceiptMs } from '../record/receipts.ts'
import { sealHead } from '../record/seal-head.ts'
import { type Chain, getChain, latestSegment, putChain, putSegment } from '../record/segments.ts'
import { type Signer, sha256Of } from '../record/signer.ts'
import { eachOf } from './each-of.ts'
import { timezoneOf } from './history.ts'
import { type PageDay, type SealPorts, sealDay } from './seal-day.ts'

export type ArchivePorts = Omit<SealPorts, 'signer'> & {
  /** Asked for when there may be something to sign. */
  readonly openSigner: () => Promise<Signer>
  readonly clock: Clock
  /** Not once an hour, but whenever it is called, as by somebody who can't go on before. */
  readonly isUrgent?: boolean
  /** Aborted: what is left waits for the next run. */
  readonly stop?: AbortSignal
}

/** How many segments were sealed, and how many of them are further revisions. */
export type ArchivedDays = { readonly segments: number; readonly revisions: number }

/** After the last of a day's checks was due: for those that take long, and for what is on its way. */
const SETTLING_MS = HOUR_MS

/** How often it is looked for days that have closed. */
const EVERY_MS = HOUR_MS

/** A run ends then, and the next one goes on; a lease outlasts it, and the longest that a function may run. */
const RUN_MS = 11 * MINUTE_MS
const LEASE_MS = 16 * MINUTE_MS

/** Pages under way at once. */
const LANES = 4

/**
 * Seals each page's days that are over and aren't sealed, in order, and those of which results came late once more. Does
 * so about once an hour, however often it is called, and never twice at once. A page that fails holds up no other; it
 * rejects then, after all is done.
 */
export async function archiveDay(ports: ArchivePorts): Promise<ArchivedDays> {
  const { table, clock } = ports
  const nowMs = clock.now()
  const progress = await getArchiveProgress(table)
  const nothing = { segments: 0, revisions: 0 }
  if (ports.isUrgent !== true && progress !== null && nowMs < progress.nextMs) return nothing
  const owner = randomUUID()
  if (!(await takeLease(table, archiveLeaseKey(), { owner, nowMs, untilMs: nowMs + LEASE_MS }))) return nothing
  try {
    return await archivePages(ports, { nowMs, progress })
  } finally {
    await endLease(table, archiveLeaseKey(), owner)
  }
}

async function archivePages(
  ports: ArchivePorts,
  of: { readonly nowMs: number; readonly progress: ArchiveProgress | null },
): Promise<ArchivedDays> {
  const { table, clock, store } = ports
  const { nowMs, progress } = of
  const signer = await ports.openSigner()
  const [configs, spans] = await Promise.all([listConfigs(table), listImportSpans(table)])
  const timezone = timezoneOf(configs, spans)
  const tables = timetables(configs)
  const pages = [...new Set([...measuredKeys(configs), ...spans.flatMap((span) => span.pages)])]
  // A row is marked after it was written: what is being written now may be marked with a time of before.
  const lateFromMs = progress?.lateThroughMs ?? nowMs - HOUR_MS
  const begunMs = Math.min(nowMs, ...configs.map(({ effectiveFromMs }) => effectiveFromMs))
  // Before anything is sealed: if this breaks off, who comes next looks for what has come late since now.
  if (progress === null) {
    const firstMs = pages.map((page) => firstMsOf(pageSchedule(page, { tables, spans })))
    const throughMs = Math.min(nowMs, ...firstMs)
    await putArchiveProgress(table, {
      nextMs: nowMs,
      lateThroughMs: lateFromMs,
      throughMs,
      waitsFromMs: begunMs,
      headSha256: null,
      keyId: null,
    })
  }
  const late = (await listLate(table, { fromMs: lateFromMs, toMs: nowMs, all: true })).filter(
    ({ arrivedAtMs }) => arrivedAtMs >= lateFromMs,
  )
  if (progress?.keyId !== signer.keyId) await store.put(publicKeyFile(signer.keyId), Buffer.from(signer.publicKey))

  const isOver = (): boolean => ports.stop?.aborted === true || clock.now() - nowMs >= RUN_MS
  const watermarks = new Map<string, Promise<number | null>>()
  const watermarkOf = (location: string): Promise<number | null> => {
    const found = watermarks.get(location) ?? latestReceiptMs(table, location, nowMs)
    watermarks.set(location, found)
    return found
  }
  const keys = new Map<string, Promise<readonly LocationKey[]>>()
  const keysOf = (location: string): Promise<readonly LocationKey[]> => {
    const found = keys.get(location) ?? locationKeysOf(table, location)
    keys.set(location, found)
    return found
  }
  const published = new Map<string, Promise<void>>()
  const publishKey = (keyId: string, publicKey: string): Promise<void> => {
    const found = published.get(keyId) ?? store.put(publicKeyFile(keyId), Buffer.from(publicKey))
    published.set(keyId, found)
    return found
  }
  const done = { segments: 0, revisions: 0 }
  const chains: Chain[] = []
  const openMs: number[] = []
  const failed: unknown[] = []
  await eachOf(pages, LANES, async (page) => {
    const schedule = pageSchedule(page, { tables, spans })
    const marks = late.filter((mark) => mark.page === null || mark.page === page)
    const run: Run = {
      table,
      store,
      signer,
      schedule,
      timezone,
      nowMs,
      marks,
      isOver,
      watermarkOf,
      keysOf,
      publishKey,
      done,
    }
    try {
      const { chain, openFromMs } = await archivePage(page, run)
      chains.push(chain)
      openMs.push(openFromMs)
    } catch (error) {
      failed.push(error)
      // What it has sealed by now counts.
      const chain = await getChain(table, page)
      chains.push(chain)
      openMs.push(chain.through?.toMs ?? firstMsOf(schedule))
    }
  })

  const head = await sealHead(
    chains.flatMap(({ page, last }) =>
      last === null
        ? []
        : [{ page, segments: last.sequence, last: { day: last.day, revision: last.revision, sha256: last.sha256 } }],
    ),
    signer,
  )
  const headSha256 = sha256Of(head.get('head.json') ?? '')
  if (chains.some(({ last }) => last !== null) && headSha256 !== progress?.headSha256)
    for (const [path, bytes] of head) await store.put(path, bytes)
  const isWhole = !isOver() && failed.length === 0
  const throughMs = Math.min(nowMs, ...openMs)
  const waitedFromMs = progress?.waitsFromMs ?? progress?.throughMs ?? begunMs
  await putArchiveProgress(table, {
    nextMs: isOver() ? nowMs : nowMs + EVERY_MS,
    lateThroughMs: isWhole ? Math.max(lateFromMs, nowMs - HOUR_MS) : lateFromMs,
    throughMs,
    waitsFromMs: Math.max(waitedFromMs, throughMs),
    headSha256,
    keyId: signer.keyId,
  })
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} pages could not be archived: ${String(failed[0])}`)
  return done
}

type Run = SealPorts &
  Pick<Parameters<typeof sealDay>[1], 'watermarkOf' | 'keysOf' | 'publishKey'> & {
    readonly schedule: PageSchedule
    readonly timezone: string
    readonly nowMs: number
    /** Spans of this page, or of all, in which something came late. */
    readonly marks: readonly Span[]
    readonly isOver: () => boolean
    readonly done: { segments: number; revisions: number }
  }

/** `openFromMs`: where the first day begins that isn't archived. */
async function archivePage(page: PageKey, run: Run): Promise<{ readonly chain: Chain; readonly openFromMs: number }> {
  const { table, schedule, timezone } = run
  let chain = await getChain(table, page)
  // The chain is written first: what a crash left out of the list is put in.
  if (chain.last) await putSegment(table, chain.last)
  const { through } = chain
  for (const day of lateDays(run, through?.toMs ?? 0)) {
    if (run.isOver()) break
    chain = await archiveOne(pageDay(schedule, { day, timezone }), { chain, through, run })
  }
  let openFromMs = chain.through?.toMs ?? firstMsOf(schedule)
  while (!run.isOver()) {
    const next = pageDay(schedule, { day: dayOf(openFromMs, timezone), timezone })
    if (closedMs(next) > run.nowMs) break
    chain = await archiveOne(next, { chain, through: { day: next.day, toMs: next.toMs }, run })
    openFromMs = next.toMs
  }
  return { chain, openFromMs }
}

async function archiveOne(
  of: PageDay,
  how: { readonly chain: Chain; readonly through: Chain['through']; readonly run: Run },
): Promise<Chain> {
  const { chain, through, run } = how
  const latest = await latestSegment(run.table, { page: chain.page, day: of.day })
  const segment = await sealDay(of, { ...run, chain, latest })
  if (segment === null && chain.through?.day === through?.day) return chain
  const next: Chain = { ...chain, through, last: segment ?? chain.last }
  if (!(await putChain(run.table, next))) throw new Error(`${chain.page} is being archived by somebody else`)
  if (segment !== null) {
    await putSegment(run.table, segment)
    run.done.segments++
    if (segment.revision > 1) run.done.revisions++
  }
  return { ...next, version: chain.version + 1 }
}

/** Days before `throughMs` of which something came late, in order. */
function lateDays({ marks, timezone }: Run, throughMs: number): readonly Day[] {
  const days = new Set<Day>()
  for (const { fromMs, toMs } of marks) {
    const lastMs = Math.min(toMs, throughMs) - 1
    if (lastMs < fromMs) continue
    const last = dayOf(lastMs, timezone)
    for (let day = dayOf(fromMs, timezone); day <= last; day = addDays(day, 1)) days.add(day)
  }
  return [...days].toSorted()
}

function pageDay(page: PageSchedule, { day, timezone }: { readonly day: Day; readonly timezone: string }): PageDay {
  return { page, day, timezone, fromMs: startOfDay(day, timezone), toMs: startOfDay(addDays(day, 1), timezone) }
}

/** When the results of a day should all be there: each is due within a cadence of its slot. */
function closedMs({ page, fromMs, toMs }: PageDay): number {
  const inForce = page.versions.filter(
    ({ config }) => config.effectiveFromMs < toMs && (config.untilMs ?? toMs) > fromMs,
  )
  return (
    toMs + Math.max(0, ...inForce.flatMap(({ page: { http, audit } }) => [http.everyMs, audit.everyMs])) + SETTLING_MS
  )
}
