import { beforeEach, describe, expect, test } from 'vitest'
import { dispatch } from '../../lib/flow/dispatch.ts'
import { start } from '../../lib/flow/start.ts'
import { dueVisits } from '../../lib/judge/timetable.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { type Observation, observationSchema } from '../../lib/model/observation.ts'
import type { Receipt } from '../../lib/model/receipt.ts'
import {
  type AuditVisit,
  browserVisitSchema,
  type ControlVisit,
  type Visit,
  visitSchema,
} from '../../lib/model/visit.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { putKill } from '../../lib/record/kills.ts'
import type { OutgoingMessage, Queue } from '../../lib/record/queue.ts'
import { receiptsOf } from '../../lib/record/receipts.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')
const PAGES = ['a', 'b'].map((id) => ({ id, kind: 'eform', procedure: '1', url: `https://${id}.example.org/` }))
const config = configOf(
  catalogueOf({
    locations: [writtenLocation({ id: 'sgn' }), writtenLocation({ id: 'han' })],
    portals: [writtenPortal({ pages: PAGES })],
    defaults: { http: { every: '1m', timeout: '5s' } },
  }),
)

let stores: Stores
beforeEach(async () => {
  stores = await openStores()
  const { untilMs: _until, ...written } = config
  await putConfig(stores.table, written)
  return () => stores.close()
})

/** A queue that keeps what it is sent, with the delay that a real one cannot show without waiting. */
function kept<T>(
  parse: (value: unknown) => T,
): Queue & { readonly sent: { readonly visit: T; readonly message: OutgoingMessage }[] } {
  const sent: { visit: T; message: OutgoingMessage }[] = []
  const send = (message: OutgoingMessage): Promise<void> =>
    Promise.resolve(void sent.push({ visit: parse(JSON.parse(message.body)), message }))
  return { sent, send, sendAll: async (messages) => void (await Promise.all(messages.map(send))) }
}

function ports(nowMs = T0) {
  const delivered: unknown[] = []
  return {
    table: stores.table,
    clock: heldClock(nowMs),
    checks: kept<Visit>((value) => visitSchema.parse(value)),
    audits: kept<AuditVisit | ControlVisit>((value) => browserVisitSchema.parse(value)),
    families: () => Promise.resolve([4 as const]),
    delivered,
    deliver: (message: unknown) => Promise.resolve(void delivered.push(message)),
  }
}

const minuteOf = (minute: number) => ({ location: 'sgn', minuteMs: T0 + minute * MINUTE_MS })

describe('a minute', () => {
  test('sends what is due in the minute after it, and leaves its receipt', async () => {
    const at = ports(T0 + 3_000)
    // Earlier minutes have their receipts.
    for (const minute of [-3, -2, -1]) await dispatch(minuteOf(minute), ports())
    const sent = await dispatch(minuteOf(0), at)
    const due = dueVisits(config, { location: 'sgn', fromMs: T0 + MINUTE_MS, toMs: T0 + 2 * MINUTE_MS })
    expect(at.checks.sent.map(({ visit }) => visit)).toEqual(due)
    expect(due.length).toBeGreaterThan(0)
    expect(await receiptsOf(stores.table, 'sgn', { fromMs: T0, toMs: T0 + 1 })).toMatchObject([
      { location: 'sgn', minuteMs: T0, count: sent, catalogVersion: 'v1', atMs: T0 + 3_000 },
    ])
    expect(at.delivered).toEqual([
      {
        type: 'receipt',
        location: 'sgn',
        minuteMs: T0,
        count: sent,
        catalogVersion: 'v1',
        atMs: T0 + 3_000,
        families: [4],
      },
    ])
    expect(sent).toBe(due.length + at.audits.sent.length)
  })

  test('of each hour has the control page, at a moment of the location, which is no check', async () => {
    const at = ports()
    let sent = 0
    for (let minute = 0; minute < 120; minute++) sent += await dispatch(minuteOf(minute), at)
    const controls = at.audits.sent.flatMap(({ visit }) => (visit.type === 'controlVisit' ? [visit] : []))
    const [first] = controls
    expect(controls).toEqual(
      [0, 1].map((hour) => ({
        type: 'controlVisit',
        location: 'sgn',
        dueMs: (first?.dueMs ?? 0) + hour * HOUR_MS,
        untilMs: (first?.dueMs ?? 0) + (hour + 1) * HOUR_MS,
        calibration: null,
      })),
    )
    const checks = at.checks.sent.reduce((total, { visit }) => total + visit.checks.length, 0)
    expect(sent).toBe(checks + at.audits.sent.length - controls.length)
  })

  test('that has its receipt is done: nothing is sent again', async () => {
    await dispatch(minuteOf(0), ports())
    const again = ports()
    expect(await dispatch(minuteOf(0), again)).toBe(0)
    expect(again.checks.sent).toEqual([])
  })

  test('is sent again where its receipt could not be written', async () => {
    const broken = ports()
    const table = { ...stores.table, put: () => Promise.reject(new Error('disk full')) }
    await expect(dispatch(minuteOf(0), { ...broken, table })).rejects.toThrow('disk full')
    const again = ports()
    await dispatch(minuteOf(0), again)
    expect(again.checks.sent.length).toBeGreaterThan(0)
  })

  test('leaves no receipt where a queue refuses its checks', async () => {
    const refusing = { send: () => Promise.reject(new Error('away')), sendAll: () => Promise.reject(new Error('away')) }
    await expect(dispatch(minuteOf(0), { ...ports(), checks: refusing })).rejects.toThrow('away')
    expect(await receiptsOf(stores.table, 'sgn', { fromMs: T0 - 10 * MINUTE_MS, toMs: T0 + MINUTE_MS })).toEqual([])
  })

  test('of which all was due before a start is left alone: no receipt says that it was sent', async () => {
    await dispatch(minuteOf(0), { ...ports(), notBeforeSlotMs: () => T0 + 20_000 })
    const receipts = await receiptsOf(stores.table, 'sgn', { fromMs: T0 - 10 * MINUTE_MS, toMs: T0 + MINUTE_MS })
    expect(receipts.map(({ minuteMs }) => (minuteMs - T0) / MINUTE_MS)).toEqual([-1, 0])
  })

  test('leaves the slots that a start has measured to it, by the moment at which it did', async () => {
    const at = ports()
    let measuredAtMs = T0 + 90_000
    const dispatchAt = (minute: number) => dispatch(minuteOf(minute), { ...at, notBeforeSlotMs: () => measuredAtMs })
    await dispatchAt(0)
    expect(at.checks.sent).toEqual([])
    measuredAtMs = T0 + 3 * MINUTE_MS
    await dispatchAt(2)
    expect(new Set(at.checks.sent.flatMap(({ visit }) => visit.checks.map(({ slotMs }) => slotMs)))).toEqual(
      new Set([T0 + 3 * MINUTE_MS]),
    )
  })

  test("that a first start came into is nobody's, with those before it", async () => {
    const at = ports()
    await dispatch(minuteOf(0), { ...at, notBeforeMs: T0 + 20_000 })
    expect(at.delivered).toMatchObject([{ minuteMs: T0 }])
    expect(at.checks.sent.every(({ visit }) => (visit.checks[0]?.dueMs ?? 0) >= T0 + MINUTE_MS)).toBe(true)
  })

  test('makes up for minutes without a receipt, three at most, each slot once', async () => {
    await dispatch(minuteOf(0), ports())
    const late = ports()
    await dispatch(minuteOf(10), late)
    const minutes = (await receiptsOf(stores.table, 'sgn', { fromMs: T0, toMs: T0 + 11 * MINUTE_MS })).map(
      ({ minuteMs }) => (minuteMs - T0) / MINUTE_MS,
    )
    expect(minutes).toEqual([0, 7, 8, 9, 10])
    expect(late.checks.sent.map(({ visit }) => visit)).toEqual(
      dueVisits(config, { location: 'sgn', fromMs: T0 + 8 * MINUTE_MS, toMs: T0 + 12 * MINUTE_MS }),
    )
  })

  test('has a receipt of 0 where nothing is due', async () => {
    expect(await dispatch({ location: 'stranger', minuteMs: T0 }, ports())).toBe(0)
    expect(await receiptsOf(stores.table, 'stranger', { fromMs: T0, toMs: T0 + 1 })).toMatchObject([{ count: 0 }])
  })

  test('takes the minute that it is told, whatever the clock says', async () => {
    const early = ports(T0 - 5 * MINUTE_MS)
    await dispatch(minuteOf(0), early)
    expect(await receiptsOf(stores.table, 'sgn', { fromMs: T0, toMs: T0 + 1 })).toHaveLength(1)
  })
})

describe('delays', () => {
  test('end just before a check is due: whole seconds, rounded down, none for what is due already', async () => {
    const nowMs = T0 + MINUTE_MS + 30_500
    const at = ports(nowMs)
    await dispatch(minuteOf(0), at)
    for (const { visit, message } of at.checks.sent) {
      const waitMs = (visit.checks[0]?.dueMs ?? 0) - nowMs
      expect(message.delaySeconds).toBe(Math.max(0, Math.floor(waitMs / 1_000)))
    }
    expect(at.checks.sent.some(({ message }) => message.delaySeconds === 0)).toBe(true)
    expect(at.checks.sent.some(({ message }) => (message.delaySeconds ?? 0) > 0)).toBe(true)
  })

  test('are never longer than SQS allows', async () => {
    const at = ports(T0 - 60 * MINUTE_MS)
    await dispatch(minuteOf(0), at)
    expect(new Set(at.checks.sent.map(({ message }) => message.delaySeconds))).toEqual(new Set([900]))
  })
})

describe('a start', () => {
  const nowMs = T0 + 20_000

  test('queues the current slot of every page that has no result yet from here', async () => {
    await keepResult(
      stores.table,
      observation({ page: 'da-nang/a', slotMs: T0, location: 'sgn' }) as KeyedResult,
      nowMs,
    )
    await keepResult(
      stores.table,
      observation({ page: 'da-nang/b', slotMs: T0, location: 'han' }) as KeyedResult,
      nowMs,
    )
    await keepResult(stores.table, audit({ page: 'da-nang/b', slotMs: T0, location: 'sgn' }) as KeyedResult, nowMs)
    const at = ports(nowMs)
    expect(await start({ location: 'sgn', kinds: ['http', 'audit'] }, at)).toEqual({ http: 1, audit: 1 })
    expect(at.checks.sent.flatMap(({ visit }) => visit.checks)).toMatchObject([
      { page: 'da-nang/b', slotMs: T0, dueMs: nowMs },
    ])
    expect(at.audits.sent.map(({ visit }) => visit)).toMatchObject([{ page: 'da-nang/a', slotMs: T0, dueMs: nowMs }])
  })

  test('queues them all where they are wanted again, and only the kinds that are', async () => {
    await keepResult(
      stores.table,
      observation({ page: 'da-nang/a', slotMs: T0, location: 'sgn' }) as KeyedResult,
      nowMs,
    )
    const at = ports(nowMs)
    expect(await start({ location: 'sgn', kinds: ['http'], again: true }, at)).toEqual({ http: 2, audit: 0 })
    expect(at.audits.sent).toEqual([])
  })

  test('has nothing to do before a version is in force', async () => {
    const { untilMs: _until, ...later } = { ...config, effectiveFromMs: T0 + MINUTE_MS, version: 'v2' }
    const empty = await openStores()
    await putConfig(empty.table, later)
    expect(await start({ location: 'sgn', kinds: ['http', 'audit'] }, { ...ports(nowMs), table: empty.table })).toEqual(
      { http: 0, audit: 0 },
    )
    await empty.close()
  })
})

describe('kill switches', () => {
  const turned = async (portal: string | null, isOn: boolean, atMs: number) =>
    putKill(stores.table, { portal, isOn, atMs, note: null })
  const done = async () => {
    for (const minute of [-3, -2, -1]) await dispatch(minuteOf(minute), ports())
  }

  test.each([['da-nang'], [null]])(
    'while the one for %s is on, nothing is sent, and every check says why',
    async (of) => {
      await done()
      await turned(of, true, 1)
      const at = ports()
      expect(await dispatch(minuteOf(0), at)).toBe(0)
      expect([...at.checks.sent, ...at.audits.sent]).toEqual([])
      const due = dueVisits(config, { location: 'sgn', fromMs: T0 + MINUTE_MS, toMs: T0 + 2 * MINUTE_MS })
      const results = at.delivered
        .filter((message) => (message as Receipt | Observation).type === 'observation')
        .map((message) => observationSchema.parse(message))
      expect(results.map(({ page, slotMs }) => `${page} ${slotMs}`)).toEqual(
        due.flatMap(({ checks }) => checks.map(({ page, slotMs }) => `${page} ${slotMs}`)),
      )
      for (const result of results) expect(result).toMatchObject({ outcome: 'inconclusive', cause: 'killed' })
      expect(at.delivered.at(-1)).toMatchObject({ type: 'receipt', count: 0 })
    },
  )

  test('off again, or of another portal, it keeps nothing', async () => {
    await done()
    await turned('da-nang', true, 1)
    await turned('da-nang', false, 2)
    await turned('hue', true, 3)
    const at = ports()
    expect(await dispatch(minuteOf(0), at)).toBeGreaterThan(0)
    expect(at.checks.sent.length).toBeGreaterThan(0)
  })

  test('a start keeps to them, too', async () => {
    const later = T0 + 2 * MINUTE_MS
    await turned(null, true, 1)
    expect(await start({ location: 'sgn', kinds: ['http', 'audit'] }, ports(later))).toEqual({ http: 0, audit: 0 })
  })
})
