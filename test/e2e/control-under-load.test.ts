import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { auditBetweenControls } from '../../lib/flow/audit-between-controls.ts'
import { createControlPage } from '../../lib/flow/control-page.ts'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import type { Calibration } from '../../lib/model/calibration.ts'
import type { ControlAudit } from '../../lib/model/control-audit.ts'
import { runControl } from '../../lib/observe/browser/control-run.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { audit } from '../kit/audit.ts'
import { openStores } from '../kit/stores.ts'

const MULTIPLIER = 4
const LOADED_MS = 240_000

test('while another process loads the machine, the control page throws an audit out: no score of it is told', {
  timeout: LOADED_MS,
}, async () => {
  const stores = await openStores()
  onTestFinished(() => stores.close())
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const request = { location: 'sgn', cpuSlowdownMultiplier: MULTIPLIER }
  const loads: ControlAudit[] = []
  const controls = createControlPage({
    run: async (of) => {
      const load = await runControl(of, { browser })
      loads.push(load)
      return load
    },
    table: stores.table,
    deliver: () => Promise.resolve(),
    clock: systemClock,
    onFailed: (error) => {
      throw error
    },
  })

  // Until two loads in a row agree: this machine is as it was calibrated.
  let calibration: Calibration
  do {
    const { metrics, conditions } = await runControl(request, { browser })
    const { tbtMs, lcpMs } = metrics
    const { instrument } = conditions
    if (tbtMs === null || lcpMs === null || instrument === null) throw new Error('the control page has no figures')
    calibration = { multiplier: MULTIPLIER, tbtMs, lcpMs, instrument, date: '2026-11-22' }
  } while ((await controls.load({ location: 'sgn', calibration })).seen?.within !== true)

  const busy: ChildProcess[] = []
  onTestFinished(() => busy.forEach((child) => void child.kill('SIGKILL')))
  const made = await auditBetweenControls(
    { location: 'sgn', calibration },
    {
      controls,
      clock: systemClock,
      make: async () => {
        while (busy.length < 2 * availableParallelism()) {
          // It ends by itself, too, should nobody be left to end it.
          busy.push(
            spawn(process.execPath, ['-e', `for (const end = Date.now() + ${LOADED_MS}; Date.now() < end; );`], {
              stdio: 'ignore',
            }),
          )
        }
        return audit({ startedAtMs: Date.now(), score: 0.77, representative: 0 })
      },
      unmade: (detail) =>
        audit({ outcome: 'inconclusive', cause: 'monitor_overloaded', detail, score: null, metrics: NO_METRICS }),
    },
  )
  expect(made).toMatchObject({
    outcome: 'inconclusive',
    cause: 'monitor_overloaded',
    detail: expect.stringMatching(/^control page outside its band (before|after): TBT \d/),
    score: null,
    metrics: NO_METRICS,
    calibrated: false,
  })
  // It was made and thrown away; then none was made any more, or one more, which was thrown away as well.
  expect(made.discarded?.length).toBe(made.detail?.includes('before') ? 1 : 2)
  for (const thrown of made.discarded ?? [])
    expect(thrown).toMatchObject({ score: 0.77, reason: expect.stringMatching(/^after: TBT \d/) })
  expect(loads.at(-1)?.metrics.tbtMs).toBeGreaterThan(1.1 * calibration.tbtMs)
})
