import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32, deflateSync } from 'node:zlib'
import { startFarm } from '../../lib/local/farm/farm.ts'
import { PROCEDURES } from '../../lib/local/farm/procedures.ts'
import { type BenchPage, OWN_PAGES, scriptText, styleText, wayPage } from './audit-pages.ts'
import type { Destination } from './audit-sides.ts'

export type AuditSite = {
  /** The classes of page first, then the others. */
  readonly pages: readonly (Pick<BenchPage, 'name' | 'group'> & Destination)[]
  readonly close: () => Promise<void>
}

type Answer = { readonly type: string; readonly body: string | Buffer }

const DATA = JSON.stringify(
  Array.from({ length: 20 }, (_, i) => `Thủ tục ${i + 1}: ${'hồ sơ trực tuyến toàn trình. '.repeat(6)}`),
)

/** Pages of the bench on free ports of loopback: always the same bytes, after the delays that addresses name. */
export async function startAuditSite(): Promise<AuditSite> {
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  const [{ formId, caseId }] = PROCEDURES as unknown as readonly [(typeof PROCEDURES)[number]]
  const eforms = [
    { name: 'formio', url: farm.url('binh-minh', `/vi/padsvc/apply-online/${formId}`) },
    { name: 'surveyjs', url: farm.url('binh-minh', `/nop-ho-so?formalityCaseId=${caseId}`) },
  ]
  const origin = `http://bench.localhost:${port}`
  const own = OWN_PAGES.map(({ name, group }) => ({ name, group, url: `${origin}/trang/${name}` }))
  const pages = [
    ...own.filter(({ group }) => group === 'class'),
    ...eforms.map((eform) => ({ ...eform, group: 'class' as const })),
    ...own.filter(({ group }) => group !== 'class'),
  ]
  return {
    pages: pages.map((page) => ({ ...page, wayUrl: `${origin}/loi-vao?den=${encodeURIComponent(page.url)}` })),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([closed, farm.close()])
    },
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench')
  const answer = answerOf(pathname, searchParams)
  const delayMs = Number(searchParams.get('delay') ?? 0)
  if (delayMs > 0) await sleep(delayMs)
  if (!answer) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': answer.type, 'content-length': Buffer.byteLength(answer.body) })
  response.end(answer.body)
}

function answerOf(pathname: string, params: URLSearchParams): Answer | null {
  const [, kind, file = ''] = pathname.split('/')
  const seed = Number.parseInt(file, 10)
  switch (kind) {
    case 'trang': {
      const page = OWN_PAGES.find(({ name }) => name === file)
      return page ? { type: 'text/html; charset=utf-8', body: page.html } : null
    }
    case 'loi-vao':
      return { type: 'text/html; charset=utf-8', body: wayPage(params.get('den') ?? '') }
    case 'kieu':
      return { type: 'text/css', body: styleText(seed) }
    case 'ma':
      return { type: 'text/javascript', body: scriptText(seed, Number(params.get('work') ?? 0)) }
    case 'anh':
      return { type: 'image/png', body: picture(seed, Number(params.get('w')), Number(params.get('h'))) }
    case 'du-lieu':
      return { type: 'application/json', body: DATA }
    default:
      return null
  }
}

const pictures = new Map<string, Buffer>()

/** A PNG of coloured noise in 8 bits per pixel: as many bytes as pixels, about. Made once. */
function picture(seed: number, width: number, height: number): Buffer {
  const key = `${seed} ${width} ${height}`
  const made = pictures.get(key) ?? draw(seed, width, height)
  pictures.set(key, made)
  return made
}

function draw(seed: number, width: number, height: number): Buffer {
  const rows = Buffer.alloc((width + 1) * height)
  let state = seed * 2_654_435_761
  for (let i = 0; i < rows.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    // The first byte of a row names its filter: none.
    rows[i] = i % (width + 1) === 0 ? 0 : state >>> 24
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Source: https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
