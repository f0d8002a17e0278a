import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import type { Machine, MachineUse } from '../../model/machine.ts'

type Counters = {
  readonly stealMs: number | null
  readonly throttledMs: number | null
  readonly throttledPeriods: number | null
}

type Throttled = Pick<Counters, 'throttledMs' | 'throttledPeriods'>

/** Linux counts a processor's time in hundredths of a second, whatever its own tick. Source: `man 5 proc_stat`, USER_HZ. */
const TICK_MS = 10

/** Begins to watch; the answer tells what the machine and its limits took since. `root` is that of the system's files. */
export function watchMachine(root = '/'): () => MachineUse {
  const before = countersIn(root)
  const loadBefore = loadAverage()
  return () => {
    const after = countersIn(root)
    const since = (name: keyof Counters): number | null => {
      const [from, to] = [before[name], after[name]]
      // A counter that went back belongs to another group by now.
      return from === null || to === null || to < from ? null : Math.round(to - from)
    }
    return {
      loadAverage: { before: loadBefore, after: loadAverage() },
      stealMs: since('stealMs'),
      throttledMs: since('throttledMs'),
      throttledPeriods: since('throttledPeriods'),
    }
  }
}

export function machineHere(): Machine {
  const limitBytes = process.constrainedMemory()
  return {
    cpuModel: cpus()[0]?.model.trim() || null,
    cores: availableParallelism(),
    memoryBytes: limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem(),
  }
}

/** Of the last minute. Windows always says 0. */
function loadAverage(): number | null {
  return process.platform === 'win32' ? null : Math.round((loadavg()[0] ?? 0) * 100) / 100
}

function countersIn(root: string): Counters {
  const ticks = /^cpu +(.*)$/m.exec(textOf(root, 'proc/stat') ?? '')?.[1]?.split(' ')[7]
  return { stealMs: ticks === undefined ? null : Number(ticks) * TICK_MS, ...throttledIn(root) }
}

/**
 * How long and how often the control groups that this process is in were kept from the processor by a limit: its own
 * and those around it, as far as they can be seen from here.
 * Source: https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu and https://docs.kernel.org/scheduler/sched-bwc.html
 */
function throttledIn(root: string): Throttled {
  const groups = textOf(root, 'proc/self/cgroup') ?? ''
  const first = /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1]
  const second = /^0::(.*)$/m.exec(groups)?.[1]
  const found = [
    ...(first === undefined ? [] : ['cpu,cpuacct', 'cpu'].map((name) => ({ base: name, path: first }))),
    ...(second === undefined ? [] : [{ base: '', path: second }]),
  ].map(({ base, path }) => sumUpwards(join(root, 'sys/fs/cgroup', base), path))
  return found.find(({ throttledMs }) => throttledMs !== null) ?? { throttledMs: null, throttledPeriods: null }
}

function sumUpwards(base: string, path: string): Throttled {
  let sum: Throttled = { throttledMs: null, throttledPeriods: null }
  for (let at = join('/', path); ; at = dirname(at)) {
    const text = textOf(base, at, 'cpu.stat') ?? ''
    const periods = numberIn(text, 'nr_throttled')
    const ns = numberIn(text, 'throttled_time')
    const us = numberIn(text, 'throttled_usec') ?? (ns === null ? null : ns / 1_000)
    if (periods !== null && us !== null)
      sum = {
        throttledMs: (sum.throttledMs ?? 0) + us / 1_000,
        throttledPeriods: (sum.throttledPeriods ?? 0) + periods,
      }
    if (at === '/') return sum
  }
}

function numberIn(text: string, name: string): number | null {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]
  return found === undefined ? null : Number(found)
}

/** Null where the system has no such file, or doesn't show it. */
function textOf(...path: readonly string[]): string | null {
  try {
    return readFileSync(join(...path), 'utf8')
  } catch {
    return null
  }
}
