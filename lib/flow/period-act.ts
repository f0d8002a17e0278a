import type { Opening, PeriodAct, Revision, Signed } from '../model/evaluation.ts'
import { InputError } from '../model/input-error.ts'
import { type ClosePorts, closePeriod, correctPeriod, previewPeriod } from './close-period.ts'
import { openPeriod, type PeriodOf } from './open-period.ts'

/** Does what an evaluator asks for with a period. Rejects with an `InputError` for what is not to be done. */
export async function periodAct(
  of: PeriodOf & Pick<PeriodAct, 'act' | 'gap' | 'reason'>,
  ports: ClosePorts,
): Promise<Signed<Opening> | Signed<Revision>> {
  const { act, reason } = of
  if (act === 'open') return openPeriod(of, ports)
  if (act === 'preview') return previewPeriod(of, ports)
  if (act === 'close') return closePeriod(of, ports)
  if (reason === null) throw new InputError('no_reason', 'a correction says why it is made: give a reason')
  return correctPeriod({ ...of, reason }, ports)
}
