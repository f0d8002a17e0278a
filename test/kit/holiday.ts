import type { Holiday } from '../../lib/model/holiday.ts'

/** A holiday that was planned in January 2027. */
export function holiday(changes: Partial<Holiday> = {}): Holiday {
  return {
    id: 'a1',
    kind: 'holiday',
    day: '2027-02-08',
    note: null,
    declaredAtMs: Date.parse('2027-01-10T09:00:00+07:00'),
    by: 'cli:test',
    endedAtMs: null,
    ...changes,
  }
}
