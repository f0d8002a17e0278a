import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { peakKbOf } from './http-child.ts'
import { BENCH_HOST, type BenchJob, type BenchRun, type BenchSample, inLanes } from './http-job.ts'

export type Rival = { readonly name: string; readonly run: (job: BenchJob, folder: string) => Promise<BenchRun> }

/** As `npm start` runs the platform. */
const START = packageJson.scripts.start.split(' ')
const NODE_FLAGS = START.filter((word) => word.startsWith('--'))
const ALLOCATION = Object.fromEntries(START.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('=')))
const TICK_MS = 10

export const RIVALS: readonly Rival[] = [
  { name: 'nhip', run: (job) => runChild('http-nhip-process.ts', job) },
  { name: 'blackbox', run: runBlackbox },
  { name: 'curl', run: runCurl },
  { name: 'node:https', run: (job) => runChild('http-naive-process.ts', job) },
]

async function runChild(file: string, job: BenchJob): Promise<BenchRun> {
  const child = spawn(process.execPath, [...NODE_FLAGS, fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: job.caFile, ...ALLOCATION },
  })
  const ended = once(child, 'exit')
  const answered = once(child, 'message') as Promise<[BenchRun]>
  child.send(job)
  const run = await Promise.race([answered, ended.then(() => null)])
  if (run === null) throw new Error(`${file} ended without an answer`)
  await ended
  return run[0]
}

/** Its probe API, asked over kept connections; waiting is the phase that it calls processing. */
async function runBlackbox(job: BenchJob, folder: string): Promise<BenchRun> {
  const config = join(folder, 'blackbox.yml')
  await writeFile(
    config,
    JSON.stringify({
      modules: {
        portal: {
          prober: 'http',
          timeout: '30s',
          http: {
            preferred_ip_protocol: 'ip4',
            headers: { Host: BENCH_HOST },
            fail_if_body_not_matches_regexp: ['thủ tục hành chính'],
            tls_config: { ca_file: job.caFile, server_name: BENCH_HOST },
          },
        },
      },
    }),
  )
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const child = spawn(
    'prometheus-blackbox-exporter',
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  try {
    const agent = new Agent({ keepAlive: true })
    await untilAnswers(`http://127.0.0.1:${port}/-/healthy`, child)
    const pid = child.pid as number
    const probe = async ({ ip, delayMs }: { ip: string; delayMs: number }): Promise<{ ip: string; text: string }> => {
      const target = encodeURIComponent(`https://${ip}:${job.port}/d${delayMs}`)
      return { ip, text: await fetchText(`http://127.0.0.1:${port}/probe?module=portal&target=${target}`, agent) }
    }
    await inLanes(job.warmUp.checks, job.warmUp.inFlight, async (check) => void (await probe(check)))
    const answers: { readonly ip: string; readonly text: string }[] = []
    const cpuBefore = cpuMsOf(pid)
    const start = performance.now()
    await inLanes(job.checks, job.inFlight, async (check) => void answers.push(await probe(check)))
    const wallMs = performance.now() - start
    const cpuMs = cpuMsOf(pid) - cpuBefore
    agent.destroy()
    return { samples: answers.map(blackboxSample), cpuMs, wallMs, peakKb: peakKbOf(pid) }
  } finally {
    await end(child)
  }
}

function blackboxSample({ ip, text }: { readonly ip: string; readonly text: string }): BenchSample {
  const seconds = /^probe_http_duration_seconds\{phase="processing"\} (\S+)/m.exec(text)?.[1]
  if (seconds === undefined || !/^probe_success 1$/m.test(text)) return { ip, waitMs: null, cause: 'probe failed' }
  return { ip, waitMs: Number(seconds) * 1_000, cause: null }
}

/** A process per check, started by xargs; waiting is time_starttransfer less time_pretransfer. */
async function runCurl(job: BenchJob, folder: string): Promise<BenchRun> {
  const list = join(folder, 'curl.txt')
  await writeFile(
    list,
    job.checks.map(({ ip, delayMs }) => `${ip} https://${BENCH_HOST}:${job.port}/d${delayMs}\n`).join(''),
  )
  const form = '%{local_ip} %{http_code} %{time_pretransfer} %{time_starttransfer}\\n'
  const fixed = ['-s', '-o', '/dev/null', '--cacert', job.caFile, '-w', form]
  const resolve = ['--resolve', `${BENCH_HOST}:${job.port}:127.0.0.1`]
  // xargs adds "ADDRESS URL" to the last option, of which ADDRESS is its value.
  const script = 'TIMEFORMAT="cpu %U %S"; time xargs -a "$0" -P "$1" -n 2 curl "${@:2}" --interface'
  const start = performance.now()
  const child = spawn('bash', ['-c', script, list, String(job.inFlight), ...fixed, ...resolve], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  })
  const lines: string[] = []
  const errors: string[] = []
  const one = onePeakKb(child.pid as number)
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  await once(child, 'close')
  const wallMs = performance.now() - start
  const cpu = errors.join('\n').match(/cpu (\S+) (\S+)/)
  if (!cpu) throw new Error(`curl: ${errors.join('; ')}`)
  return {
    samples: lines.map((line) => {
      const [ip = '', code, sent, first] = line.split(' ')
      return code === '200'
        ? { ip, waitMs: (Number(first) - Number(sent)) * 1_000, cause: null }
        : { ip, waitMs: null, cause: `status ${code}` }
    }),
    cpuMs: (Number(cpu[1]) + Number(cpu[2])) * 1_000,
    wallMs,
    peakKb: (await one) * job.inFlight,
  }
}

/** The share of memory (PSS) that one of the processes has which xargs started, while it waits, KB. */
async function onePeakKb(bash: number): Promise<number> {
  for (let tries = 0; tries < 40; tries++) {
    await sleep(25)
    try {
      const xargs = childOf(bash)
      const curl = childOf(xargs)
      await sleep(25)
      const kb = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${curl}/smaps_rollup`, 'utf8'))?.[1])
      if (kb > 0) return kb
    } catch {
      // Not started yet, or over already: the next one.
    }
  }
  return Number.NaN
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0])
}

/** User and system time of a process so far, ms, in steps of the kernel's tick. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error('blackbox exporter does not start')
    const answered = await fetchText(url, new Agent()).catch(() => null)
    if (answered !== null) return
    await sleep(25)
  }
  throw new Error('blackbox exporter does not answer')
}

function fetchText(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.once('end', () => resolve(text))
    }).once('error', reject)
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
