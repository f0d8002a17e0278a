import type { BilingualText, Catalogue, Location, Maintenance, Page, Portal } from './catalogue.ts'
import type {
  WrittenCatalogue,
  WrittenLocation,
  WrittenMaintenance,
  WrittenPage,
  WrittenPortal,
  WrittenPublication,
} from './catalogue-schema.ts'
import { DAY_MS, parseDurationMs } from './duration.ts'
import { locationFamilies, PAGE_FAMILIES } from './families.ts'
import { pageKey } from './id.ts'
import { resolveStep } from './journey-schema.ts'
import { auditSettings, httpSettings } from './page-settings.ts'
import { DEFAULT_TITLE, HISTORY_DAYS, type Publication } from './publication.ts'
import { parseTime } from './time-zone.ts'

/** The catalogue that a written form means. It must have passed all checks. */
export function resolveCatalogue(written: WrittenCatalogue): Catalogue {
  return {
    catalog: written.catalog,
    timezone: written.timezone,
    contact: written.contact,
    locations: written.locations.map(location),
    portals: written.portals.map((portal) => resolvePortal(portal, written.defaults)),
    maintenance: (written.maintenance ?? []).map((entry) => maintenance(entry, written.timezone)),
    calendar: {
      holidays: written.calendar?.holidays ?? [],
      workingDays: written.calendar?.workingDays ?? [],
    },
    ...(written.publish ? { publish: publication(written.publish) } : {}),
  }
}

function location(written: WrittenLocation): Location {
  return {
    id: written.id,
    group: written.group,
    network: text(written.network),
    scoring: written.scoring ?? false,
    control: written.control ?? null,
    source: written.source ?? null,
    families: locationFamilies(written),
    ...(written.calibration ? { calibration: written.calibration } : {}),
  }
}

function resolvePortal(written: WrittenPortal, defaults: WrittenCatalogue['defaults']): Portal {
  const { vi, en, official } = written.name
  return {
    id: written.id,
    name: { vi: vi.normalize('NFC'), en: en.normalize('NFC'), official: text(official) },
    owner: written.owner,
    kind: written.kind,
    vendor: written.vendor ?? null,
    hosting: text(written.hosting),
    idCode: text(written.idCode),
    order: written.order ?? null,
    consent: written.consent ? { letter: written.consent.letter.normalize('NFC'), date: written.consent.date } : null,
    state: written.state ?? 'active',
    predecessors: written.predecessors ?? [],
    formHosts: written.formHosts ?? [],
    ...(written.policy ? { policy: written.policy } : {}),
    pages: written.pages.map((page) => resolvePage(page, { portal: written, defaults })),
  }
}

function resolvePage(
  written: WrittenPage,
  {
    portal,
    defaults,
  }: {
    readonly portal: WrittenPortal
    readonly defaults: WrittenCatalogue['defaults']
  },
): Page {
  return {
    key: pageKey(portal.id, written.id),
    portal: portal.id,
    id: written.id,
    kind: written.kind,
    url: written.url,
    expect: { text: text(written.expect?.text), hosts: written.expect?.hosts ?? [] },
    http: httpSettings([written.http, portal.http, defaults?.http]),
    audit: auditSettings([written.audit, portal.audit, defaults?.audit]),
    procedure: text(written.procedure),
    engine: written.engine ?? null,
    ready: written.ready ?? null,
    valid: { from: written.valid?.from ?? null, to: written.valid?.to ?? null },
    scored: written.scored ?? true,
    families: written.families ?? PAGE_FAMILIES,
    account: written.account ?? null,
    journey: written.journey?.map(resolveStep) ?? null,
    allow: written.allow ?? [],
  }
}

function maintenance(written: WrittenMaintenance, timezone: string): Maintenance {
  return {
    portal: written.portal,
    page: written.page ?? null,
    fromMs: epochMs(written.from, timezone),
    toMs: epochMs(written.to, timezone),
    note: text(written.note),
    ...(written.every ? { every: written.every } : {}),
    ...(written.until ? { untilMs: epochMs(written.until, timezone) } : {}),
  }
}

function publication({ portals, title, note, history, latency, incidents }: WrittenPublication): Publication {
  return {
    portals,
    title: title ? bilingual(title) : DEFAULT_TITLE,
    note: note ? bilingual(note) : null,
    historyDays: history === undefined ? HISTORY_DAYS.max : (parseDurationMs(history) ?? 0) / DAY_MS,
    latency: latency ?? false,
    incidents: incidents ?? false,
  }
}

function bilingual({ vi, en }: BilingualText): BilingualText {
  return { vi: vi.normalize('NFC'), en: en.normalize('NFC') }
}

function epochMs(written: string, timezone: string): number {
  const time = parseTime(written, timezone)
  if (time?.kind !== 'once') throw new Error(`unchecked time ${written}`)
  return time.atMs
}

/** One spelling for what looks the same: Vietnamese is typed in composed and in decomposed letters. */
function text(written: string | undefined): string | null {
  return written === undefined ? null : written.normalize('NFC')
}
