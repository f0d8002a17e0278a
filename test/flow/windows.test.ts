import { beforeEach, describe, expect, test } from 'vitest'
import { declaredWindows, endDeclared, planMaintenance, silence } from '../../lib/flow/declare-window.ts'
import { history } from '../../lib/flow/history.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { NewMaintenance } from '../../lib/model/window.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { getLive } from '../../lib/record/live.ts'
import { type AlertStory, EVERY, FIRST, openAlertStory, PAGE } from '../kit/alert-story.ts'

let { stores, clock, slot, close, tell, told }: AlertStory = {} as AlertStory
beforeEach(async () => {
  ;({ stores, clock, slot, close, tell, told } = await openAlertStory())
  return () => stores.close()
})

const ports = () => ({ table: stores.table, clock, by: '0f3a5b7c9d1e' })
const quiet = (minutes: number, page: string | null = null) =>
  silence({ portal: 'da-nang', page, minutes, note: 'nâng cấp đường truyền' }, ports())
/** Minutes after the first slot, which is at 07:00 in the zone. */
const plan = (fromMinute: number, toMinute: number, changes: Partial<NewMaintenance> = {}) => {
  const text = (minute: number): string => new Date(FIRST + (minute + 420) * MINUTE_MS).toISOString().slice(0, 16)
  const span = { from: text(fromMinute), to: text(toMinute) }
  return planMaintenance(
    { portal: 'da-nang', page: null, every: null, until: null, note: null, ...span, ...changes },
    ports(),
  )
}
async function go(words: readonly string[], from = 0): Promise<void> {
  for (const [index, word] of words.entries()) {
    await slot(from + index, word)
    await close()
    await tell()
  }
}
const verdicts = async () => (await getLive(stores.table, PAGE))?.verdicts.map(({ verdict }) => verdict)
const DOWN = `down:${PAGE}:domestic:${FIRST}`

describe('a silence', () => {
  test('takes the alerts and nothing else; what is still down when it ends is told then', async () => {
    await quiet(14)
    await go(['xxx', 'xxx', 'xxx'])
    expect(await told()).toEqual([])
    expect(await verdicts()).toEqual(['down', 'down', 'down'])
    await go(['xxx'], 3)
    expect(await told()).toEqual([`opened ${DOWN}:1`])
  })

  test('hides what opens and ends within it for good', async () => {
    await quiet(60)
    await go(['xxx', 'xxx', '...', '...', '...'])
    clock.set(FIRST + 61 * MINUTE_MS)
    await go(['...'], 13)
    expect(await told()).toEqual([])
  })

  test('counts by the clock at which something would be told, not by the slot', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await quiet(10)
    await close()
    await tell()
    expect(await told()).toEqual([])
  })

  test('of another page is nothing to this one', async () => {
    await expect(quiet(10, 'khai-sinh')).rejects.toThrow('no page “da-nang/khai-sinh” is in the catalogue')
    await quiet(14, 'home')
    await go(['xxx', 'xxx'])
    expect(await told()).toEqual([])
  })

  test('is ended early by hand, and all of it is in the log', async () => {
    const { id } = await quiet(600)
    await go(['xxx', 'xxx'])
    await endDeclared({ kind: 'silence', id }, ports())
    await go(['xxx'], 2)
    expect(await told()).toEqual([`opened ${DOWN}:1`])
    expect(await declaredWindows('silence', ports())).toMatchObject({
      windows: [{ id, isOver: true, by: '0f3a5b7c9d1e' }],
    })
    expect(await listChanges(stores.table, FIRST)).toMatchObject([
      { act: 'silence', about: id, by: '0f3a5b7c9d1e', details: { portal: 'da-nang', note: 'nâng cấp đường truyền' } },
      { act: 'end_silence', about: id },
    ])
    await expect(endDeclared({ kind: 'silence', id: 'no' }, ports())).rejects.toMatchObject({
      code: 'unknown_window',
      message: expect.stringContaining('there is no silence “no”'),
    })
  })
})

describe('maintenance that is planned besides the catalogue', () => {
  test('before it begins: neither judged nor due', async () => {
    await plan(5, 20)
    await go(['...', 'xxx', 'xxx', 'xxx', '...'])
    expect(await told()).toEqual([])
    clock.set(FIRST + 5 * EVERY)
    const { days } = await history({ page: PAGE, days: 1 }, ports())
    expect(days.at(-1)).toMatchObject({
      location: 'domestic',
      counts: { passed: 6, failed: 0 },
      expected: 15,
      due: 6,
      uptime: 1,
    })
  })

  test('when it has begun already: it only takes the alerts', async () => {
    clock.set(FIRST + MINUTE_MS)
    await plan(0, 14)
    await go(['xxx', 'xxx', 'xxx'])
    expect(await told()).toEqual([])
    await go(['xxx'], 3)
    expect(await told()).toEqual([`opened ${DOWN}:1`])
  })

  test('recurs: of one that has begun, the next time is planned', async () => {
    clock.set(FIRST + MINUTE_MS)
    await plan(0, 20, { every: 'day' })
    const tomorrow = 288
    await go(['...'])
    clock.set(FIRST + tomorrow * EVERY)
    for (const number of [0, 1, 2]) await slot(tomorrow + number, 'xxx')
    await close()
    await tell()
    const live = await getLive(stores.table, PAGE)
    expect(live?.verdicts.at(-1)).toMatchObject({ slotMs: FIRST + (tomorrow + 2) * EVERY, maintenance: true })
    expect(await told()).toEqual([])
  })

  test.each<[Partial<NewMaintenance>, string]>([
    [{ to: '2026-11-22T06:00' }, 'the maintenance ends at 2026-11-22T06:00, not after 2026-11-22T07:00'],
    [{ from: 'mai' }, 'from: write a time from 2000-01-01 to 2199-12-31, such as 2026-11-22T22:00, instead of “mai”'],
    [{ to: '2027-11-22T06:00' }, 'more than 31 days'],
    [{ until: '2026-12-01T00:00' }, 'say how often with “every”'],
    [
      { every: 'day', until: '2026-11-22T06:00' },
      'it recurs no more before it begins, and so it would never be: write',
    ],
    [{ from: '2026-11-21T07:00', to: '2026-11-21T08:00' }, 'over by 2026-11-21T08:00, which is past'],
    [
      { from: '2026-11-19T07:00', to: '2026-11-19T08:00', every: 'day', until: '2026-11-21T00:00' },
      'over by 2026-11-21T00:00, which is past',
    ],
    [{ portal: 'hue' }, 'no portal “hue” is in the catalogue'],
  ])('%j is refused', async (changes, message) => {
    await expect(plan(0, 20, changes)).rejects.toThrow(message)
  })
})
