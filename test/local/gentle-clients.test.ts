import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localCredentials } from '../../lib/local/embedded-table.ts'
import { gentleClients } from '../../lib/local/gentle-clients.ts'
import { createTable, type Table } from '../../lib/record/table.ts'
import { until } from '../kit/until.ts'

/** A table's API that answers when it is told to. */
let server: Server
let asked: { readonly sk: string; readonly response: ServerResponse }[]
let table: Table
let close: () => void
beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { Key } = JSON.parse(body) as { readonly Key: { readonly sk: { readonly S: string } } }
      asked.push({ sk: Key.sk.S, response })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients = gentleClients(localCredentials({ AWS_ENDPOINT_URL_DYNAMODB: url }), 2)
  table = createTable(clients.dynamodb, 'nhip')
  close = clients.close
})
afterEach(() => {
  close()
  server.closeAllConnections()
  server.close()
})

function answer(index: number, status = 200): void {
  const response = asked[index]?.response
  response?.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  response?.end(status === 200 ? '{}' : '{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException"}')
}

test('no more than that are under way, and those that wait come in order', async () => {
  const got: string[] = []
  const all = ['0', '1', '2', '3', '4', '5'].map((sk) =>
    table.get({ pk: 'x', sk }).then(
      () => got.push(sk),
      () => got.push(`${sk} failed`),
    ),
  )
  const order: string[] = []
  for (let at = 0; at < all.length; at++) {
    const most = Math.min(all.length, at + 2)
    await until(`request ${most}`, () => asked.length >= most, { everyMs: 5 })
    expect(asked).toHaveLength(most)
    order.push(asked[at]?.sk ?? '')
    // One that fails makes room like one that doesn't.
    answer(at, at === 2 ? 400 : 200)
    await until(`answer ${at}`, () => got.length > at, { everyMs: 5 })
  }
  await Promise.all(all)
  expect(order.toSorted()).toEqual(['0', '1', '2', '3', '4', '5'])
  expect(order.slice(2)).toEqual(['2', '3', '4', '5'])
  expect(got.filter((one) => one.endsWith('failed'))).toEqual(['2 failed'])
  expect(asked).toHaveLength(6)
})
