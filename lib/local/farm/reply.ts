import { STATUS_CODES } from 'node:http'

/** A whole answer, before any fault touches it. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

type Written = { readonly type: string; readonly cache: string; readonly text: string; readonly status: number }

export function htmlReply(html: string, status = 200): Reply {
  return reply({ type: 'text/html; charset=utf-8', cache: 'no-cache', text: html, status })
}

export function jsonReply(value: unknown): Reply {
  return reply({ type: 'application/json; charset=utf-8', cache: 'no-cache', text: JSON.stringify(value), status: 200 })
}

export function textReply(text: string, status: number): Reply {
  return reply({ type: 'text/plain; charset=utf-8', cache: 'no-store', text, status })
}

/** A redirect that no cache keeps; `location` may be relative. */
export function redirectReply(location: string, status = 302): Reply {
  const { headers, body } = textReply(`${status} ${STATUS_CODES[status]}\n`, status)
  return { status, headers: { ...headers, location }, body }
}

function reply({ type, cache, text, status }: Written): Reply {
  return { status, headers: { 'content-type': type, 'cache-control': cache }, body: Buffer.from(text) }
}
