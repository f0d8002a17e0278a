import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AwsRequest, RECORD_FILE } from './aws-requests.ts'

// Preloaded (`--import`) into a platform, its threads included: notes every request of an AWS SDK that one of the
// HTTP servers there has answered, a line each, once the answer is on its way. What is noted, the server has done.

const file = process.env[RECORD_FILE]
const bodies = new WeakMap<IncomingMessage, string[]>()

if (file !== undefined) {
  subscribe('http.server.request.start', (event) => {
    const { request } = event as { readonly request: IncomingMessage }
    if (request.headers['user-agent']?.startsWith('aws-sdk') !== true) return
    const parts: string[] = []
    bodies.set(request, parts)
    const emit = request.emit.bind(request)
    request.emit = (name: string | symbol, ...args: unknown[]) => {
      if (name === 'data') parts.push(String(args[0]))
      return emit(name, ...args)
    }
  })
  subscribe('http.server.response.finish', (event) => {
    const { request, response } = event as { readonly request: IncomingMessage; readonly response: ServerResponse }
    const body = bodies.get(request)?.join('')
    if (body === undefined) return
    const operation = operationOf(request, body)
    // Only what tests look into: bodies of the table's requests would make a large file.
    const kept = operation.startsWith('SendMessage') ? body : null
    appendFileSync(
      file,
      `${JSON.stringify({ operation, status: response.statusCode, body: kept } satisfies AwsRequest)}\n`,
    )
  })
}

/** DynamoDB and SQS name the operation in a header (`AmazonSQS.SendMessage`), SNS in its form. */
function operationOf(request: IncomingMessage, body: string): string {
  const target = String(request.headers['x-amz-target'] ?? '')
  return target === '' ? (new URLSearchParams(body).get('Action') ?? 'unknown') : target.replace(/^.*\./, '')
}
