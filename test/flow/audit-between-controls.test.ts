import { describe, expect, onTestFinished, test } from 'vitest'
import { type AuditPorts, runAudit, runControlVisit } from '../../lib/flow/audit.ts'
import { createBackOff } from '../../lib/flow/back-off.ts'
import { createControlPage } from '../../lib/flow/control-page.ts'
import { type Audit, auditSchema, NO_METRICS } from '../../lib/model/audit.ts'
import { type ControlAudit, controlAuditSchema } from '../../lib/model/control-audit.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import type { AuditVisit } from '../../lib/model/visit.ts'
import { controlHoursOf } from '../../lib/record/controls.ts'
import { audit } from '../kit/audit.ts'
import { auditVisit } from '../kit/audit-visit.ts'
import { CALIBRATION, controlAudit } from '../kit/control-audit.ts'
import { playedTime } from '../kit/played-time.ts'
import { openStores } from '../kit/stores.ts'

const T0 = Date.parse('2026-11-22T10:00:00Z')
const CONTROL_MS = 3_000
const UNLIMITED = { untilMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal, taken: 1 }

/** Ratios to the centre that the control page shows in turn; then 1. Null: it has no figures. */
type Machine = {
  readonly ratios?: readonly (number | null)[]
  readonly auditMs?: number
  readonly made?: Partial<Audit>
}

/** A location whose loads are told, in a time that is played: `C` a control, `A` an audit. */
async function openLocation({ ratios = [], auditMs = 15_000, made = {} }: Machine = {}) {
  const stores = await openStores()
  onTestFinished(() => stores.close())
  const clock = playedTime(T0)
  const turns = [...ratios]
  const log: string[] = []
  const multipliers: (number | null)[] = []
  const delivered: (Audit | ControlAudit)[] = []
  const deliver = (message: unknown): Promise<void> => {
    delivered.push(message as Audit | ControlAudit)
    return Promise.resolve()
  }
  const run = async ({
    location,
    cpuSlowdownMultiplier,
  }: {
    location: string
    cpuSlowdownMultiplier: number | null
  }) => {
    log.push('C')
    multipliers.push(cpuSlowdownMultiplier)
    const startedAtMs = clock.now()
    await clock.sleepUntil(startedAtMs + CONTROL_MS)
    const ratio = turns.length === 0 ? 1 : (turns.shift() ?? null)
    if (ratio === 0) throw new Error('the process died')
    if (ratio === null)
      return controlAudit({ location, startedAtMs, outcome: 'inconclusive', cause: 'browser_crashed' })
    const metrics = { ...NO_METRICS, tbtMs: Math.round(CALIBRATION.tbtMs * ratio), lcpMs: CALIBRATION.lcpMs }
    return controlAuditSchema.parse(controlAudit({ location, startedAtMs, metrics }))
  }
  const failures: unknown[] = []
  const onFailed = (error: unknown): void => void failures.push(error)
  const create = () => createControlPage({ run, table: stores.table, deliver, clock, onFailed })
  const ports: AuditPorts = {
    clock,
    controls: create(),
    backOff: createBackOff({ table: stores.table, clock }),
    deliver,
    allowPrivate: true,
    stop: new AbortController().signal,
    limit: UNLIMITED,
    audit: async ({ slotMs, cpuSlowdownMultiplier }) => {
      log.push('A')
      multipliers.push(cpuSlowdownMultiplier)
      const startedAtMs = clock.now()
      await clock.sleepUntil(startedAtMs + auditMs)
      return audit({ slotMs: slotMs ?? 0, startedAtMs, representative: 0, durationMs: auditMs, ...made })
    },
  }
  /** Makes one audit, and returns what was delivered of it. */
  const auditOnce = async (over: Partial<AuditVisit> = {}, by: AuditPorts = ports): Promise<Audit> => {
    const visit = auditVisit({
      url: 'http://127.0.0.1:1/',
      calibration: CALIBRATION,
      dueMs: clock.now(),
      untilMs: clock.now() + HOUR_MS,
      ...over,
    })
    await clock.run(() => runAudit(visit, by))
    return auditSchema.parse(delivered.findLast(({ type }) => type === 'audit'))
  }
  return { stores, clock, log, failures, multipliers, delivered, ports, create, auditOnce }
}

describe('at a calibrated location', () => {
  test('an audit stands between two loads of the control page; the second one is the first of the next', async () => {
    const { auditOnce, log, multipliers, delivered } = await openLocation()
    const first = await auditOnce()
    const second = await auditOnce()
    expect(log.join('')).toBe('CACAC')
    expect(new Set(multipliers)).toEqual(new Set([CALIBRATION.multiplier]))
    expect(first).toMatchObject({
      outcome: 'passed',
      score: 0.77,
      calibrated: true,
      controls: {
        band: { tbtMs: 1_000, lcpMs: 1_600, from: 'calibration', hours: 0 },
        before: { id: `sgn@${T0}`, tbtRatio: 1, within: true },
        after: { id: `sgn@${T0 + CONTROL_MS + 15_000}`, within: true },
      },
    })
    expect(first.discarded).toBeUndefined()
    expect(second.controls?.before).toEqual(first.controls?.after)
    expect(delivered.map(({ type }) => type).join(' ')).toBe('controlAudit controlAudit audit controlAudit audit')
  })

  test('the control page is loaded anew when it was seen a quarter of an hour ago', async () => {
    const { auditOnce, log, clock } = await openLocation()
    await auditOnce()
    await clock.run(() => clock.sleepUntil(clock.now() + 15 * MINUTE_MS))
    await auditOnce()
    expect(log.join('')).toBe('CACAC')
    await clock.run(() => clock.sleepUntil(clock.now() + 15 * MINUTE_MS + 1))
    await auditOnce()
    expect(log.join('')).toBe('CACACCAC')
  })

  test('outside before: it gets two more chances, then no portal is troubled', async () => {
    const lucky = await openLocation({ ratios: [1.3, 0.8, 1.1] })
    expect(await lucky.auditOnce()).toMatchObject({ calibrated: true, controls: { before: { tbtRatio: 1.1 } } })
    expect(lucky.log.join('')).toBe('CCCAC')
    const slow = await openLocation({ ratios: [1.3, 0.8, 1.101] })
    expect(await slow.auditOnce()).toMatchObject({
      outcome: 'inconclusive',
      cause: 'monitor_overloaded',
      detail: "control page outside its band before: TBT 1.101×, LCP 1× of the control page's centre",
      calibrated: false,
      runs: [],
      controls: { before: { within: false }, after: null },
    })
    expect(slow.log.join('')).toBe('CCC')
  })

  test('outside after: the audit is made once more, and what was dropped is kept', async () => {
    const { auditOnce, log } = await openLocation({ ratios: [1, 1.4] })
    const made = await auditOnce()
    expect(log.join('')).toBe('CACCAC')
    expect(made).toMatchObject({
      outcome: 'passed',
      calibrated: true,
      startedAtMs: T0 + 3 * CONTROL_MS + 15_000,
      discarded: [
        {
          startedAtMs: T0 + CONTROL_MS,
          score: 0.77,
          metrics: { lcpMs: 2_100 },
          reason: "after: TBT 1.4×, LCP 1× of the control page's centre",
          controls: { before: { within: true }, after: { tbtRatio: 1.4, within: false } },
        },
      ],
    })
  })

  test('outside again: inconclusive without figures, which are all in what was dropped', async () => {
    const { auditOnce, log } = await openLocation({ ratios: [1, 0.7, 1, 1.2] })
    const made = await auditOnce()
    expect(log.join('')).toBe('CACCAC')
    expect(made).toMatchObject({
      outcome: 'inconclusive',
      cause: 'monitor_overloaded',
      score: null,
      metrics: NO_METRICS,
      representative: null,
      calibrated: false,
      discarded: [{ score: 0.77 }, { score: 0.77, controls: { after: { tbtRatio: 1.2 } } }],
    })
    expect(made.detail).toContain('after: TBT 1.2×')
  })

  test('outside after an audit that took long: it is not made once more', async () => {
    const { auditOnce, log } = await openLocation({ ratios: [1, 1.4], auditMs: 3 * MINUTE_MS })
    expect(await auditOnce()).toMatchObject({ cause: 'monitor_overloaded', discarded: [{ durationMs: 180_000 }] })
    expect(log.join('')).toBe('CAC')
  })

  test('a control page that could not be loaded is none: nothing is dropped, nothing counts', async () => {
    const after = await openLocation({ ratios: [1, null] })
    expect(await after.auditOnce()).toMatchObject({ outcome: 'passed', calibrated: null, controls: { after: null } })
    const before = await openLocation({ ratios: [null, null, null] })
    expect(await before.auditOnce()).toMatchObject({ outcome: 'passed', calibrated: null, controls: { before: null } })
    expect(before.log.join('')).toBe('CCCAC')
    const died = await openLocation({ ratios: [1, 0] })
    expect(await died.auditOnce()).toMatchObject({ outcome: 'passed', calibrated: null, controls: { after: null } })
    expect(died.failures).toHaveLength(1)
  })

  test('an audit without figures needs no control page after it', async () => {
    const { auditOnce, log } = await openLocation({
      made: { representative: null, outcome: 'failed', cause: 'http_5xx' },
    })
    expect(await auditOnce()).toMatchObject({ cause: 'http_5xx', calibrated: null, controls: { after: null } })
    expect(log.join('')).toBe('CA')
  })

  test('what was seen is remembered hour by hour, for another process too', async () => {
    const { auditOnce, stores, clock, ports, create } = await openLocation()
    for (let hour = 0; hour < 24; hour++) {
      await auditOnce({}, ports)
      await clock.run(() => clock.sleepUntil(T0 + (hour + 1) * HOUR_MS))
    }
    expect(await controlHoursOf(stores.table, { location: 'sgn', fromMs: T0 })).toHaveLength(24)
    // The hour of the load before it is the 25th.
    const made = await auditOnce({}, { ...ports, controls: create() })
    expect(made.controls?.band).toEqual({ tbtMs: 1_000, lcpMs: 1_600, from: 'history', hours: 25 })
    // Whoever was there from the beginning knows the same.
    expect((await auditOnce()).controls?.band).toMatchObject({ from: 'history' })
  })
})

describe('in the time that the platform gives', () => {
  test('no load of the control page begins that may not end in it; the audit is told without', async () => {
    const { auditOnce, log, ports } = await openLocation({ auditMs: 2 * MINUTE_MS })
    const made = await auditOnce({}, { ...ports, limit: { ...UNLIMITED, untilMs: T0 + 3 * MINUTE_MS } })
    expect(log.join('')).toBe('CA')
    expect(made).toMatchObject({ outcome: 'passed', score: 0.77, controls: { before: { within: true }, after: null } })
    expect(made.calibrated).not.toBe(true)
  })

  test('a load of the control page that never ends is cut off, and the audit is not lost by it', async () => {
    const { auditOnce, ports, stores, clock } = await openLocation()
    const cut = new AbortController()
    const told: unknown[] = []
    const controls = createControlPage({
      run: (_, signal) => {
        cut.abort()
        told.push(signal?.aborted)
        return Promise.withResolvers<ControlAudit>().promise
      },
      table: stores.table,
      deliver: ports.deliver,
      clock,
      onFailed: () => undefined,
    })
    const limit = { ...UNLIMITED, signal: cut.signal }
    expect(await auditOnce({ calibration: null }, { ...ports, controls, limit })).toMatchObject({
      outcome: 'passed',
      controls: { before: null, after: null },
    })
    expect(told).toEqual([true])
  })
})

describe('at a location that is not calibrated', () => {
  test('nobody waits for the control page: it is loaded after the first audit, then each hour', async () => {
    const { auditOnce, log, clock } = await openLocation({ ratios: [1, 3, 0.2] })
    const first = await auditOnce({ calibration: null })
    expect(first).toMatchObject({
      outcome: 'passed',
      calibrated: null,
      controls: { band: null, before: null, after: { tbtMs: 1_000, tbtRatio: null, within: null } },
    })
    expect(await auditOnce({ calibration: null })).toMatchObject({
      controls: { before: first.controls?.after, after: null },
    })
    expect(log.join('')).toBe('ACA')
    await clock.run(() =>
      runControlVisit(
        { type: 'controlVisit', location: 'sgn', dueMs: T0 + HOUR_MS, untilMs: T0 + 2 * HOUR_MS, calibration: null },
        { clock, stop: new AbortController().signal, limit: UNLIMITED, controls: null },
      ),
    )
    await clock.run(() => clock.sleepUntil(clock.now() + HOUR_MS))
    expect(await auditOnce({ calibration: null })).toMatchObject({ outcome: 'passed', controls: { before: null } })
    expect(log.join('')).toBe('ACAAC')
  })

  test('the hourly one is loaded when it is due, and left out when its hour is over', async () => {
    const { clock, ports, log, delivered } = await openLocation()
    const visit = { type: 'controlVisit', location: 'sgn', dueMs: T0 + 5_000, untilMs: T0 + HOUR_MS, calibration: null }
    await clock.run(() => runControlVisit({ ...visit, type: 'controlVisit' }, ports))
    expect(delivered).toMatchObject([{ type: 'controlAudit', location: 'sgn', startedAtMs: T0 + 5_000 }])
    await clock.run(() => clock.sleepUntil(T0 + HOUR_MS))
    await clock.run(() => runControlVisit({ ...visit, type: 'controlVisit' }, ports))
    expect(log.join('')).toBe('C')
  })
})
