import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { Exchange } from './exchange.ts'

const DRIP_PIECES = 20
const MB = 1_048_576
/** Gzip member header (RFC 1952 §2.3): deflate, no flags, no time, Unix. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
/** An empty final deflate block (RFC 1951 §3.2.3), which ends the stream. */
const DEFLATE_END = Buffer.from([0x03, 0x00])

/** The healthy page in 20 pieces, `everyMs` apart, the first at once. */
export async function drip(exchange: Exchange, everyMs: number): Promise<void> {
  const { status, headers, body } = await exchange.healthy()
  exchange.response.writeHead(status, { ...headers, 'content-length': body.length })
  const size = Math.ceil(body.length / DRIP_PIECES)
  for (let from = 0; from < body.length; from += size) {
    if (from > 0) await sleep(everyMs, undefined, { signal: exchange.signal })
    exchange.response.write(body.subarray(from, from + size))
  }
  exchange.response.end()
}

/** Promises the whole healthy page, sends half of it, and closes the connection in order. */
export async function truncate({ healthy, request, response }: Exchange): Promise<void> {
  const { status, headers, body } = await healthy()
  response.writeHead(status, { ...headers, 'content-length': body.length, connection: 'close' })
  response.write(body.subarray(0, body.length >> 1), () => request.socket.destroySoon())
}

export async function endless({ response, signal }: Exchange): Promise<void> {
  const chunk = Buffer.from('<p>Cổng dịch vụ công trực tuyến, trang này không có điểm dừng.</p>\n'.repeat(800))
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  for (;;) await write(response, chunk, signal)
}

/** One gzip stream of spaces that unpacks to `sizeMb`; about a thousandth of it goes over the wire. */
export async function gzipBomb({ response, signal }: Exchange, sizeMb: number): Promise<void> {
  const plain = Buffer.alloc(MB, ' ')
  const packed = deflateRawSync(plain, { finishFlush: constants.Z_FULL_FLUSH })
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' })
  response.write(GZIP_HEADER)
  let checksum = 0
  for (let sentMb = 0; sentMb < sizeMb; sentMb += 1) {
    checksum = crc32(plain, checksum)
    await write(response, packed, signal)
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(checksum, 0)
  trailer.writeUInt32LE((sizeMb * MB) % 2 ** 32, 4)
  response.end(Buffer.concat([DEFLATE_END, trailer]))
}

/** Writes at the pace of the reader, and leaves the event loop a turn; rejects by the signal when the client goes. */
async function write(response: ServerResponse, chunk: Buffer, signal: AbortSignal): Promise<void> {
  if (response.write(chunk)) await nextTurn(undefined, { signal })
  else await once(response, 'drain', { signal })
}
