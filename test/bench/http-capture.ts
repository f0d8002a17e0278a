import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** One TCP connection's packets with data, in order, ms on the capture's own clock. */
export type Stream = {
  readonly atMs: number
  readonly packets: readonly { readonly atMs: number; readonly fromServer: boolean }[]
}

export type Capture = {
  /** Ends the capture once all packets are on disk. */
  readonly stop: () => Promise<{ readonly file: string; readonly dropped: number }>
}

/** The kernel hands over a block of packets after a second at the latest. */
const BLOCK_MS = 1_200
const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d
const ETHERNET_BYTES = 14

/** Captures the headers of all packets with data to and from a port of loopback; resolves once it listens. */
export async function startCapture(port: number, file: string): Promise<Capture> {
  const payload = '(ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2)) != 0'
  const child = spawn(
    'tcpdump',
    [
      '-i',
      'lo',
      '-n',
      '-B',
      '65536',
      '-s',
      '68',
      '--time-stamp-precision=nano',
      '-Z',
      'root',
      '-w',
      file,
      `tcp port ${port} and ${payload}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = once(child, 'exit')
  let said = ''
  const lines = createInterface({ input: child.stderr })
  const listening = Promise.withResolvers<void>()
  lines.on('line', (line) => {
    said += `${line}\n`
    if (line.includes('listening on')) listening.resolve()
  })
  void ended.then(() => listening.reject(new Error(`tcpdump ended: ${said}`)))
  await listening.promise
  return {
    stop: async () => {
      await sleep(BLOCK_MS)
      child.kill('SIGTERM')
      await ended
      return { file, dropped: Number(/(\d+) packets dropped by kernel/.exec(said)?.[1] ?? Number.NaN) }
    },
  }
}

/** Connections by the loopback address that is theirs alone, whichever end has it, in order of time. */
export async function readStreams(file: string, serverPort: number): Promise<ReadonlyMap<string, readonly Stream[]>> {
  const bytes = await readFile(file)
  const magic = bytes.readUInt32LE(0)
  if (magic !== NANOSECONDS && magic !== MICROSECONDS) throw new Error(`${file} is no capture in this machine's order`)
  const fractionsPerMs = magic === NANOSECONDS ? 1e6 : 1e3
  const byPort = new Map<string, { atMs: number; packets: { atMs: number; fromServer: boolean }[] }>()
  const byAddress = new Map<string, Stream[]>()
  for (let at = 24; at + 16 <= bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
    const atMs = bytes.readUInt32LE(at) * 1e3 + bytes.readUInt32LE(at + 4) / fractionsPerMs
    const ip = at + 16 + ETHERNET_BYTES
    const tcp = ip + ((bytes[ip] ?? 0) & 0xf) * 4
    const fromServer = bytes.readUInt16BE(tcp) === serverPort
    const [server, client] = fromServer ? [ip + 12, ip + 16] : [ip + 16, ip + 12]
    const clientPort = bytes.readUInt16BE(fromServer ? tcp + 2 : tcp)
    const own = [addressAt(bytes, client), addressAt(bytes, server)].find((address) => address !== '127.0.0.1')
    if (own === undefined) continue
    const key = `${own} ${clientPort}`
    let stream = byPort.get(key)
    if (!stream) {
      stream = { atMs, packets: [] }
      byPort.set(key, stream)
      byAddress.set(own, [...(byAddress.get(own) ?? []), stream])
    }
    stream.packets.push({ atMs, fromServer })
  }
  return byAddress
}

/** Of a check's connections the one that a sample is of: where it doesn't say, the latest. */
export function streamOf(streams: readonly Stream[] | undefined, startedAtMs: number | undefined): Stream | undefined {
  if (startedAtMs === undefined) return streams?.at(-1)
  const distance = ({ atMs }: Stream): number => Math.abs(atMs - startedAtMs)
  return streams?.toSorted((a, b) => distance(a) - distance(b))[0]
}

/**
 * From the last packet of the request to the first packet of the response, ms; null where either is missing. A TLS 1.3
 * server sends session tickets once the handshake is over, before or after it has the request: the response
 * begins with the last packet before which nothing was sent for half its fixed delay.
 */
export function waitOf({ packets }: Stream, delayMs: number): { sentAtMs: number; waitMs: number } | null {
  const start = packets[0]?.atMs ?? 0
  let response = packets.findLastIndex(
    ({ atMs, fromServer }, index) =>
      fromServer && index > 0 && atMs - (packets[index - 1]?.atMs ?? start) > delayMs / 2,
  )
  if (response < 0) return null
  const firstAtMs = packets[response]?.atMs ?? 0
  while (response >= 0 && packets[response]?.fromServer) response--
  const sent = packets[response]
  return sent ? { sentAtMs: sent.atMs, waitMs: firstAtMs - sent.atMs } : null
}

function addressAt(bytes: Buffer, offset: number): string {
  return bytes.subarray(offset, offset + 4).join('.')
}
