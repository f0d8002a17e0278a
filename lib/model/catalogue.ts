import type { AllowedRequest } from './allowed-request.ts'
import type { Calibration } from './calibration.ts'
import type { PageKey } from './id.ts'
import type { JourneyStep } from './journey.ts'
import type { PortalPolicy } from './policy.ts'
import type { Publication } from './publication.ts'
import type { Recurrence } from './recurrence.ts'

/** A text that people see, in both languages. */
export type BilingualText = { readonly vi: string; readonly en: string }

export type VantageGroup = 'domestic' | 'abroad'
export type PageKind = 'homepage' | 'eform'
export type PortalKind = 'national' | 'ministry' | 'province' | 'other'
/** `active` and `backend` portals are measured; the others are listed. */
export type PortalState = 'active' | 'backend' | 'redirects' | 'notice' | 'retired'
export type AddressFamily = 4 | 6
export type Engine = (typeof ENGINES)[number]

export type Location = {
  readonly id: string
  readonly group: VantageGroup
  /** Autonomous system or operator; a location that names none counts as a network of its own. */
  readonly network: string | null
  readonly scoring: boolean
  /** A page known to be up, asked when something fails, to tell the location's own outage apart. */
  readonly control: string | null
  /** Local address to measure from. */
  readonly source: string | null
  /** Address families that it has; checks of another one are not due there. */
  readonly families: readonly AddressFamily[]
  /** Absent: the location is not calibrated. */
  readonly calibration?: Calibration
}

export type HttpSettings = { readonly everyMs: number; readonly timeoutMs: number }
export type AuditSettings = { readonly everyMs: number; readonly runs: number; readonly profile: string }

export type Page = {
  readonly key: PageKey
  readonly portal: string
  readonly id: string
  readonly kind: PageKind
  /** Null: listed and scored, never due (imported history). */
  readonly url: string | null
  /** `hosts` are host names that a redirect may end on, besides the URL's own. */
  readonly expect: { readonly text: string | null; readonly hosts: readonly string[] }
  readonly http: HttpSettings
  readonly audit: AuditSettings
  readonly procedure: string | null
  readonly engine: Engine | null
  readonly ready: string | null
  /** Days in the catalogue's zone, `YYYY-MM-DD`, both inclusive. */
  readonly valid: { readonly from: string | null; readonly to: string | null }
  readonly scored: boolean
  readonly families: readonly AddressFamily[]
  readonly account: string | null
  /** From `open` to the step that leads to the form. */
  readonly journey: readonly JourneyStep[] | null
  /** Requests that a browser may make here though they do more than read. Absent in versions stored without. */
  readonly allow?: readonly AllowedRequest[]
}

export type Portal = {
  readonly id: string
  readonly name: BilingualText & { readonly official: string | null }
  readonly owner: string
  readonly kind: PortalKind
  readonly vendor: string | null
  readonly hosting: string | null
  readonly idCode: string | null
  readonly order: number | null
  readonly consent: { readonly letter: string; readonly date: string } | null
  readonly state: PortalState
  readonly predecessors: readonly string[]
  readonly formHosts: readonly string[]
  /** Absent: its incidents open and end as everybody's. */
  readonly policy?: PortalPolicy
  readonly pages: readonly Page[]
}

/** Half-open, epoch ms. `page` null: every page of the portal. */
export type Maintenance = {
  readonly portal: string
  readonly page: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly note: string | null
  /** How often it recurs, its times being those of the first; absent: it does not. */
  readonly every?: Recurrence
  /** It recurs no more from then on; absent: without end. */
  readonly untilMs?: number
  /** When it was declared; absent: with the version of the catalogue that it stands in. */
  readonly declaredAtMs?: number
}

/** Form engines. `angular`: a form of an Angular route that none of the others drew. */
export const ENGINES = ['formio', 'surveyjs', 'liferay', 'webforms', 'angular', 'other'] as const

/** A checked catalogue with its defaults applied: settings are resolved down to each page. */
export type Catalogue = {
  readonly catalog: string
  readonly timezone: string
  readonly contact: string
  readonly locations: readonly Location[]
  readonly portals: readonly Portal[]
  readonly maintenance: readonly Maintenance[]
  readonly calendar: { readonly holidays: readonly string[]; readonly workingDays: readonly string[] }
  /** What the public status page shows; absent: there is none. */
  readonly publish?: Publication
}

/** Every page of a catalogue, in the catalogue's order. */
export function pagesOf(catalogue: Catalogue): readonly Page[] {
  return catalogue.portals.flatMap((portal) => portal.pages)
}

/** Pages that are due somewhere: the portal is measured and the page has an address. */
export function measuredPages(catalogue: Catalogue): readonly (Page & { readonly url: string })[] {
  return catalogue.portals
    .filter((portal) => portal.state === 'active' || portal.state === 'backend')
    .flatMap((portal) => portal.pages)
    .filter((page): page is Page & { readonly url: string } => page.url !== null)
}

/** Address families over which a location measures a page, in the page's order; none: nothing of it is due there. */
export function familiesAt(
  location: Pick<Location, 'families'>,
  page: Pick<Page, 'families'>,
): readonly AddressFamily[] {
  return page.families.filter((family) => location.families.includes(family))
}

/** The key by which politeness is kept: URL host with port, explicit even where it is the scheme's default. */
export function hostOf(url: string): string {
  const parsed = new URL(url)
  const port = parsed.port || (parsed.protocol === 'https:' ? '443' : '80')
  return `${parsed.hostname}:${port}`
}
