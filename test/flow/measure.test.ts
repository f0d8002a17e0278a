import { beforeEach, expect, test } from 'vitest'
import { createMeasurer, type Measurer } from '../../lib/flow/measure.ts'
import { createPace } from '../../lib/observe/http/pace.ts'
import { httpRequest } from '../kit/http-request.ts'
import { startSite } from '../kit/site.ts'

/** Marks of these tests may be off by so much, by the number of their try; a loop is not so late on demand. */
let lateMs: (number: number) => number
let tries: number
let statuses: (number: number) => number
let requests: number
let measurer: Measurer

beforeEach(() => {
  lateMs = () => 0
  statuses = () => 200
  requests = 0
  tries = 0
  measurer = createMeasurer({
    pace: createPace(),
    loopDelay: {
      watch: () => {
        tries++
        return () => 0
      },
      clock: { arrived: () => ({ atMs: performance.now(), lateMs: lateMs(tries) }), began: () => {} },
    },
  })
})

async function measureOne() {
  const site = await startSite({
    '/': (_request, response) => {
      requests++
      response.writeHead(statuses(requests), { 'content-type': 'text/html' }).end(`<p>lần ${requests}</p>`)
    },
  })
  return async () => {
    const { cause, facts } = await measurer.measure(httpRequest(site.url('/')))
    return { cause, lateMs: facts.lateMs }
  }
}

/** As many exact checks as earn one repeat. */
async function afterExactOnes(): Promise<() => Promise<unknown>> {
  const measure = await measureOne()
  for (let n = 0; n < 9; n++) await measure()
  expect(requests).toBe(9)
  return measure
}

test('a passed check whose marks are doubtful is measured once more, and the more exact one is told', async () => {
  const measure = await afterExactOnes()
  lateMs = (number) => (number === 10 ? 5 : 0.5)
  expect(await measure()).toEqual({ cause: null, lateMs: 0.5 })
  expect(requests).toBe(11)
})

test('the first is told where the second is no better', async () => {
  const measure = await afterExactOnes()
  lateMs = (number) => (number === 10 ? 5 : 6)
  expect(await measure()).toEqual({ cause: null, lateMs: 5 })
  expect(requests).toBe(11)
})

test('a second try for exactness decides nothing: where it fails, the first stands', async () => {
  const measure = await afterExactOnes()
  lateMs = (number) => (number === 10 ? 5 : 0)
  statuses = (number) => (number === 11 ? 500 : 200)
  expect(await measure()).toEqual({ cause: null, lateMs: 5 })
  expect(requests).toBe(11)
})

test('a failure is not tried away', async () => {
  const measure = await afterExactOnes()
  lateMs = () => 5
  statuses = (number) => (number === 10 ? 500 : 200)
  expect(await measure()).toEqual({ cause: 'http_5xx', lateMs: 5 })
  expect(requests).toBe(10)
})

test('one in ten is measured once more at most, however busy we are', async () => {
  const measure = await measureOne()
  lateMs = () => 5
  for (let n = 0; n < 100; n++) expect(await measure()).toMatchObject({ cause: null })
  expect(requests).toBe(110)
})

test('what was spoilt is not bounded by that: twice spoilt it says nothing', async () => {
  const measure = await measureOne()
  lateMs = () => 500
  expect(await measure()).toMatchObject({ cause: 'monitor_overloaded' })
  expect(requests).toBe(2)
})
