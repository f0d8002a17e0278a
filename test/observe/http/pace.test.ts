import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPace, HOST_SPACING_MS } from '../../../lib/observe/http/pace.ts'

/** The starts over all hosts are not what is tried here. */
const AT_ONCE = { turn: () => Promise.resolve() }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Work that is under way until it is told to end; its start is logged. */
function works(pace = createPace(AT_ONCE)) {
  const started: string[] = []
  const open = new Map<string, () => void>()
  const run = (name: string, url: string): Promise<string> =>
    pace.run(url, async () => {
      started.push(name)
      await new Promise<void>((resolve) => open.set(name, resolve))
      return name
    })
  const end = async (name: string): Promise<void> => {
    open.get(name)?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { started, run, end }
}

const URL_A = 'https://a.example.org/1'

describe('one host', () => {
  test('one check at a time, in order, however long it takes', async () => {
    const { started, run, end } = works()
    void run('first', URL_A)
    void run('second', 'https://a.example.org:443/2')
    await vi.advanceTimersByTimeAsync(10 * HOST_SPACING_MS)
    expect(started).toEqual(['first'])
    await end('first')
    expect(started).toEqual(['first', 'second'])
  })

  test('starts two seconds apart, however short the work', async () => {
    const { started, run, end } = works()
    void run('first', URL_A)
    void run('second', URL_A)
    void run('third', URL_A)
    await vi.advanceTimersByTimeAsync(0)
    await end('first')
    await vi.advanceTimersByTimeAsync(HOST_SPACING_MS - 1)
    expect(started).toEqual(['first'])
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toEqual(['first', 'second'])
    await end('second')
    await vi.advanceTimersByTimeAsync(HOST_SPACING_MS - 1)
    expect(started).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toEqual(['first', 'second', 'third'])
  })

  test('also for a check that comes when the last is over', async () => {
    const { started, run, end } = works()
    void run('first', URL_A)
    await vi.advanceTimersByTimeAsync(500)
    await end('first')
    void run('second', URL_A)
    await vi.advanceTimersByTimeAsync(HOST_SPACING_MS - 501)
    expect(started).toEqual(['first'])
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toEqual(['first', 'second'])
  })

  test('work that breaks gives its turn on', async () => {
    const pace = createPace(AT_ONCE)
    await expect(pace.run(URL_A, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    const next = pace.run(URL_A, () => Promise.resolve('next'))
    await vi.advanceTimersByTimeAsync(HOST_SPACING_MS)
    expect(await next).toBe('next')
  })
})

test('other hosts and other ports go at once', async () => {
  const { started, run } = works()
  void run('a', URL_A)
  void run('b', 'https://b.example.org/')
  void run('http', 'http://a.example.org/')
  void run('port', 'https://a.example.org:8443/')
  await vi.advanceTimersByTimeAsync(0)
  expect(started).toEqual(['a', 'b', 'http', 'port'])
})

test.each(['http://cong.localhost:4500/', 'http://127.0.0.1/', 'http://[::1]/'])(
  'loopback needs no manners: %s',
  async (url) => {
    const { started, run } = works()
    void run('first', url)
    void run('second', url)
    await vi.advanceTimersByTimeAsync(0)
    expect(started).toEqual(['first', 'second'])
  },
)
