import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stores } from '../../lib/local/stores.ts'
import { createTopic } from '../../lib/record/topic.ts'
import { alert } from '../kit/alert.ts'
import { openStores } from '../kit/stores.ts'
import { makeTopic } from '../kit/topic.ts'

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
      subject: '[page] opened down da-nang/home',
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

test('a subject has at most 100 characters, as mail by SNS asks', async () => {
  const { arn, told } = await makeTopic(stores)
  await createTopic(stores.clients.sns, arn).publish(alert({ page: `${'a'.repeat(63)}/${'b'.repeat(63)}` }))
  expect((await told())[0]?.subject).toHaveLength(100)
})
