import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { certificateAuthority } from '../kit/certificates.ts'
import { BENCH_HOST } from './http-job.ts'

export type Site = { readonly port: number; readonly caFile: string; readonly close: () => Promise<void> }

/** What the bench needs of Debian: package, and a file that is there once it is installed. */
const PACKAGES = [
  ['nginx-light', '/usr/sbin/nginx'],
  ['libnginx-mod-http-echo', '/usr/lib/nginx/modules/ngx_http_echo_module.so'],
  ['prometheus-blackbox-exporter', '/usr/bin/prometheus-blackbox-exporter'],
  ['tcpdump', '/usr/bin/tcpdump'],
  ['curl', '/usr/bin/curl'],
] as const

/** Installs what is missing with apt-get, and says so. */
export function bringPackages(say: (line: string) => void): void {
  const missing = PACKAGES.filter(([, file]) => !existsSync(file)).map(([name]) => name)
  if (missing.length === 0) return
  say(`installing Debian's ${missing.join(', ')} with apt-get`)
  // Debian starts what it installs, unless a policy forbids it; the bench starts its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  const made = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  if (made.status !== 0) throw new Error(`apt-get can't install ${missing.join(' ')}: install them as root, then again`)
}

/** nginx on a port of all loopback addresses: `/d200` answers 200 ms after the request, with a page of 8 KB. */
export async function startSite(folder: string, delaysMs: readonly number[]): Promise<Site> {
  const port = await freePort()
  const authority = certificateAuthority('Nhịp bench')
  const { key, cert } = authority.issue({ host: BENCH_HOST })
  const caFile = join(folder, 'ca.pem')
  await mkdir(join(folder, 'www'), { recursive: true })
  // Its worker is another user and reads the page.
  await chmod(folder, 0o755)
  await Promise.all([
    writeFile(caFile, authority.cert),
    writeFile(join(folder, 'cert.pem'), cert),
    writeFile(join(folder, 'key.pem'), key),
    writeFile(join(folder, 'www', 'page.html'), page()),
    writeFile(join(folder, 'nginx.conf'), config({ folder, port, delaysMs })),
  ])
  const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error('nginx does not start')
    await sleep(25)
  }
  return {
    port,
    caFile,
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function config(at: { readonly folder: string; readonly port: number; readonly delaysMs: readonly number[] }): string {
  const delays = at.delaysMs
    .map((delayMs) => `location = /d${delayMs} { echo_sleep ${delayMs / 1_000}; echo_exec @page; }`)
    .join('\n    ')
  return `load_module /usr/lib/nginx/modules/ngx_http_echo_module.so;
daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid ${at.folder}/nginx.pid;
error_log ${at.folder}/error.log warn;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${at.folder}/tmp;
  server {
    listen ${at.port} ssl backlog=4096;
    ssl_certificate ${at.folder}/cert.pem;
    ssl_certificate_key ${at.folder}/key.pem;
    ssl_protocols TLSv1.3;
    ${delays}
    location @page { root ${at.folder}/www; default_type "text/html; charset=utf-8"; try_files /page.html =404; }
  }
}
`
}

function page(): string {
  const item = '<li><a href="/thu-tuc">Đăng ký khai sinh: thủ tục hành chính cấp xã</a></li>\n'
  return `<!doctype html><html lang="vi"><head><title>Cổng dịch vụ công</title></head><body><ul>\n${item.repeat(80)}</ul></body></html>\n`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
