import type { AllowedRequest } from '../../model/allowed-request.ts'
import type { Engine } from '../../model/catalogue.ts'
import type { Gap } from '../../model/gap.ts'
import type { JourneyStep } from '../../model/journey.ts'
import type { AddressFamily } from '../../transport/resolve.ts'

/** An audit to be made; plain data, fit to be sent to another process. */
export type AuditRequest = {
  /** Null from the command line. */
  readonly page: string | null
  readonly location: string
  /** Null: the moment at which it starts. */
  readonly slotMs: number | null
  readonly url: string
  /** Host names that a redirect may end on, besides the URL's own. */
  readonly expectHosts: readonly string[]
  /** Where the page holds it, no other sign on it counts; null: none is expected. */
  readonly expectText: string | null
  readonly runs: number
  /** When the host may be loaded; absent: at any time. */
  readonly gap?: Gap | null
  /** Epoch ms by which the audit is to be over, with what it has by then; absent: whenever it is done. */
  readonly untilMs?: number
  readonly profile: string
  /** The profile's own where null. */
  readonly cpuSlowdownMultiplier: number | null
  /** CSS selector of what makes the page usable; null: a form by its engine, where one is expected. */
  readonly ready: string | null
  /** Set where the page is to hold a form, with its engine where that is known. */
  readonly form?: { readonly engine: Engine | null } | null
  /** Sent with the requests for the page's documents, as `From`. */
  readonly contact: string | null
  readonly families: readonly AddressFamily[]
  readonly allowPrivate: boolean
  /** Local address to measure from. */
  readonly source: string | null
  readonly catalogVersion: string | null
  /** Requests that the page may make though they do more than read; absent: none. */
  readonly allow?: readonly AllowedRequest[]
  /** Steps that lead from elsewhere to what is measured; null or absent: the address itself is. */
  readonly journey?: readonly JourneyStep[] | null
  /** Id of the test account that the page is visited with; null or absent: with none. */
  readonly account?: string | null
  /** Folder for reports, traces and screenshots of every run, as they are; null: none are kept. */
  readonly out: string | null
  /** Folder for what is kept of the representative run, masked, by the archive's keys; absent or null: nothing is. */
  readonly keep?: string | null
}
