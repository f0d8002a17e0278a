import { expect, test } from 'vitest'
import { ensureHubResources, visibilityFor } from '../../lib/local/resources.ts'
import { createTopic } from '../../lib/record/topic.ts'
import { alert } from '../kit/alert.ts'
import { openStores, receiveAll } from '../kit/stores.ts'

test('alerts go to the queue of notifiers as bare events, once, and only while there are notifiers', async () => {
  const stores = await openStores()
  const start = (notifies: boolean) =>
    ensureHubResources(stores.clients, {
      endpoint: stores.messagesEndpoint,
      visibility: visibilityFor(null),
      notifies,
    })
  const { topic, escalations, notify } = await start(true)
  await start(true)
  await createTopic(stores.clients.sns, topic).publish(alert())
  const messages = await receiveAll(stores.clients.sqs, notify)
  expect(messages.map(({ Body }) => JSON.parse(Body ?? '') as unknown)).toEqual([alert()])
  // Of what is escalated the queue hears by the other topic, of its end by the first.
  const escalated = alert({ event: 'escalated', id: 'e:2' })
  await createTopic(stores.clients.sns, escalations).publish(escalated)
  await createTopic(stores.clients.sns, escalations).publish(alert({ event: 'resolved', facts: { escalated: true } }))
  const others = await receiveAll(stores.clients.sqs, notify)
  expect(others.map(({ Body }) => JSON.parse(Body ?? '') as unknown)).toEqual([escalated])
  await start(false)
  await createTopic(stores.clients.sns, topic).publish(alert())
  await createTopic(stores.clients.sns, escalations).publish(escalated)
  expect(await receiveAll(stores.clients.sqs, notify)).toEqual([])
  await stores.close()
})
