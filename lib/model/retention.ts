import { DAY_MS, HOUR_MS } from './duration.ts'

/** What the table holds for a time only. What is not named here stays for good. */
export type Expiring = 'observation' | 'audit' | 'hourRollup' | 'receipt' | 'control' | 'lateMark'

/** Whole days after the moment that each stands for. */
export const KEPT_DAYS: Readonly<Record<Expiring, number>> = {
  observation: 35,
  audit: 400,
  hourRollup: 400,
  receipt: 35,
  control: 35,
  lateMark: 35,
}

/** Of what came late this long stays after it has come, however old it is. */
export const ARRIVED_DAYS = KEPT_DAYS.observation

/** Nothing goes before this is over, too: clocks differ, and what takes long may have been begun before. */
export const SWEEP_SLACK_MS = HOUR_MS

/** Whatever is older may be gone from the table: a day before the first of it goes. */
export const MAY_BE_SWEPT_MS = (KEPT_DAYS.observation - 1) * DAY_MS
