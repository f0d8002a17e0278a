import type { BilingualText } from '../model/catalogue.ts'
import type { Outcome } from '../model/cause.ts'

/** One thing that the platform needs, whether it is there, and how to get it. */
export type Finding = {
  readonly check:
    | 'node'
    | 'chromium'
    | 'fonts'
    | 'clock'
    | 'families'
    | 'disk'
    | 'reachability'
    | 'calibration'
    | 'credentials'
    | 'region'
    | 'quotas'
    | 'function'
  readonly outcome: Outcome
  readonly detail: BilingualText
  /** Null where nothing is to be done. */
  readonly fix: BilingualText | null
  /** What was read, for machines; absent where `detail` says it all. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** A text that needs no translation. */
export function same(text: string): BilingualText {
  return { vi: text, en: text }
}
