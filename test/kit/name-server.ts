import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * What becomes of a question: addresses; a name that isn't there; a name without addresses; a server that failed, or
 * refuses; no answer at all; an answer cut short, to be had whole over TCP; bytes that are no answer.
 */
export type Zone = Readonly<
  Record<string, readonly string[] | 'nxdomain' | 'empty' | 'servfail' | 'refused' | 'silent' | 'truncated' | 'garbage'>
>

export type NameServer = {
  /** For `createNameResolver`. */
  readonly servers: readonly string[]
  /** Every question that came, as `A name`. */
  readonly questions: readonly string[]
  /** Changes what is answered from now on. */
  readonly set: (zone: Zone) => void
}

const CODES = { nxdomain: 3, servfail: 2, refused: 5 } as const
const TYPES: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' }

/** A name server on a free UDP and TCP port of 127.0.0.1 (RFC 1035 §4), closed with the test. */
export async function startNameServer(zone: Zone): Promise<NameServer> {
  let current = zone
  const questions: string[] = []
  const answer = (query: Buffer, over: 'udp' | 'tcp'): Buffer | null => {
    const { name, type, end } = questionOf(query)
    questions.push(`${TYPES[type] ?? type} ${name}`)
    const entry = current[name] ?? 'nxdomain'
    if (entry === 'silent') return null
    if (entry === 'garbage') return Buffer.from(query.subarray(0, 4))
    const isCut = entry === 'truncated' && over === 'udp'
    const addresses = Array.isArray(entry) ? (entry as readonly string[]) : entry === 'truncated' ? ['127.0.0.1'] : []
    const records = isCut ? [] : addresses.filter((one) => (type === 28) === one.includes(':')).map(recordOf)
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(0x8180 | (isCut ? 0x0200 : 0) | (CODES[entry as keyof typeof CODES] ?? 0), 2)
    head.writeUInt16BE(records.length, 6)
    head.writeUInt32BE(0, 8)
    return Buffer.concat([head, query.subarray(12, end), ...records])
  }
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const reply = answer(chunk.subarray(2), 'tcp')
      if (reply) socket.end(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 0xff]), reply]))
    })
  })
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  const udp = createSocket('udp4')
  udp.on('message', (query, from) => {
    const reply = answer(query, 'udp')
    if (reply) udp.send(reply, from.port, from.address)
  })
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    udp.close()
    tcp.close()
  })
  return { servers: [`127.0.0.1:${port}`], questions, set: (next) => void (current = next) }
}

function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** Of the name asked for, valid for a minute. */
function recordOf(address: string): Buffer {
  const isV6 = address.includes(':')
  const data = isV6 ? bytesOfV6(address) : Buffer.from(address.split('.').map(Number))
  const head = Buffer.from([0xc0, 12, 0, isV6 ? 28 : 1, 0, 1, 0, 0, 0, 60, 0, data.length])
  return Buffer.concat([head, data])
}

function bytesOfV6(address: string): Buffer {
  const [left = '', right] = address.split('::')
  const groups = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [start, end] = [groups(left), groups(right ?? '')]
  const all = right === undefined ? start : [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}
