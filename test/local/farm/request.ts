import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export type AskOptions = {
  readonly source?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Accept any certificate. Default false. */
  readonly trustAll?: boolean
}

/** One request on a connection of its own, no redirect followed; rejects with the system's error. */
export function ask(url: string, options: AskOptions = {}): Promise<Answer> {
  const { hostname, port, pathname, search, protocol, host } = new URL(url)
  const common = {
    host: '127.0.0.1',
    port,
    path: `${pathname}${search}`,
    agent: false as const,
    method: options.method ?? 'GET',
    headers: { host, ...options.headers },
    ...(options.source ? { localAddress: options.source } : {}),
  }
  return new Promise((resolve, reject) => {
    const request =
      protocol === 'https:'
        ? httpsRequest({ ...common, servername: hostname, rejectUnauthorized: options.trustAll !== true })
        : httpRequest(common)
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString() })
      })
    })
    request.end()
  })
}

/** The code of the error by which a request fails, or `answered`. */
export async function failureOf(answer: Promise<Answer>): Promise<string> {
  return answer.then(
    () => 'answered',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  )
}
