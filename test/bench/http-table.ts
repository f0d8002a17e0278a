import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Stream, streamOf, waitOf } from './http-capture.ts'
import type { BenchCheck, BenchRun } from './http-job.ts'

const HEAD =
  'in flight | who | checks | p50 | p95 | p99 | (spread) | max | of delay p50 | p99 | site p99 | waiting | CPU ms | checks/s | starts/s | peak MB | overloaded | failed'

/** One rival at one level in one repeat. */
export type Cell = {
  readonly rival: string
  readonly inFlight: number
  readonly checks: number
  /** Without a number: marked `monitor_overloaded`, and for other reasons. */
  readonly overloaded: number
  readonly failed: number
  /** Without packets in the capture. */
  readonly unseen: number
  /** Distance of `waitMs` from the capture's, and from the site's fixed delay, ms: p50, p95, p99, most. */
  readonly error: Quantiles
  readonly errorOfDelay: Quantiles
  /** The capture's own distance from the fixed delay: the site's timers. */
  readonly siteError: Quantiles
  /** Most requests that waited for their response at once, by the capture. */
  readonly waitingAtOnce: number
  readonly cpuMsPerCheck: number
  readonly checksPerSecond: number
  /** Connections, by the capture: those of checks that are made once more among them. */
  readonly startsPerSecond: number
  readonly peakMb: number
}

export type Quantiles = readonly [p50: number, p95: number, p99: number, most: number]

export function cellOf(of: {
  readonly rival: string
  readonly inFlight: number
  readonly checks: readonly BenchCheck[]
  readonly run: BenchRun
  readonly streams: ReadonlyMap<string, readonly Stream[]>
}): Cell {
  const { run, checks } = of
  const delays = new Map(checks.map(({ ip, delayMs }) => [ip, delayMs]))
  const errors: number[] = []
  const ofDelay: number[] = []
  const ofSite: number[] = []
  const edges: { readonly atMs: number; readonly by: 1 | -1 }[] = []
  let unseen = 0
  for (const { ip, waitMs, cause, startedAtMs } of run.samples) {
    const delayMs = delays.get(ip) ?? 0
    const stream = streamOf(of.streams.get(ip), startedAtMs)
    const seen = stream ? waitOf(stream, delayMs) : null
    if (seen) edges.push({ atMs: seen.sentAtMs, by: 1 }, { atMs: seen.sentAtMs + seen.waitMs, by: -1 })
    if (waitMs === null || cause !== null) continue
    ofDelay.push(Math.abs(waitMs - delayMs))
    if (!seen) unseen++
    else {
      errors.push(Math.abs(waitMs - seen.waitMs))
      ofSite.push(Math.abs(seen.waitMs - delayMs))
    }
  }
  const overloaded = run.samples.filter(({ cause }) => cause === 'monitor_overloaded').length
  const other = run.samples.filter(({ waitMs, cause }) => cause !== 'monitor_overloaded' && (cause || waitMs === null))
  return {
    rival: of.rival,
    inFlight: of.inFlight,
    checks: checks.length,
    overloaded,
    failed: other.length + checks.length - run.samples.length,
    unseen,
    error: quantiles(errors),
    errorOfDelay: quantiles(ofDelay),
    siteError: quantiles(ofSite),
    waitingAtOnce: most(edges),
    cpuMsPerCheck: run.cpuMs / checks.length,
    checksPerSecond: (checks.length / run.wallMs) * 1_000,
    startsPerSecond: (checks.reduce((sum, { ip }) => sum + (of.streams.get(ip)?.length ?? 0), 0) / run.wallMs) * 1_000,
    peakMb: run.peakKb / 1_024,
  }
}

/** What the figures were taken on, and how busy it was just before. */
export async function machine(): Promise<string> {
  const before = idleShare()
  await sleep(1_000)
  const after = idleShare()
  const busy = 1 - (after.idle - before.idle) / (after.all - before.all)
  const [one = 0, five = 0] = loadavg()
  return [
    `${availableParallelism()} cores, ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}`,
    `before the run: load ${one.toFixed(2)} (1 min), ${five.toFixed(2)} (5 min), processor ${(busy * 100).toFixed(0)} % busy`,
  ].join('\n')
}

/** A row per level and rival: medians over the repeats, and of p99 the least and the largest. */
export function table(of: {
  readonly described: string
  readonly cells: readonly Cell[]
  readonly repeats: number
}): string {
  const head = HEAD.split('|').map((name) => name.trim())
  const groups = Map.groupBy(of.cells, ({ inFlight, rival }) => `${inFlight} ${rival}`)
  const rows = [...groups.values()].map((cells) => {
    const p99 = cells.map(({ error }) => error[2])
    const mid = (pick: (cell: Cell) => number): number => median(cells.map(pick))
    const sum = (pick: (cell: Cell) => number): number => cells.reduce((total, cell) => total + pick(cell), 0)
    const checks = sum((cell) => cell.checks)
    return [
      String(cells[0]?.inFlight),
      cells[0]?.rival ?? '',
      String(checks),
      ms(mid((cell) => cell.error[0])),
      ms(mid((cell) => cell.error[1])),
      ms(median(p99)),
      `${ms(Math.min(...p99))}–${ms(Math.max(...p99))}`,
      ms(Math.max(...cells.map(({ error }) => error[3]))),
      ms(mid((cell) => cell.errorOfDelay[0])),
      ms(mid((cell) => cell.errorOfDelay[2])),
      ms(mid((cell) => cell.siteError[2])),
      mid((cell) => cell.waitingAtOnce).toFixed(0),
      mid((cell) => cell.cpuMsPerCheck).toFixed(2),
      mid((cell) => cell.checksPerSecond).toFixed(0),
      mid((cell) => cell.startsPerSecond).toFixed(0),
      mid((cell) => cell.peakMb).toFixed(0),
      `${((sum((cell) => cell.overloaded) / checks) * 100).toFixed(2)} %`,
      String(sum((cell) => cell.failed + cell.unseen)),
    ]
  })
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row.map((text, i) => (i === 1 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  ')
  return [
    of.described,
    `${of.repeats} repeats: medians over them; spread and max: over all. Errors of waitMs against the packet capture, ms, absolute;`,
    '"of delay": against the site\'s fixed delay; "site": the capture against that delay. waiting: requests without an answer, most at once; starts: connections, those made once more among them.',
    '',
    line(head),
    ...rows.map(line),
    '',
  ].join('\n')
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
  return [at(0.5), at(0.95), at(0.99), at(1)]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return Number.isInteger(half)
    ? ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2
    : (sorted[Math.floor(half)] ?? Number.NaN)
}

function most(edges: readonly { readonly atMs: number; readonly by: 1 | -1 }[]): number {
  let now = 0
  return edges.toSorted((a, b) => a.atMs - b.atMs).reduce((peak, { by }) => Math.max(peak, (now += by)), 0)
}

function ms(value: number): string {
  return value.toFixed(2)
}

function idleShare(): { readonly idle: number; readonly all: number } {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/).slice(1, 9).map(Number) ?? []
  return { idle: (fields[3] ?? 0) + (fields[4] ?? 0), all: fields.reduce((a, b) => a + b, 0) }
}
