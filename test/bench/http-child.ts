import { readFileSync } from 'node:fs'
import { type BenchCheck, type BenchJob, type BenchRun, type BenchSample, inLanes } from './http-job.ts'

/** In a process that the bench has started: makes the one job that it is sent, answers with the run, and ends. */
export function runJobs(
  prepare: (job: BenchJob) => (check: BenchCheck) => Promise<BenchSample>,
  close: () => Promise<void> = () => Promise.resolve(),
): void {
  process.once('message', (job: BenchJob) => {
    void run(job, prepare(job)).finally(() => void close())
  })
}

/** Peak of resident memory of a process so far, KB. */
export function peakKbOf(pid: number | 'self'): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

async function run(job: BenchJob, measure: (check: BenchCheck) => Promise<BenchSample>): Promise<void> {
  await inLanes(job.warmUp.checks, job.warmUp.inFlight, async (check) => void (await measure(check)))
  const samples: BenchSample[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  await inLanes(job.checks, job.inFlight, async (check) => void samples.push(await measure(check)))
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const answer: BenchRun = { samples, wallMs, cpuMs: (user + system) / 1_000, peakKb: peakKbOf('self') }
  process.send?.(answer, () => process.disconnect())
}
