import type { Exchange } from './exchange.ts'

const HEADER_VALUE_BYTES = 4_096

/** Answers with bytes that no HTTP parser accepts, and closes. */
export function malformed({ request }: Exchange): void {
  request.socket.end('HTTQ/1.1 hai-tram OK\r\nNoi dung: khong dung chuan\r\n\r\n')
}

export function hugeHeaders({ response }: Exchange, sizeKb: number): void {
  const count = Math.ceil((sizeKb * 1_024) / HEADER_VALUE_BYTES)
  for (let index = 0; index < count; index += 1) response.setHeader(`x-rac-${index}`, 'x'.repeat(HEADER_VALUE_BYTES))
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end()
}
