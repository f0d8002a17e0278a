import type { Cause } from '../../../lib/model/cause.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import type { NOISES } from './parameters.ts'

export type NoiseName = keyof typeof NOISES
export type Calm = 'quiet' | 'noisy'

export type TruthKind =
  | 'down'
  | 'down-unseen'
  | 'portal-down'
  | 'one-location'
  | 'brownout'
  | 'flap'
  | 'step'
  | 'ramp'
  | 'new-level'
  | 'maintenance'
  | 'own-network'
  | 'monitor-fault'
  | 'silent'
  | 'loaded'
  | 'late'
  | 'abroad-blocked'
  | 'abroad-dropped'

/** What really was wrong: a line of the truth file. The lines of the trace follow from it and the noise. */
export type Truth = {
  readonly type: 'truth'
  readonly id: string
  readonly kind: TruthKind
  /** Empty: all. */
  readonly pages: readonly PageKey[]
  /** Where it is seen; null: everywhere. Of `down-unseen`: the location from which nothing comes meanwhile. */
  readonly location: string | null
  /** Any moment, not only a slot's; slots in [fromMs, toMs) have it. */
  readonly fromMs: number
  readonly toMs: number
  /** Latency times this, at its height; of a brownout: the share that fails; else 1. */
  readonly size: number
  /** How long it takes to get there. */
  readonly riseMs: number
  /** Of what fails. */
  readonly cause: Cause | null
  /** Of a flap: slots that fail, then slots that pass, again and again. */
  readonly cycle: { readonly bad: number; readonly good: number } | null
}
