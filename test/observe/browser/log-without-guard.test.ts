import { expect, test } from 'vitest'
import { beginConnectionsLater, type DevtoolsMessage } from '../../../lib/observe/browser/log-without-guard.ts'

function received(
  url: string,
  timing?: { connectStart: number; connectEnd: number; sslStart?: number },
): DevtoolsMessage {
  return {
    method: 'Network.responseReceived',
    params: { response: { url, timing: timing && { sslStart: -1, ...timing } } },
  }
}

function startsAfter(messages: readonly DevtoolsMessage[], shortest: Readonly<Record<string, number>>) {
  beginConnectionsLater(messages, new Map(Object.entries(shortest)))
  return messages.map(({ params }) => (params?.response ?? params?.redirectResponse)?.timing?.connectStart)
}

test('a connection begins as long before its end as the shortest to its server took', () => {
  const messages = [
    received('http://a.localhost:8080/', { connectStart: 1, connectEnd: 9 }),
    received('https://b.localhost/', { connectStart: 1, connectEnd: 30, sslStart: 12 }),
    received('http://c.localhost/', { connectStart: 1, connectEnd: 9 }),
  ]
  const shortest = { 'a.localhost:8080': 2, 'b.localhost:443': 4, 'c.localhost:80': 0.5 }
  expect(startsAfter(messages, shortest)).toEqual([7, 8, 8.5])
})

test('of a redirect it is the connection of the redirect itself', () => {
  const timing = { connectStart: 0, connectEnd: 5, sslStart: -1 }
  const redirectResponse = { url: 'http://a.localhost/', timing }
  const messages = [{ method: 'Network.requestWillBeSent', params: { redirectResponse } }]
  expect(startsAfter(messages, { 'a.localhost:80': 1 })).toEqual([4])
})

test('what did not connect, is unknown or was faster stays as it is', () => {
  const messages = [
    received('http://a.localhost/', { connectStart: -1, connectEnd: -1 }),
    received('http://other.localhost/', { connectStart: 1, connectEnd: 9 }),
    received('http://a.localhost/', { connectStart: 8, connectEnd: 9 }),
    received('data:,x', undefined),
    { method: 'Network.requestWillBeSent', params: {} },
    { method: 'Page.loadEventFired', params: {} },
  ]
  expect(startsAfter(messages, { 'a.localhost:80': 3 })).toEqual([-1, 1, 8, undefined, undefined, undefined])
})
