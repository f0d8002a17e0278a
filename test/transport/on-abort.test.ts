import { expect, test } from 'vitest'
import { onAbort } from '../../lib/transport/on-abort.ts'

test('each act is done once, those taken back are not', () => {
  const controller = new AbortController()
  const done: string[] = []
  onAbort(controller.signal, () => done.push('a'))
  const forget = onAbort(controller.signal, () => done.push('b'))
  onAbort(controller.signal, () => done.push('c'))
  forget()
  controller.abort()
  controller.abort()
  expect(done).toEqual(['a', 'c'])
})

test('without a signal there is nothing to do, nor to take back', () => {
  expect(onAbort(undefined, () => expect.unreachable())()).toBeUndefined()
})
