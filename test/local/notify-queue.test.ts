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
  const { topic, notify } = await start(true)
  await start(true)
  await createTopic(stores.clients.sns, topic).publish(alert())
  const messages = await receiveAll(stores.clients.sqs, notify)
  expect(messages.map(({ Body }) => JSON.parse(Body ?? '') as unknown)).toEqual([alert()])
  await start(false)
  await createTopic(stores.clients.sns, topic).publish(alert())
  expect(await receiveAll(stores.clients.sqs, notify)).toEqual([])
  await stores.close()
})
