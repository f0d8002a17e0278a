import type { AlertEvent } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import { certificateReason, certificateTitle } from './certificate-words.ts'
import { type About, emit, end, open, type Step } from './incident-life.ts'
import { type IncidentRecord, NO_TRANSITIONS, type OpenIncident } from './incident-state.ts'

/** The certificate of a host, as its locations saw it last. */
export type SeenCertificate = {
  /** Without a port where it is 443. */
  readonly host: string
  /** Of several that servers of the host have, the one that ends first. */
  readonly expiresAtMs: number
  readonly issuer: string
  /** The latest slot in which it was seen. */
  readonly slotMs: number
  /** That saw this very one. */
  readonly locations: readonly string[]
  /** In the catalogue's order. */
  readonly pages: readonly PageKey[]
  readonly portal: CertificateOwner
  /** What is told of its first page is silenced now. */
  readonly silenced: boolean
}

/** The first portal with a page on the host. */
export type CertificateOwner = {
  readonly id: string
  readonly name: BilingualText
  readonly vendor: string | null
  readonly owner: string | null
}

/** Incidents of certificates, by host. */
export type CertificateState = Readonly<Record<string, OpenCertificate>>

export type OpenCertificate = {
  readonly incident: OpenIncident
  readonly seen: SeenCertificate
  /** The least number of days that was told. */
  readonly days: number
}

export type CertificateOutcome = {
  readonly state: CertificateState
  /** In order; each is to be published at least once. */
  readonly events: readonly AlertEvent[]
  readonly records: readonly IncidentRecord[]
}

/**
 * Takes what was seen of some hosts. An incident is about one certificate of one host: it opens at the first number of
 * days that is reached, tells each further one once, to whoever has taken it on as well, and ends when a newer
 * certificate stands in its place, or nobody measures the host any more.
 */
export function reduceCertificates(
  state: CertificateState,
  seen: readonly SeenCertificate[],
  how: {
    readonly nowMs: number
    readonly timezone: string
    readonly policy: Policy
    /** Every page that is measured. */
    readonly measured: ReadonlySet<PageKey>
  },
): CertificateOutcome {
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  const next: Record<string, OpenCertificate> = {}
  const told = { ...how, events, records }
  for (const [host, known] of Object.entries(state)) {
    if (known.seen.pages.some((page) => how.measured.has(page))) next[host] = known
    else end(known.incident, stepOf(known, told), { reason: 'gone' })
  }
  for (const one of seen) {
    const before = next[one.host] ?? null
    delete next[one.host]
    const after = before === null ? opened(one, told) : stepped(before, one, told)
    if (after !== null) next[one.host] = after
  }
  return { state: next, events, records }
}

type Telling = {
  readonly nowMs: number
  readonly timezone: string
  readonly policy: Policy
  readonly events: AlertEvent[]
  readonly records: IncidentRecord[]
}

/** The least number of days that is reached; null: none. */
function reachedDays(expiresAtMs: number, { nowMs, policy }: Telling): number | null {
  const reached = policy.certificate.days.filter((days) => expiresAtMs - nowMs <= days * DAY_MS)
  return reached.length === 0 ? null : Math.min(...reached)
}

function opened(seen: SeenCertificate, how: Telling): OpenCertificate | null {
  const days = reachedDays(seen.expiresAtMs, how)
  if (days === null) return null
  const { incident } = open(stepOf({ seen, days }, how), {
    kind: 'certificate',
    sinceMs: seen.slotMs,
    severity: 'ticket',
    alone: false,
    locations: seen.locations,
    transitions: NO_TRANSITIONS,
  })
  return { incident, seen, days }
}

function stepped(before: OpenCertificate, seen: SeenCertificate, how: Telling): OpenCertificate | null {
  const isNewSlot = seen.slotMs > before.seen.slotMs
  if (seen.expiresAtMs > before.seen.expiresAtMs) {
    const good = before.incident.good + (isNewSlot ? 1 : 0)
    const slotMs = seen.slotMs
    if (good < how.policy.certificate.resolveAfterSlots)
      return { ...before, incident: { ...before.incident, good }, seen: { ...before.seen, slotMs } }
    end(before.incident, stepOf({ ...before, seen }, how))
    return opened(seen, how)
  }
  const days = reachedDays(seen.expiresAtMs, how) ?? before.days
  const incident = { ...before.incident, good: 0, lastBadMs: seen.slotMs, locations: seen.locations }
  const isUntold = incident.toldAtMs === null
  if ((!isUntold && days >= before.days) || seen.silenced) return { ...before, incident, seen }
  const step = stepOf({ seen, days }, how)
  return { incident: emit(incident, step, { event: isUntold ? 'opened' : 'reminded' }), seen, days }
}

function stepOf({ seen, days }: Pick<OpenCertificate, 'seen' | 'days'>, how: Telling): Step {
  const { nowMs, policy, timezone, events, records } = how
  const { host, expiresAtMs, issuer, pages, locations, portal } = seen
  return {
    closing: { slotMs: nowMs, everyMs: MINUTE_MS, nowMs, maintenance: false, silenced: seen.silenced },
    policy,
    about: aboutOf(seen, timezone),
    configured: [],
    describe: (_incident, { event, facts }) => ({
      reason: certificateReason(seen, { event, nowMs, timezone, portal: portal.name, isGone: facts.reason === 'gone' }),
      facts: { host, expiresAtMs, issuer, days, pages, seenBy: locations, ...facts },
    }),
    events,
    records,
  }
}

function aboutOf({ host, portal }: SeenCertificate, timezone: string): About {
  return {
    // An address of IPv6 has colons, and an id's parts are parted by them.
    name: `host.${host.replaceAll(':', '-')}`,
    subject: 'portal',
    portal: portal.id,
    page: null,
    location: null,
    vendor: portal.vendor,
    owner: portal.owner,
    group: null,
    label: certificateTitle(host),
    timezone,
    target: null,
  }
}
