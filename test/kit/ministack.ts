import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { processesWith } from './processes.ts'
import { ensureVenv } from './python-venv.ts'
import { until } from './until.ts'

/** An emulator of AWS that runs, and what a client needs to reach it. */
export type MiniStack = {
  /** All services of all regions, on loopback. */
  readonly url: string
  /** Its own process; functions are its children. */
  readonly pid: number
  /** For the CDK's command line and the AWS SDK: addresses, made-up credentials and the account. No region. */
  readonly env: Readonly<Record<string, string>>
  /** All that it has said, functions' output included. */
  readonly log: () => string
  /** Ends it and its functions; resolves once none of their processes runs. */
  readonly stop: () => Promise<void>
}

/** The account that the emulator plays. */
export const ACCOUNT = '000000000000'

/** What was tried together; a newer MiniStack is tried before it is written here. */
const PACKAGES = [
  'ministack==1.5.33',
  'botocore==1.43.106',
  'cffi==2.1.1',
  // Keys that sign are made by it.
  'cryptography==50.0.2',
  'defusedxml==0.7.1',
  'graphql-core==3.2.12',
  'h11==0.16.0',
  'h2==4.4.1',
  'hpack==4.2.0',
  'hypercorn==0.18.0',
  'hyperframe==6.1.0',
  'jmespath==1.1.0',
  'jsonata-python==0.7.1',
  'priority==2.0.0',
  'pycparser==3.12',
  'python-dateutil==2.9.0.post0',
  'PyYAML==6.0.3',
  'six==1.17.0',
  'urllib3==2.8.0',
  'wsproto==1.3.2',
]

const HOST = '127.0.0.1'

/**
 * Starts MiniStack on a free port of the loopback address, from a virtual environment that is made on first use. Its
 * functions run on this process's Node. Everything it writes goes into `folder`; its state is in its memory.
 */
export async function startMiniStack(folder: string): Promise<MiniStack> {
  const bin = await ensureVenv({ name: 'ministack', packages: PACKAGES })
  const port = await freePort()
  const [logFile, temporary] = [join(folder, 'ministack.log'), join(folder, 'tmp')]
  mkdirSync(temporary, { recursive: true })
  const log = openSync(logFile, 'a')
  const child = spawn(join(bin, 'ministack'), {
    cwd: folder,
    // Functions inherit this environment: on AWS they would not have ours either.
    env: {
      HOME: folder,
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      TMPDIR: temporary,
      BIND_HOST: HOST,
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: 'localhost',
      // It would listen on every address.
      IOT_MTLS_ENABLED: '0',
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
      PYTHONUNBUFFERED: '1',
    },
    stdio: ['ignore', log, log],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('MiniStack could not be started')
  const url = `http://${HOST}:${port}`
  const said = () => readFileSync(logFile, 'utf8')
  await until('MiniStack answers', async () => {
    if (child.exitCode !== null) throw new Error(`MiniStack ended before it was ready:\n${said()}`)
    return fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  })
  return {
    url,
    pid,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CDK_DEFAULT_ACCOUNT: ACCOUNT,
    },
    log: said,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      // Lambda ends an environment with all that runs in it. Here a function that keeps a browser outlives its parent.
      for (const left of processesWith(temporary)) kill(left)
      await until('no process of MiniStack runs', () => processesWith(temporary).length === 0)
    },
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
