import { expect, test } from 'vitest'
import { createStop } from '../../lib/transport/stop.ts'

test('the work that is being done is stopped, what was done before is not', async () => {
  const stop = createStop()
  const stopped: string[] = []
  await stop.during(Promise.resolve(), () => stopped.push('first'))
  const second = Promise.withResolvers<void>()
  const working = stop.during(second.promise, () => {
    stopped.push('second')
    second.resolve()
  })
  stop.now('timeout')
  await working
  expect(stopped).toEqual(['second'])
})

test('what begins after the end is stopped at once, and the first reason stays', async () => {
  const stop = createStop()
  stop.now('timeout')
  stop.now('stopped')
  const stopped: string[] = []
  await stop.during(Promise.resolve(), () => stopped.push('late'))
  expect(stopped).toEqual(['late'])
  expect(stop.reason()).toBe('timeout')
})
