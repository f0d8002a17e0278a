import { createRemoteMeasurer } from '../../lib/local/remote-measurer.ts'
import { userAgent } from '../../lib/model/software.ts'
import { requestIdOf } from '../../lib/transport/request-id.ts'
import { runJobs } from './http-child.ts'
import { BENCH_HOST, type BenchCheck, type BenchSample } from './http-job.ts'

// As the platform measures: in a thread of its own, asked from the main one.
const measurer = createRemoteMeasurer()

runJobs(
  (job) =>
    async ({ ip, delayMs }: BenchCheck): Promise<BenchSample> => {
      const { facts, cause } = await measurer.measure({
        url: `https://${BENCH_HOST}:${job.port}/d${delayMs}`,
        expectHosts: [],
        expectText: 'thủ tục hành chính',
        families: [4],
        allowPrivate: true,
        source: ip,
        timeoutMs: 30_000,
        userAgent: userAgent(null),
        requestId: requestIdOf({ kind: 'http', subject: ip, location: 'bench', slotMs: 0 }),
      })
      return { ip, waitMs: facts.phases.waitMs, cause, startedAtMs: facts.startedAtMs }
    },
  () => measurer.close(),
)
