import { type ControlValues, centreOf, MOST_OUTSIDE, nextTrial, type Trial } from '../judge/calibration.ts'
import { type Calibration, REFERENCE_TBT_MS } from '../model/calibration.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { ControlAudit } from '../model/control-audit.ts'
import { dayOf } from '../model/day.ts'
import { shareText } from '../model/percent.ts'
import type { ControlRequest } from '../observe/browser/control-request.ts'
import { type Finding, same } from './finding.ts'

export type CalibrateOptions = {
  /** Loads the control page once; what it rejects for is passed on. */
  readonly run: (request: ControlRequest) => Promise<ControlAudit>
  /** Loads of each multiplier that is tried; four times as many show whether the band holds. */
  readonly repetitions: number
  readonly nowMs: number
  readonly onProgress: (text: BilingualText) => void
}

/** What was found, and by what. */
export type Calibrated = {
  readonly finding: Finding
  readonly referenceTbtMs: number
  readonly trials: readonly Trial[]
  /** With the multiplier that was found. */
  readonly loads: readonly ControlValues[]
  /** Share of these that lies outside the band. */
  readonly outside: number | null
  /** Null where this machine can't score. */
  readonly calibration: Calibration | null
}

/** The band is tried by so many times the repetitions. */
const BAND_TIMES = 4

/** Loads of the control page that may fail before it is given up. */
const MOST_FAILURES = 3

const LOCATION = 'calibration'

class LoadFailure extends Error {}

/**
 * Looks for the slowdown with which the control page's median TBT is the reference, then loads the page with it until
 * it is known where its band lies and how often this machine is outside of it.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibrated> {
  const trials: Trial[] = []
  const none = { referenceTbtMs: REFERENCE_TBT_MS, trials, loads: [], outside: null, calibration: null }
  try {
    for (;;) {
      const next = nextTrial(trials, REFERENCE_TBT_MS)
      if (next.kind === 'unreachable') return { ...none, finding: unreachable(next.side) }
      if (next.kind === 'found') return { ...none, ...(await band(next.trial.multiplier, options)) }
      const { loads } = await load(next.multiplier, options.repetitions, options)
      trials.push({ multiplier: next.multiplier, tbtMs: centreOf(loads).tbtMs })
    }
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error
    return { ...none, finding: unloadable(error.message) }
  }
}

async function band(
  multiplier: number,
  options: CalibrateOptions,
): Promise<Pick<Calibrated, 'finding' | 'loads' | 'outside' | 'calibration'>> {
  const { loads, instrument } = await load(multiplier, options.repetitions * BAND_TIMES, options)
  const { tbtMs, lcpMs, outside } = centreOf(loads)
  if (outside > MOST_OUTSIDE) return { finding: unsteady(outside), loads, outside, calibration: null }
  const calibration = { multiplier, tbtMs, lcpMs, instrument, date: dayOf(options.nowMs, 'UTC') }
  return { finding: found(calibration, outside), loads, outside, calibration }
}

async function load(
  multiplier: number,
  times: number,
  { run, onProgress }: CalibrateOptions,
): Promise<{ readonly loads: readonly ControlValues[]; readonly instrument: string }> {
  const loads: ControlValues[] = []
  let instrument = ''
  for (let failures = 0; loads.length < times; ) {
    onProgress({
      vi: `Đang hiệu chuẩn: hệ số ${multiplier}, lần tải ${loads.length + 1}/${times}…`,
      en: `Calibrating: multiplier ${multiplier}, load ${loads.length + 1}/${times}…`,
    })
    const { outcome, detail, metrics, conditions } = await run({
      location: LOCATION,
      cpuSlowdownMultiplier: multiplier,
    })
    const { tbtMs, lcpMs } = metrics
    if (outcome === 'passed' && tbtMs !== null && lcpMs !== null) {
      loads.push({ tbtMs, lcpMs })
      instrument = conditions.instrument ?? ''
    } else if (++failures > MOST_FAILURES) throw new LoadFailure(detail ?? '')
  }
  return { loads, instrument }
}

function found({ multiplier, tbtMs, lcpMs }: Calibration, outside: number): Finding {
  return {
    check: 'calibration',
    outcome: 'passed',
    detail: {
      vi: `hệ số ${multiplier}: trang đối chứng TBT ${tbtMs} ms, LCP ${lcpMs} ms; ${shareText(outside, 'vi')} lần tải lệch quá 10%`,
      en: `multiplier ${multiplier}: control page TBT ${tbtMs} ms, LCP ${lcpMs} ms; ${shareText(outside, 'en')} of its loads are more than 10% off`,
    },
    fix: null,
  }
}

function unsteady(outside: number): Finding {
  return {
    check: 'calibration',
    outcome: 'failed',
    detail: {
      vi: `không dùng để chấm điểm được: ${shareText(outside, 'vi')} lần tải trang đối chứng lệch quá 10%, cho phép ${shareText(MOST_OUTSIDE, 'vi')}`,
      en: `cannot score: ${shareText(outside, 'en')} of the control page's loads are more than 10% off, ${shareText(MOST_OUTSIDE, 'en')} may be`,
    },
    fix: {
      vi: 'dừng việc khác trên máy này, hoặc dùng máy có bộ xử lý riêng, rồi hiệu chuẩn lại',
      en: 'stop what else this machine does, or take one with processors of its own, and calibrate again',
    },
  }
}

function unreachable(side: 'too slow' | 'too fast'): Finding {
  const slow = side === 'too slow'
  return {
    check: 'calibration',
    outcome: 'failed',
    detail: {
      vi: `không dùng để chấm điểm được: bộ xử lý quá ${slow ? 'chậm' : 'nhanh'} so với mức chuẩn`,
      en: `cannot score: the processor is ${side} for the reference`,
    },
    fix: { vi: 'dùng máy khác', en: 'take another machine' },
  }
}

function unloadable(detail: string): Finding {
  return {
    check: 'calibration',
    outcome: 'inconclusive',
    detail: same(detail),
    fix: { vi: 'chạy nhip doctor để xem trình duyệt thiếu gì', en: 'run nhip doctor to see what the browser lacks' },
  }
}
