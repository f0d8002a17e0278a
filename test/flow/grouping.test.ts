import { beforeEach, describe, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { incident } from '../../lib/flow/incidents.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { listLive } from '../../lib/record/live.ts'
import type { Table } from '../../lib/record/table.ts'
import { getTelling, putTelling } from '../../lib/record/telling.ts'
import { type AlertStory, EVERY, FIRST, openAlertStory } from '../kit/alert-story.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const FORMS = 7
const pages = [
  writtenPage(),
  ...Array.from({ length: FORMS }, (_, index) =>
    writtenPage({ id: `form-${index}`, kind: 'eform', url: `https://dichvucong.example.org/form/${index}` }),
  ),
]

let { stores, topic, escalations, clock, slot, close, tell, told }: AlertStory = {} as AlertStory
beforeEach(async () => {
  ;({ stores, topic, escalations, clock, slot, close, tell, told } = await openAlertStory([writtenPortal({ pages })]))
  return () => stores.close()
})

const LEAD = `down:da-nang/form-0:domestic:${FIRST}`

/** Slots of all pages, closed and told in their time. */
async function go(words: readonly string[], from = 0): Promise<void> {
  for (const [index, word] of words.entries()) {
    await slot(from + index, word)
    await close()
    await tell()
  }
}

describe('an outage of a host with eight pages', () => {
  test('is an opening, the rest a cadence later, and one end', async () => {
    await go(['xxx', 'xxx'])
    expect(await told()).toEqual([`opened ${LEAD}:1`])
    clock.set(clock.now() + EVERY + 2 * MINUTE_MS)
    await tell()
    const [joined] = await topic.told()
    expect(joined).toMatchObject({ subject: '[page] da-nang/form-0 down: joined', event: { id: `${LEAD}:2` } })
    expect(new Set(joined?.event.children).size).toBe(FORMS)
    await go(['xxx', '...', '...', '...'], 3)
    expect(await told()).toEqual([`resolved ${LEAD}:3`])
    await tell()
    expect((await listLive(stores.table)).flatMap(({ outbox }) => outbox)).toEqual([])
  })

  test('is kept with each of its incidents', async () => {
    await go(['xxx', 'xxx', 'xxx', 'xxx'])
    const id = `down:da-nang/home:domestic:${FIRST}`
    const child = await incident({ id, portals: null }, stores)
    expect(child.events).toMatchObject([{ event: 'joined', incident: LEAD, children: [id] }])
    expect((await incident({ id: LEAD, portals: null }, stores)).events.map(({ event }) => event)).toEqual([
      'opened',
      'joined',
    ])
  })

  test('tells nothing twice of whoever dies between any two writes', async () => {
    await go(['xxx'])
    await slot(1, 'xxx')
    await close()
    // It dies ever later, until it doesn't.
    for (let writes = 0; ; writes++) {
      let left = writes
      const dying: Table = {
        ...stores.table,
        putIf: async (item, condition) => {
          if (left-- === 0) throw new Error('killed')
          return stores.table.putIf(item, condition)
        },
      }
      const isDone = await tell({ table: dying }).then(
        () => true,
        () => false,
      )
      if (isDone) break
    }
    const openings = await told()
    expect(new Set(openings)).toEqual(new Set([`opened ${LEAD}:1`]))
    clock.set(clock.now() + EVERY + 2 * MINUTE_MS)
    await tell()
    const [joined] = await topic.told()
    expect(new Set(joined?.event.children).size).toBe(FORMS)
  })
})

describe('taken on', () => {
  const take = (id: string) =>
    acknowledge({ incident: id, name: 'An', note: null }, { table: stores.table, clock, by: 'me' })
  const asking = async () => [...(await told()), ...(await escalations.told()).map(({ event }) => event.event)]
  const forms = pages.map(({ id }) => `da-nang/${String(id)}`).filter((page) => page !== 'da-nang/form-0')
  /** So many slots in which all fail but the first, which is well. */
  const goOn = async (from: number, slots: number) => {
    for (let number = from; number < from + slots; number++) {
      await slot(number, '...', ['da-nang/form-0'])
      await slot(number, 'xxx', forms)
      await close()
      await tell()
    }
  }
  const whoTook = async () =>
    (await listLive(stores.table)).map(({ groups }) => groups.domestic?.down?.acknowledged?.name ?? null)

  test('what is told as one is: nobody is asked any more, though the first is well', async () => {
    await go(['xxx', 'xxx'])
    await take(LEAD)
    expect(await whoTook()).toEqual(pages.map(() => 'An'))
    await asking()
    await goOn(2, 8)
    const lines = await asking()
    expect(lines.filter((line) => line.startsWith('escalated'))).toEqual([])
    // That the first is well.
    expect(lines.filter((line) => line.startsWith('reminded'))).toHaveLength(1)
  })

  test('by the first of them, when that is well: the others are', async () => {
    await go(['xxx', 'xxx'])
    await goOn(2, 4)
    await expect(take('down:da-nang/none:domestic:0')).rejects.toThrow('no incident')
    expect(await take(LEAD)).toMatchObject({ incident: LEAD, name: 'An' })
    expect((await whoTook()).filter((name) => name === 'An')).toHaveLength(FORMS)
    await asking()
    await goOn(6, 4)
    expect((await asking()).filter((line) => line.startsWith('escalated'))).toEqual([])
  })

  test('by nobody: what is left is escalated, and the link leads to one that can be taken on', async () => {
    await go(['xxx', 'xxx'])
    for (let number = 2; number < 9; number++) {
      await slot(number, '...', ['da-nang/form-0'])
      await slot(number, 'xxx', forms)
      await close()
      await tell({ url: 'https://nhip.example.org/' })
    }
    const [asked] = await escalations.told()
    const link = new URL(String(asked?.event.links.acknowledge))
    expect(asked?.event.incident).toBe(LEAD)
    expect(asked?.event.children).toContain(link.searchParams.get('id'))
    await take(String(link.searchParams.get('id')))
    expect((await whoTook()).filter((name) => name === 'An')).toHaveLength(FORMS)
  })
})

test('who tells at once tell it together once', async () => {
  await go(['xxx'])
  await slot(1, 'xxx')
  await close()
  await Promise.all([tell(), tell(), tell()])
  expect(new Set(await told())).toEqual(new Set([`opened ${LEAD}:1`]))
  clock.set(clock.now() + EVERY + 2 * MINUTE_MS)
  await Promise.all([tell(), tell()])
  const all = await topic.told()
  expect(new Set(all.map(({ event }) => event.id))).toEqual(new Set([`${LEAD}:2`]))
})

test('while nothing can be published what waits stays small, and is told afterwards', async () => {
  await go(['xxx'])
  await slot(1, 'xxx')
  await close()
  const outage = () => tell({ topic: { publish: () => Promise.reject(new Error('away')) } })
  await expect(outage()).rejects.toThrow('away')
  const [opened] = (await getTelling(stores.table)).outbox
  const telling = await getTelling(stores.table)
  const waiting = Array.from({ length: 80 }, (_, index) => ({ ...opened, id: `i${index}:1`, incident: `i${index}` }))
  await putTelling(stores.table, { ...telling, outbox: waiting as typeof telling.outbox })
  for (const number of [2, 3, 4]) await slot(number, '...')
  await close()
  await expect(outage()).rejects.toThrow('away')
  expect((await getTelling(stores.table)).outbox).toHaveLength(80)
  await tell()
  const lines = await told()
  expect(lines).toHaveLength(81)
  expect(lines.at(-1)).toBe(`resolved ${LEAD}:2`)
})
