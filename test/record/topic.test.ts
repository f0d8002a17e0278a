import { afterAll, beforeAll, expect, test } from 'vitest'
import { alertText } from '../../lib/judge/alert-text.ts'
import { localCredentials } from '../../lib/local/embedded-table.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { createClients } from '../../lib/record/clients.ts'
import { createTopic } from '../../lib/record/topic.ts'
import { alert } from '../kit/alert.ts'
import { recordingServer } from '../kit/recording-server.ts'
import { openStores } from '../kit/stores.ts'
import { makeTopic } from '../kit/topic.ts'

const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

test('an alert is the JSON body, with attributes to filter by', async () => {
  const { arn, told } = await makeTopic(stores)
  await createTopic(stores.clients.sns, arn).publish(alert())
  expect(await told()).toEqual([
    {
      event: alert(),
      subject: '[page] da-nang/home down: opened',
      attributes: { event: 'opened', kind: 'down', severity: 'page', portal: 'da-nang', vendor: 'vnpt' },
    },
  ])
})

test('an attribute that is empty is left out', async () => {
  const { arn, told } = await makeTopic(stores)
  await createTopic(stores.clients.sns, arn).publish(alert({ vendor: null }))
  expect((await told())[0]?.attributes).toEqual({ event: 'opened', kind: 'down', severity: 'page', portal: 'da-nang' })
})

test('a subscriber filters with a policy', async () => {
  const { arn, told } = await makeTopic(stores, { severity: ['page'], vendor: ['vnpt'] })
  const topic = createTopic(stores.clients.sns, arn)
  for (const changes of [{ id: 'wanted' }, { vendor: 'fpt' }, { vendor: null }, { severity: 'ticket' as const }])
    await topic.publish(alert(changes))
  expect((await told()).map(({ event }) => event.id)).toEqual(['wanted'])
})

test('subscribers by mail get the text that a person can act on', async () => {
  const { url, requests } = await recordingServer(() => ({ status: 200, body: PUBLISHED }))
  const clients = createClients(localCredentials({ AWS_ENDPOINT_URL_SNS: url }))
  await createTopic(clients.sns, 'arn:aws:sns:us-east-1:000000000000:alerts').publish(alert())
  clients.close()
  const sent = new URLSearchParams(requests[0]?.body)
  expect(sent.get('MessageStructure')).toBe('json')
  const { default: body, email } = JSON.parse(sent.get('Message') ?? '') as Record<string, string>
  expect(JSON.parse(body ?? '')).toEqual(alert())
  expect(email).toBe(alertText(alert()))
})
