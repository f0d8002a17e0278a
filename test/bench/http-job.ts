/** One check of a job: its loopback address tells its packets from those of all others in the capture. */
export type BenchCheck = { readonly ip: string; readonly delayMs: number }

/** Checks for one rival: `inFlight` at once, the next as soon as one is over. */
export type BenchJob = {
  readonly port: number
  readonly caFile: string
  readonly inFlight: number
  /** Made before, and not counted: code is compiled and pages are read by then, in every thread that will be used. */
  readonly warmUp: { readonly checks: readonly BenchCheck[]; readonly inFlight: number }
  readonly checks: readonly BenchCheck[]
}

/** What a rival says of one check; `waitMs` is null where it gave no number, `cause` says why. */
export type BenchSample = {
  readonly ip: string
  readonly waitMs: number | null
  readonly cause: string | null
  /** When the attempt began that the number is of, epoch ms, where a rival makes several. */
  readonly startedAtMs?: number
}

export type BenchRun = {
  readonly samples: readonly BenchSample[]
  /** User and system, of everything that the rival needs to measure, ms. */
  readonly cpuMs: number
  readonly wallMs: number
  /** Peak of resident memory, and of what is its share of it where several processes measure. */
  readonly peakKb: number
}

/** The host of every rival's requests: its address is known without a resolver. */
export const BENCH_HOST = 'portal.localhost'

/** Works through the checks, so many at once. */
export async function inLanes(
  checks: readonly BenchCheck[],
  inFlight: number,
  work: (check: BenchCheck) => Promise<void>,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let check = checks[next++]; check; check = checks[next++]) await work(check)
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, checks.length) }, lane))
}
