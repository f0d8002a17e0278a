import type { Audit } from '../model/audit.ts'
import type { Observation } from '../model/observation.ts'
import type { ExportInstrument } from '../model/score-export.ts'
import type { ScoreSource } from './score-source.ts'

type Seen = { -readonly [K in keyof ExportInstrument]: ExportInstrument[K] }

/**
 * A source that remembers with what the results that are read from it were made. `seen`: by location, then kind of check,
 * then first slot. Memory grows with the combinations only.
 */
export function watchInstruments(
  source: ScoreSource,
): ScoreSource & { readonly seen: () => readonly ExportInstrument[] } {
  const found = new Map<string, Seen>()
  const note = (how: Omit<ExportInstrument, 'results' | 'fromMs' | 'toMs'>, slotMs: number): void => {
    const key = JSON.stringify(how)
    const known = found.get(key)
    if (known === undefined) return void found.set(key, { ...how, results: 1, fromMs: slotMs, toMs: slotMs })
    known.results++
    known.fromMs = Math.min(known.fromMs, slotMs)
    known.toMs = Math.max(known.toMs, slotMs)
  }
  return {
    ...source,
    results: async (of) => {
      const results = await source.results(of)
      for (const row of results.observations) note(ofObservation(row), row.slotMs)
      // One that never was begun was made with nothing.
      for (const row of results.audits) if (row.conditions.instrument !== null) note(ofAudit(row), row.slotMs)
      return results
    },
    seen: () =>
      [...found.values()].sort(
        (a, b) =>
          (a.location < b.location ? -1 : a.location > b.location ? 1 : 0) ||
          (a.from === b.from ? a.fromMs - b.fromMs : a.from === 'http' ? -1 : 1),
      ),
  }
}

function ofObservation({ location, conditions }: Observation): Omit<ExportInstrument, 'results' | 'fromMs' | 'toMs'> {
  const { software } = conditions
  return { location, from: 'http', instrument: null, profile: null, cpuSlowdownMultiplier: null, software }
}

function ofAudit({ location, conditions }: Audit): Omit<ExportInstrument, 'results' | 'fromMs' | 'toMs'> {
  const { instrument, profile, cpuSlowdownMultiplier, software } = conditions
  return { location, from: 'audit', instrument, profile, cpuSlowdownMultiplier, software }
}
