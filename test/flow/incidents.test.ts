import { beforeEach, describe, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { incident, incidents } from '../../lib/flow/incidents.ts'
import { status } from '../../lib/flow/status.ts'
import { watch } from '../../lib/flow/watch.ts'
import { groupWith } from '../../lib/judge/telling-state.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { getLive } from '../../lib/record/live.ts'
import type { Table } from '../../lib/record/table.ts'
import { getTelling } from '../../lib/record/telling.ts'
import { type AlertStory, EVERY, FIRST, openAlertStory, PAGE } from '../kit/alert-story.ts'

let { stores, escalations, clock, slot, close, tell, told }: AlertStory = {} as AlertStory
beforeEach(async () => {
  ;({ stores, escalations, clock, slot, close, tell, told } = await openAlertStory())
  return () => stores.close()
})

const DOWN = `down:${PAGE}:domestic:${FIRST}`
const take = (
  changes: { readonly by?: string; readonly name?: string; readonly note?: string | null; readonly table?: Table } = {},
  id = DOWN,
) => {
  const { by = '0f3a5b7c9d1e', name = null, note = 'đang xem', table = stores.table } = changes
  return acknowledge({ incident: id, name, note }, { table, clock, by })
}

/** Slots of the word, each closed and told in its time. */
async function go(words: readonly string[], from: number): Promise<void> {
  for (const [index, word] of words.entries()) {
    await slot(from + index, word)
    await close()
    await tell()
  }
}
const bad = (count: number): readonly string[] => Array.from({ length: count }, () => 'xxx')

describe('an outage that somebody takes on', () => {
  test('is not reminded of; its end is told', async () => {
    await go(bad(2), 0)
    await take({ name: 'Nguyễn Văn A' })
    await go(bad(50), 2)
    await go(['...', '...', '...'], 52)
    expect((await told()).filter((line) => line.includes(DOWN))).toEqual([`opened ${DOWN}:1`, `resolved ${DOWN}:2`])
    expect((await incident({ id: DOWN, portals: null }, stores)).acknowledged).toMatchObject({ name: 'Nguyễn Văn A' })
  })

  test('and one that nobody takes on is, every four hours', async () => {
    await go(bad(52), 0)
    expect(await told()).toEqual([`opened ${DOWN}:1`, `reminded ${DOWN}:3`])
  })

  test('and one that nobody takes on is told to a second topic, once, and so is its end', async () => {
    await go(bad(52), 0)
    await go(['...', '...', '...'], 52)
    const ids = (await escalations.told()).map(({ event }) => `${event.event} ${event.id}`)
    expect(ids).toEqual([`escalated ${DOWN}:2`, `resolved ${DOWN}:4`])
    expect(await told()).toEqual([`opened ${DOWN}:1`, `reminded ${DOWN}:3`, `resolved ${DOWN}:4`])
  })

  test('but not one that was taken on, or was short', async () => {
    await go(bad(2), 0)
    await take()
    await go(bad(20), 2)
    await go(['...', '...', '...', 'xxx', 'xxx', '...', '...', '...'], 22)
    expect(await escalations.told()).toEqual([])
  })

  test('says who, when and why, at once and for good', async () => {
    await go(bad(2), 0)
    const atMs = clock.now()
    const acknowledged = { atMs, by: '0f3a5b7c9d1e', name: null, note: 'đang xem' }
    expect(await take()).toEqual({ type: 'acknowledgement', incident: DOWN, ...acknowledged, notes: [] })
    expect((await status({ table: stores.table, clock, policy: DEFAULT_POLICY })).incidents).toMatchObject([
      { id: DOWN, state: 'acknowledged', acknowledged },
    ])
    expect(await incidents({ days: 1, portals: null }, { table: stores.table, clock })).toMatchObject({
      incidents: [{ id: DOWN, state: 'acknowledged', acknowledged }],
    })
    await go(['...', '...', '...'], 2)
    const shown = await incident({ id: DOWN, portals: null }, stores)
    expect(shown).toMatchObject({ state: 'resolved', acknowledged })
    expect(shown.events.map(({ event }) => event)).toEqual(['opened', 'resolved'])
    expect(await listChanges(stores.table, atMs)).toMatchObject([
      { by: '0f3a5b7c9d1e', act: 'acknowledge', about: DOWN },
    ])
  })

  test('stays with the first who took it', async () => {
    await go(bad(2), 0)
    await take({ by: 'first' })
    clock.set(clock.now() + MINUTE_MS)
    expect(await take({ by: 'second', note: null })).toMatchObject({ by: 'first', notes: [] })
    expect(await listChanges(stores.table, clock.now())).toHaveLength(1)
  })

  test('has what others say later beside that, once, and for good', async () => {
    await go(bad(2), 0)
    await take({ by: 'first' })
    clock.set(clock.now() + MINUTE_MS)
    const atMs = clock.now()
    const note = { atMs, by: 'second', name: 'Trần B', note: 'đã gọi đơn vị vận hành' }
    expect(await take(note)).toMatchObject({ by: 'first', note: 'đang xem', notes: [note] })
    await go(['xxx'], 2)
    for (const again of [note, { by: 'first' }]) expect(await take(again)).toMatchObject({ notes: [note] })
    const last = await take({ by: 'first', note: 'máy chủ đã chạy lại' })
    expect(last.notes.map(({ note }) => note)).toEqual(['đã gọi đơn vị vận hành', 'máy chủ đã chạy lại'])
    await go(['...', '...', '...'], 3)
    const shown = await incident({ id: DOWN, portals: null }, stores)
    expect(shown).toMatchObject({ state: 'resolved', acknowledged: { by: 'first' }, notes: last.notes })
    expect(shown.events.map(({ event }) => event)).toEqual(['opened', 'resolved'])
    expect(await listChanges(stores.table, clock.now())).toHaveLength(3)
  })

  test('while its slots close: nothing of either is lost', async () => {
    await go(bad(2), 0)
    await slot(2, 'xxx')
    // The slot closes between the reading and the writing of whoever takes it on.
    let isClosed = false
    const table: Table = {
      ...stores.table,
      putIf: async (item, condition) => {
        if (!isClosed) {
          isClosed = true
          expect(await close()).toBe(1)
        }
        return stores.table.putIf(item, condition)
      },
    }
    await take({ table })
    const down = (await getLive(stores.table, PAGE))?.groups.domestic?.down
    expect(down).toMatchObject({ lastBadMs: FIRST + 2 * EVERY, acknowledged: { note: 'đang xem' } })
  })

  test('and a slot that closes while somebody takes it on waits for the next time', async () => {
    await go(bad(2), 0)
    await slot(2, 'xxx')
    let isTaken = false
    const table: Table = {
      ...stores.table,
      putIf: async (item, condition) => {
        if (!isTaken) {
          isTaken = true
          await take()
        }
        return stores.table.putIf(item, condition)
      },
    }
    expect(await close(table)).toBe(0)
    expect(await close()).toBe(1)
    const down = (await getLive(stores.table, PAGE))?.groups.domestic?.down
    expect(down).toMatchObject({ lastBadMs: FIRST + 2 * EVERY, acknowledged: { note: 'đang xem' } })
  })

  test('that is over, or never was, can not be taken on', async () => {
    await expect(take()).rejects.toThrow(`no incident “${DOWN}” is open`)
    await go([...bad(2), '...', '...', '...'], 0)
    await expect(take()).rejects.toThrow(`no incident “${DOWN}” is open`)
    await expect(take({}, 'nonsense')).rejects.toThrow('no incident “nonsense” is open')
  })
})

test('trouble of the platform itself is taken on, too', async () => {
  const look = () => watch({ table: stores.table, clock, policy: DEFAULT_POLICY, queues: null, heartbeat: null })
  for (let minute = 0; minute <= 6; minute++) {
    clock.set(FIRST + minute * MINUTE_MS)
    await look()
  }
  const open = async () =>
    (await status({ table: stores.table, clock, policy: DEFAULT_POLICY })).incidents.filter(
      ({ kind }) => kind === 'monitor',
    )
  const [silent] = await open()
  await tell()
  await take({}, silent?.id)
  // Nothing joins it: what it tells is its own affair.
  const group = groupWith((await getTelling(stores.table)).state, silent?.id ?? '')
  expect(group).not.toBeNull()
  expect(group).not.toHaveProperty('isTakenOn')
  expect((await open())[0]).toMatchObject({ id: silent?.id, state: 'acknowledged' })
  for (let minute = 7; minute < 250; minute += 3) {
    clock.set(FIRST + minute * MINUTE_MS)
    await look()
    await tell()
  }
  const reminded = (await told()).filter((line) => line.startsWith('reminded'))
  expect(reminded.some((line) => line.includes(silent?.id ?? ''))).toBe(false)
  expect(reminded).not.toEqual([])
})

test('the list has what was open within its days, newest first, and of a vendor its own', async () => {
  await go([...bad(2), '...', '...', '...', ...bad(2)], 0)
  const list = async (days: number, portals: ReadonlySet<string> | null = null) =>
    (await incidents({ days, portals }, { table: stores.table, clock })).incidents.map(
      ({ id, state }) => `${state} ${id}`,
    )
  const second = `open down:${PAGE}:domestic:${FIRST + 5 * EVERY}`
  expect(await list(1)).toEqual([second, `resolved ${DOWN}`])
  expect(await list(1, new Set(['hue']))).toEqual([])
  expect(await list(1, new Set(['da-nang']))).toHaveLength(2)
  await expect(incident({ id: DOWN, portals: new Set(['hue']) }, stores)).rejects.toThrow('there is no incident')
  // The first one ended in its fifth slot.
  clock.set(FIRST + 24 * HOUR_MS + EVERY)
  expect(await list(1)).toEqual([second, `resolved ${DOWN}`])
  clock.set(FIRST + 24 * HOUR_MS + 6 * EVERY)
  expect(await list(1)).toEqual([second])
  clock.set(Date.parse('2026-12-02T00:00:00Z'))
  expect(await list(30)).toHaveLength(2)
})
