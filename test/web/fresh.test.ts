import { describe, expect, test } from 'vitest'
import { fresh } from '../../lib/web/fresh.ts'
import { heldClock } from '../kit/clock.ts'

/** Makes 1, 2, 3 …, each when it is let. */
function counter(changedMs?: () => number) {
  const clock = heldClock(0)
  const making: PromiseWithResolvers<number>[] = []
  const current = fresh(
    () => {
      const one = Promise.withResolvers<number>()
      making.push(one)
      return one.promise
    },
    { clock, forMs: 1_000, ...(changedMs ? { changedMs } : {}) },
  )
  const finish = async (): Promise<void> => {
    making.at(-1)?.resolve(making.length)
    await making.at(-1)?.promise
  }
  return { clock, making, current, finish }
}

describe('what is kept for a while', () => {
  test('is made once for all who ask meanwhile, and anew afterwards', async () => {
    const { clock, making, current, finish } = counter()
    const asked = [current(), current()]
    await finish()
    clock.set(999)
    expect(await Promise.all([...asked, current()])).toEqual([1, 1, 1])
    clock.set(1_000)
    const next = current()
    expect(making).toHaveLength(2)
    await finish()
    expect(await next).toBe(2)
  })

  test('is given while it is made anew to who takes an older one, and no older than that', async () => {
    const { clock, making, current, finish } = counter()
    const first = current({ staleMs: 1_000 })
    await finish()
    await first
    clock.set(1_500)
    expect(await current({ staleMs: 1_000 })).toBe(1)
    expect(making).toHaveLength(2)
    const waiting = current()
    await finish()
    expect([await waiting, await current({ staleMs: 1_000 })]).toEqual([2, 2])
    clock.set(3_500)
    const late = current({ staleMs: 1_000 })
    await finish()
    expect(await late).toBe(3)
  })

  test('a failure is told to who waits for it alone, and the next one tries again', async () => {
    const { clock, making, current, finish } = counter()
    void current()
    await finish()
    clock.set(1_200)
    expect(await current({ staleMs: 1_000 })).toBe(1)
    const waiting = current()
    making.at(-1)?.reject(new Error('away'))
    await expect(waiting).rejects.toThrow('away')
    expect(await current({ staleMs: 1_000 })).toBe(1)
    expect(making).toHaveLength(3)
    await finish()
    expect(await current()).toBe(3)
  })

  test('what was begun before a change, or in the same moment, is given to nobody after it', async () => {
    let changedMs = -1
    const { clock, making, current, finish } = counter(() => changedMs)
    const before = current({ staleMs: 1_000 })
    changedMs = 0
    const after = current({ staleMs: 1_000 })
    expect(making).toHaveLength(2)
    making[0]?.resolve(1)
    await finish()
    expect([await before, await after]).toEqual([1, 2])
    clock.set(1)
    const later = current({ staleMs: 1_000 })
    await finish()
    expect([await later, await current()]).toEqual([3, 3])
    expect(making).toHaveLength(3)
  })

  test('is begun once, however long it takes', async () => {
    const { clock, making, current, finish } = counter()
    const first = current()
    clock.set(60_000)
    const second = current({ staleMs: 1_000 })
    expect(making).toHaveLength(1)
    await finish()
    expect(await Promise.all([first, second])).toEqual([1, 1])
    void current()
    expect(making).toHaveLength(2)
  })
})
