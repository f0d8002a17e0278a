import { stringify } from 'yaml'
import { type ParsedCriteria, parseCriteria } from '../../lib/model/parse-criteria.ts'

type Written = Record<string, unknown>

/** A correct pack with one rule of each kind of page, as it is written; `changes` replace keys of the root. */
export function writtenCriteria(changes: Written = {}): Written {
  return {
    criteria: 'test',
    version: 1,
    name: { vi: 'Thử', en: 'Test' },
    source: 'Quyết định số 1/QĐ',
    reading: 'ours',
    points: 20,
    coverage: { minimum: 0.9, work: 0.8 },
    strata: { work: 0.6, evening: 0.3, night: 0.1 },
    obstructed: { ignoreUpTo: 0.02, boundsUpTo: 0.1 },
    pages: { homepage: 10, eform: 10 },
    rules: [writtenRule(), writtenRule({ page: 'eform' })],
    ...changes,
  }
}

/** A share of homepages' largest paints; a change to undefined leaves the key out. */
export function writtenRule(changes: Written = {}): Written {
  const rule = { metric: 'lcpMs', from: 'audit', basis: 'simulated', statistic: 'within', limit: 4000 }
  return { page: 'homepage', ...rule, full: 0.9, zero: 0.6, weight: 1, ...changes }
}

/** A quantile of a homepage's response times. */
export function writtenQuantile(changes: Written = {}): Written {
  const rule = { metric: 'totalMs', from: 'http', basis: 'observed', statistic: 'p75', limit: undefined }
  return writtenRule({ ...rule, full: 2000, zero: 10_000, ...changes })
}

/** Parses a written form; keys whose value is undefined are left out. */
export function parseWrittenCriteria(written: unknown): ParsedCriteria {
  return parseCriteria(stringify(written, { keepUndefined: false }))
}
