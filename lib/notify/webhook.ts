import { createHmac } from 'node:crypto'
import { isWanted, type WebhookSettings } from '../model/notifiers.ts'
import { NHIP_VERSION } from '../model/software.ts'
import { boundedSink } from '../transport/bounded-sink.ts'
import { exchange } from '../transport/exchange.ts'
import type { Notifier, NotifyPorts, Sent } from './notifier.ts'

const TIMEOUT_MS = 10_000

/** What an answer says is of no interest. */
const MAX_ANSWER_BYTES = 65_536

/** Statuses below 500 that pass by themselves. */
const PASSING = new Set([408, 425, 429])

/**
 * Posts the event as JSON, signed. Any 2xx is an answer; redirects are not followed, since they would take the event
 * elsewhere. Names are resolved and addresses checked as for everything that is measured.
 */
export function createWebhook(settings: WebhookSettings, ports: NotifyPorts): Notifier {
  const url = new URL(settings.url)
  return {
    id: settings.id,
    wants: (event) => isWanted(settings, event),
    send: async (event) => {
      const body = Buffer.from(JSON.stringify(event))
      const timestamp = Math.floor(ports.now() / 1_000)
      const answer = await exchange(
        {
          url,
          post: body,
          headers: {
            'user-agent': `nhip/${NHIP_VERSION}`,
            accept: '*/*',
            'content-type': 'application/json',
            'nhip-event': event.id.replaceAll(/[^ -~]/g, '?'),
            'nhip-signature': `t=${timestamp},v1=${signature({ secret: settings.secret, timestamp, body })}`,
          },
          families: [4, 6],
          allowPrivate: ports.allowPrivate,
          namedPorts: new Set(url.port === '' ? [] : [Number(url.port)]),
          source: null,
          timeoutMs: TIMEOUT_MS,
        },
        boundedSink(MAX_ANSWER_BYTES),
      )
      if (answer.kind === 'fault') {
        const reason = answer.fault.detail ?? answer.fault.cause
        return { kind: answer.fault.cause === 'address_refused' ? 'refused' : 'failed', reason }
      }
      return readStatus(answer.status)
    },
  }
}

/** HMAC-SHA256 over `<timestamp>.<body>`, hexadecimal. */
export function signature(of: {
  readonly secret: string
  /** Whole seconds since 1970. */
  readonly timestamp: number
  readonly body: Uint8Array
}): string {
  return createHmac('sha256', of.secret).update(`${of.timestamp}.`).update(of.body).digest('hex')
}

function readStatus(status: number): Sent {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  return { kind: status < 500 && !PASSING.has(status) ? 'refused' : 'failed', reason: `status ${status}` }
}
