import { expect, test } from 'vitest'
import { calibrate } from '../../lib/local/calibrate.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import { calibrationSchema, REFERENCE_TBT_MS } from '../../lib/model/calibration.ts'
import type { ControlAudit } from '../../lib/model/control-audit.ts'
import { controlAudit } from '../kit/control-audit.ts'

const NOW = Date.parse('2026-11-22T20:00:00Z')

/** A machine on which a task of the page takes so long; `noise` in turn multiplies what it shows, null: no figures. */
function machine(taskMs: number, noise: readonly (number | null)[] = [1]) {
  const asked: number[] = []
  const told: string[] = []
  const run = ({ cpuSlowdownMultiplier: multiplier }: { readonly cpuSlowdownMultiplier: number | null }) => {
    const factor = noise[asked.length % noise.length] ?? null
    asked.push(multiplier ?? 0)
    const tbtMs = Math.round(8 * Math.max(0, taskMs * (multiplier ?? 0) - 50) * (factor ?? 1))
    const failed: Partial<ControlAudit> = { outcome: 'inconclusive', cause: 'audit_error', detail: 'NO_FCP' }
    const seen: Partial<ControlAudit> =
      factor === null ? failed : { metrics: { ...NO_METRICS, tbtMs, lcpMs: 1_700 + asked.length } }
    return Promise.resolve(controlAudit(seen))
  }
  const options = { run, repetitions: 3, nowMs: NOW, onProgress: ({ vi }: { readonly vi: string }) => told.push(vi) }
  return { asked, told, options }
}

/** With a multiplier of 4 it is the reference. */
const REFERENCE_TASK_MS = (REFERENCE_TBT_MS / 8 + 50) / 4

test('the reference machine is found at once, and its band by four times the repetitions', async () => {
  const { asked, told, options } = machine(REFERENCE_TASK_MS)
  const found = await calibrate(options)
  expect(asked).toEqual(Array.from({ length: 3 + 12 }, () => 4))
  expect(found).toMatchObject({
    finding: { check: 'calibration', outcome: 'passed', fix: null },
    trials: [{ multiplier: 4, tbtMs: REFERENCE_TBT_MS }],
    outside: 0,
    calibration: {
      multiplier: 4,
      tbtMs: REFERENCE_TBT_MS,
      lcpMs: 1_709,
      instrument: '00112233aabbccdd',
      date: '2026-11-22',
    },
  })
  expect(calibrationSchema.parse(found.calibration)).toEqual(found.calibration)
  expect(told[0]).toBe('Đang hiệu chuẩn: hệ số 4, lần tải 1/3…')
  expect(told.at(-1)).toBe('Đang hiệu chuẩn: hệ số 4, lần tải 12/12…')
})

test('a slower machine is slowed down less, a faster one more', async () => {
  const slower = await calibrate(machine(REFERENCE_TASK_MS * 1.6).options)
  const faster = await calibrate(machine(REFERENCE_TASK_MS / 2.5).options)
  expect(Math.abs((slower.calibration?.multiplier ?? 0) - 2.5)).toBeLessThan(0.06)
  expect(Math.abs((faster.calibration?.multiplier ?? 0) - 10)).toBeLessThan(0.2)
})

test('what lies off now and then can score, what does so more often can not', async () => {
  const steady = await calibrate(machine(REFERENCE_TASK_MS, [1, 1, 1, 1, 1, 1.3]).options)
  expect(steady).toMatchObject({ finding: { outcome: 'passed' }, calibration: { multiplier: 4 } })
  expect(steady.outside).toBeLessThanOrEqual(0.2)
  const unsteady = await calibrate(machine(REFERENCE_TASK_MS, [1, 1, 1.3]).options)
  expect(unsteady).toMatchObject({ finding: { outcome: 'failed' }, calibration: null })
  expect(unsteady.finding.detail.en).toMatch(/^cannot score: 33\.3% .* 20\.0% may be$/)
})

test.each([
  ['slow', 400],
  ['fast', 5],
])('a processor that is too %s for the reference can not score', async (side, taskMs) => {
  const { finding, calibration } = await calibrate(machine(taskMs).options)
  expect(finding).toMatchObject({
    outcome: 'failed',
    detail: { en: `cannot score: the processor is too ${side} for the reference` },
  })
  expect(calibration).toBeNull()
})

test('a load that fails is made once more; where they go on failing it could not be told', async () => {
  expect(await calibrate(machine(REFERENCE_TASK_MS, [1, 1, 1, 1, 1, 1, null]).options)).toMatchObject({
    finding: { outcome: 'passed' },
  })
  const { asked, options } = machine(REFERENCE_TASK_MS, [null])
  expect(await calibrate(options)).toMatchObject({
    finding: { outcome: 'inconclusive', detail: { en: 'NO_FCP' } },
    calibration: null,
  })
  expect(asked.length).toBe(4)
})
