import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runAudit } from '../../lib/flow/audit.ts'
import { createBackOff } from '../../lib/flow/back-off.ts'
import { createControlPage } from '../../lib/flow/control-page.ts'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { type Audit, auditSchema } from '../../lib/model/audit.ts'
import type { Calibration } from '../../lib/model/calibration.ts'
import { type ControlAudit, controlAuditSchema } from '../../lib/model/control-audit.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { type AuditClient, createAuditClient } from '../../lib/observe/browser/audit-client.ts'
import { CONTROL_PAGE_SHA256 } from '../../lib/observe/browser/control-page.ts'
import { auditVisit } from '../kit/audit-visit.ts'
import { nhip } from '../kit/nhip.ts'
import { html, startSite } from '../kit/site.ts'
import { openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

/**
 * Loops beside which it takes a multiple of the time to do anything: Chromium gives itself ten times the weight of
 * each. None lives for long.
 */
const LOOPS = 12 * availableParallelism()
const LOOP_SECONDS = 200

function client(): AuditClient {
  const made = createAuditClient()
  onTestFinished(made.close)
  return made
}

/** Keeps every processor busy until the test ends. */
async function startBusyness(): Promise<void> {
  const script = `echo busy; end=$(($(date +%s) + ${LOOP_SECONDS})); i=0
    while [ $i -lt 1000000 ] || [ $(date +%s) -lt $end ]; do i=$(((i + 1) % 1000001)); done`
  const loops = Array.from({ length: LOOPS }, () =>
    spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  onTestFinished(() => {
    for (const loop of loops) loop.kill('SIGKILL')
  })
  await Promise.all(loops.map((loop) => once(loop.stdout, 'data')))
}

test('the control page has figures, the same page and the same instrument each time, and tells its conditions', async () => {
  const audits = client()
  const first = controlAuditSchema.parse(await audits.control({ location: 'sgn', cpuSlowdownMultiplier: null }))
  const second = controlAuditSchema.parse(await audits.control({ location: 'han', cpuSlowdownMultiplier: 2 }))
  expect(first).toMatchObject({
    type: 'controlAudit',
    location: 'sgn',
    outcome: 'passed',
    cause: null,
    pageSha256: CONTROL_PAGE_SHA256,
    // One document, which nothing shifts.
    metrics: { cls: 0, requests: 1 },
    conditions: { cpuSlowdownMultiplier: 4, chromiumMode: 'multi-process', machine: { cores: availableParallelism() } },
  })
  expect(second).toMatchObject({
    location: 'han',
    pageSha256: first.pageSha256,
    conditions: { cpuSlowdownMultiplier: 2 },
  })
  expect(second.conditions.instrument).not.toBe(first.conditions.instrument)
  const third = await audits.control({ location: 'dad', cpuSlowdownMultiplier: null })
  expect(third.conditions.instrument).toBe(first.conditions.instrument)
  expect(first.metrics.tbtMs).toBeGreaterThan(0)
  expect(first.metrics.lcpMs).toBeGreaterThan(first.metrics.fcpMs ?? 0)
})

describe('a calibrated location', () => {
  test('on a machine that others keep busy: no portal is troubled, and what was seen is told', async () => {
    const stores = await openStores()
    onTestFinished(() => stores.close())
    const site = await startSite({ '/': html('<p>Dịch vụ công</p>') })
    const audits = client()
    const calm: ControlAudit[] = []
    for (let load = 0; load < 3; load++) calm.push(await audits.control({ location: 'sgn', cpuSlowdownMultiplier: 4 }))
    const [best] = calm.toSorted((a, b) => (a.metrics.tbtMs ?? 0) - (b.metrics.tbtMs ?? 0))
    const { tbtMs, lcpMs } = best?.metrics ?? { tbtMs: null, lcpMs: null }
    const instrument = best?.conditions.instrument
    if (!tbtMs || !lcpMs || !instrument) throw new Error('the control page has no figures')
    const calibration: Calibration = { multiplier: 4, tbtMs, lcpMs, instrument, date: '2026-11-22' }
    const delivered: (Audit | ControlAudit)[] = []
    const deliver = (message: unknown): Promise<void> =>
      Promise.resolve(void delivered.push(message as Audit | ControlAudit))
    const ports = {
      clock: systemClock,
      audit: audits.audit,
      deliver,
      controls: createControlPage({
        deliver,
        run: audits.control,
        table: stores.table,
        clock: systemClock,
        onFailed: (error) => {
          throw error
        },
      }),
      backOff: createBackOff({ table: stores.table, clock: systemClock }),
      allowPrivate: true,
      stop: new AbortController().signal,
    }
    const visit = () => auditVisit({ url: site.url('/'), calibration, untilMs: Date.now() + HOUR_MS })
    await startBusyness()
    await runAudit(visit(), ports)
    const controls = delivered.filter((message) => message.type === 'controlAudit')
    expect(controls.length).toBe(3)
    for (const { metrics } of controls) expect((metrics.tbtMs ?? 0) / tbtMs).toBeGreaterThan(1.1)
    const dropped = auditSchema.parse(delivered.at(-1))
    expect(dropped).toMatchObject({
      outcome: 'inconclusive',
      cause: 'monitor_overloaded',
      score: null,
      calibrated: false,
      controls: { band: { tbtMs, lcpMs, from: 'calibration' }, before: { within: false }, after: null },
    })
    expect(site.requests).toEqual([])
  })
})

test('nhip doctor --calibrate finds a multiplier, and writes it where the platform reads it', async () => {
  const data = temporaryFolder()
  const { exit, stdout, stderr } = await nhip(['doctor', '--calibrate', '--repetitions', '1', '--json', '--data', data])
  const told = JSON.parse(stdout) as {
    readonly findings: readonly { readonly check: string; readonly outcome: string }[]
    readonly calibration: { readonly calibration: Calibration | null; readonly outside: number; readonly file: string }
  }
  expect(stderr).toBe('')
  expect(told).toMatchObject({ type: 'doctor', findings: [{ check: 'calibration' }] })
  // How steady this machine is just now is nobody's promise: either it can score, or it is told that it can't.
  const { calibration, file, outside } = told.calibration
  expect([exit, told.findings[0]?.outcome, calibration === null, file === null]).toEqual(
    outside <= 0.2 ? [0, 'passed', false, false] : [1, 'failed', true, true],
  )
})
