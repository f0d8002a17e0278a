import { MONTH_MS } from '../judge/workload.ts'
import { type Catalogue, familiesAt, measuredPages } from '../model/catalogue.ts'

/** What CloudWatch Synthetics would run for the same measurements in a month. */
export type CanaryRuns = {
  readonly checks: number
  /** Of multi-check canaries, which take ten checks of the same cadence. */
  readonly http: number
  /** Of browser canaries, one for an audit, however often that loads its page. */
  readonly browser: number
}

/** Source: CloudWatch's guide, "Creating multi checks blueprint canary". */
const CHECKS_A_RUN = 10

/** A canary runs in one place: each location has its own. */
export function canaryRuns(catalogue: Catalogue): CanaryRuns {
  const places = catalogue.locations.map((location) => {
    const pages = measuredPages(catalogue).filter((page) => familiesAt(location, page).length > 0)
    const cadences = [...Map.groupBy(pages, ({ http }) => http.everyMs)]
    return {
      checks: sum(pages.map(({ http }) => MONTH_MS / http.everyMs)),
      http: sum(cadences.map(([everyMs, same]) => Math.ceil(same.length / CHECKS_A_RUN) * (MONTH_MS / everyMs))),
      browser: sum(pages.map(({ audit }) => MONTH_MS / audit.everyMs)),
    }
  })
  return {
    checks: sum(places.map(({ checks }) => checks)),
    http: sum(places.map(({ http }) => http)),
    browser: sum(places.map(({ browser }) => browser)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
