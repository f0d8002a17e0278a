import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { runJobs } from './http-child.ts'
import { BENCH_HOST, type BenchSample } from './http-job.ts'

// What a script without further care does: one request per check, timed by its own events.
runJobs((job) => {
  const ca = readFileSync(job.caFile)
  return ({ ip, delayMs }) =>
    new Promise<BenchSample>((resolve) => {
      let sentAt = 0
      const client = request(
        {
          host: '127.0.0.1',
          port: job.port,
          path: `/d${delayMs}`,
          servername: BENCH_HOST,
          headers: { host: BENCH_HOST },
          localAddress: ip,
          agent: false,
          ca,
        },
        (response) => {
          const waitMs = performance.now() - sentAt
          response.resume()
          response.once('end', () => resolve({ ip, waitMs, cause: null }))
        },
      )
      client.once('finish', () => (sentAt = performance.now()))
      client.once('error', (error) => resolve({ ip, waitMs: null, cause: String(error) }))
      client.end()
    })
})
