import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { auditBetweenControls } from '../../lib/flow/audit-between-controls.ts'
import { createControlPage } from '../../lib/flow/control-page.ts'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { median } from '../../lib/judge/control-band.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import { type Calibration, REFERENCE_MULTIPLIER } from '../../lib/model/calibration.ts'
import { runControl } from '../../lib/observe/browser/control-run.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { audit } from '../kit/audit.ts'
import { openStores } from '../kit/stores.ts'
import { machine } from './http-table.ts'

/**
 * Whether the control page keeps an audit from being believed while another program loads the machine: its figures on
 * the machine as it is, then beside one busy process a core, two, and three, and what becomes of an audit made there.
 * 1 where one counted although the control page's median lay outside the band, or where the calm machine isn't calm.
 */
const LOADS = 5
const BUSY_MS = 300_000

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const request = { location: 'sgn', cpuSlowdownMultiplier: REFERENCE_MULTIPLIER }

const stores = await openStores()
const browser = createKeptBrowser()
const busy: ChildProcess[] = []
try {
  print(await machine())
  await runControl(request, { browser })
  const calm = await figures()
  const calibration: Calibration = {
    multiplier: REFERENCE_MULTIPLIER,
    tbtMs: calm.tbtMs,
    lcpMs: calm.lcpMs,
    instrument: calm.instrument,
    date: new Date().toISOString().slice(0, 10),
  }
  let wrong = 0
  print('busy a core  TBT ms (least–most)   of calm  LCP ms  an audit then')
  for (let perCore = 0; perCore <= 3; perCore++) {
    while (busy.length < perCore * availableParallelism()) busy.push(startBusy())
    const { tbtMs, least, most, lcpMs } = perCore === 0 ? calm : await figures()
    const made = await auditBetweenControls(
      { location: 'sgn', calibration },
      {
        controls: createControlPage({
          run: (of) => runControl(of, { browser }),
          table: stores.table,
          deliver: () => Promise.resolve(),
          clock: systemClock,
          onFailed: (error) => {
            throw error
          },
        }),
        clock: systemClock,
        make: () => Promise.resolve(audit({ startedAtMs: Date.now(), score: 0.77, representative: 0 })),
        unmade: (detail) =>
          audit({ outcome: 'inconclusive', cause: 'monitor_overloaded', detail, score: null, metrics: NO_METRICS }),
      },
    )
    const isOutside = Math.abs(tbtMs / calm.tbtMs - 1) > 0.1
    if (isOutside === (made.calibrated === true)) wrong++
    const said = made.calibrated === true ? 'counts' : `${made.cause}: ${made.detail}`
    print(
      `${String(perCore).padStart(11)}  ${`${tbtMs} (${least}–${most})`.padEnd(20)}  ${(tbtMs / calm.tbtMs).toFixed(2).padStart(6)}  ${String(lcpMs).padStart(6)}  ${said}`,
    )
  }
  process.exitCode = wrong === 0 ? 0 : 1
} finally {
  for (const child of busy) child.kill('SIGKILL')
  await browser.close()
  await stores.close()
}

async function figures() {
  const tbt: number[] = []
  const lcp: number[] = []
  let instrument = ''
  while (tbt.length < LOADS) {
    const { metrics, conditions, detail } = await runControl(request, { browser })
    if (metrics.tbtMs === null || metrics.lcpMs === null || conditions.instrument === null)
      throw new Error(`the control page has no figures: ${detail}`)
    tbt.push(metrics.tbtMs)
    lcp.push(metrics.lcpMs)
    instrument = conditions.instrument
  }
  return { tbtMs: median(tbt), least: Math.min(...tbt), most: Math.max(...tbt), lcpMs: median(lcp), instrument }
}

/** Ends by itself, too, should nobody be left to end it. In a session of its own, as other programs are. */
function startBusy(): ChildProcess {
  const code = `for (const end = Date.now() + ${BUSY_MS}; Date.now() < end; );`
  return spawn(process.execPath, ['-e', code], { stdio: 'ignore', detached: true })
}
