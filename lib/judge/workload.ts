import { type Catalogue, familiesAt, type Location, type Page } from '../model/catalogue.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import { retryDelayMs } from '../model/host-fit.ts'
import { planHosts } from './timetable.ts'

/** What a location does in an average month of 365/12 days, all of it due and none of it missed. */
export type LocationWorkload = {
  readonly location: string
  /** Pages that are due there. */
  readonly pages: number
  readonly minutes: number
  readonly checks: number
  /** Of hosts, each with the checks of one window. */
  readonly visits: number
  /** Between the first and the last of a visit's checks, of all visits together, seconds. */
  readonly spacingSeconds: number
  /** Until a visit's retries begin, if each visit had some, seconds. */
  readonly retrySeconds: number
  readonly audits: number
  /** Loads of pages that audits are scored by. */
  readonly runs: number
  /** Loads besides that time an eForm's readiness. */
  readonly readinessLoads: number
  /** Loads of the control page: one an hour, and where the location is calibrated two around each audit. */
  readonly controlLoads: number
  /** Accounts that pages are measured with. */
  readonly accounts: number
}

export const MONTH_MS = (365 * DAY_MS) / 12

/** By the timetable; pages count all month, whatever days they are valid for. */
export function monthlyWorkload(catalogue: Catalogue): readonly LocationWorkload[] {
  const plans = planHosts({ catalogue })
  return catalogue.locations.map((location) => {
    const here = plans
      .map((plan) => ({ ...plan, pages: plan.pages.filter((page) => familiesAt(location, page).length > 0) }))
      .filter(({ pages }) => pages.length > 0)
    const pages = here.flatMap((plan) => plan.pages)
    const audits = sum(pages, auditsOf)
    return {
      location: location.id,
      pages: pages.length,
      minutes: MONTH_MS / MINUTE_MS,
      checks: sum(pages, checksOf),
      visits: sum(here, visitsOf),
      spacingSeconds: sum(here, (plan) => ((sum(plan.pages, checksOf) - visitsOf(plan)) * plan.spacingMs) / 1_000),
      retrySeconds: sum(here, (plan) => (visitsOf(plan) * retryDelayMs(plan.everyMs)) / 1_000),
      audits,
      runs: sum(pages, (page) => auditsOf(page) * page.audit.runs),
      readinessLoads: sum(pages.filter(hasReadiness), auditsOf),
      controlLoads: pages.length === 0 ? 0 : MONTH_MS / HOUR_MS + (isCalibrated(location) ? 2 * audits : 0),
      accounts: new Set(pages.flatMap(({ account }) => account ?? [])).size,
    }
  })
}

/** Slots of a month, of all pages together: each is closed once for a group that measures it. */
export function monthlySlots(catalogue: Catalogue): number {
  const groups = [...new Set(catalogue.locations.map(({ group }) => group))]
  return sum(groups, (group) => {
    const locations = catalogue.locations.filter((location) => location.group === group)
    return sum(
      planHosts({ catalogue }).flatMap((plan) => plan.pages),
      (page) => (locations.some((location) => familiesAt(location, page).length > 0) ? checksOf(page) : 0),
    )
  })
}

function checksOf({ http }: Page): number {
  return MONTH_MS / http.everyMs
}

function auditsOf({ audit }: Page): number {
  return MONTH_MS / audit.everyMs
}

/** The cadence of a visit is that of the host's page which is measured most often, here. */
function visitsOf({ pages }: { readonly pages: readonly Page[] }): number {
  return MONTH_MS / Math.min(...pages.map(({ http }) => http.everyMs))
}

function hasReadiness({ kind, ready }: Page): boolean {
  return kind === 'eform' || ready !== null
}

function isCalibrated({ calibration }: Location): boolean {
  return calibration !== undefined
}

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0)
}
