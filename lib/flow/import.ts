import { createHash } from 'node:crypto'
import type { Catalogue, Page, Portal } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { HOUR_MS } from '../model/duration.ts'
import { PAGE_FAMILIES } from '../model/families.ts'
import { portalOf } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { NO_PHASES, type Observation } from '../model/observation.ts'
import type { TraceHeader, TraceLine } from '../model/trace.ts'
import type { Bulk } from '../record/bulk.ts'
import { canonicalJson } from '../record/canonical.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs, listImportSpans, putImportSpan } from '../record/configs.ts'
import { markLate } from '../record/late.ts'
import type { Table } from '../record/table.ts'
import { type CloseDayPorts, closeDay } from './close-day.ts'
import { eachOf } from './each-of.ts'
import { ingestAlone } from './ingest.ts'
import { publishConfig } from './publish-config.ts'
import { readTrace } from './read-trace.ts'

export type ImportReport = {
  readonly type: 'import'
  readonly lines: number
  readonly added: number
  /** Equal to what was there. */
  readonly duplicates: number
  /** For a key that has another content; by the rule for two results of one key, one of them stays. */
  readonly conflicts: number
  readonly pagesAdded: number
  readonly locationsAdded: number
}

export type ImportPorts = {
  readonly table: Table
  readonly bulk: Bulk
  /** As in `CloseDayPorts`. */
  readonly store?: NonNullable<CloseDayPorts['store']>
  readonly clock: Clock
  /** As in `Acknowledgement`. */
  readonly by: string
  readonly progress: (lines: number) => void
}

/** Marks under way at once. */
const LANES = 8

/**
 * Loads a trace as observations through the ingest, idempotently. The file is read to its end first, so that a wrong
 * line changes nothing. What its header names and the catalogue lacks becomes known with it. Nobody else may write to the
 * table meanwhile. Ends with the rollups of what came.
 */
export async function importTrace(file: string, ports: ImportPorts): Promise<ImportReport> {
  const first = await readTrace(file)
  let lines = 0
  let fromMs = Number.POSITIVE_INFINITY
  let toMs = 0
  const everyMs = first.header.cadenceSeconds * 1_000
  for await (const batch of first.lines) {
    lines += batch.length
    for (const { slotMs } of batch) {
      fromMs = Math.min(fromMs, slotMs)
      toMs = Math.max(toMs, slotMs + everyMs)
    }
  }
  const names = await addNames(first.header, { ports, span: lines === 0 ? null : { fromMs, toMs } })
  const spans = lines === 0 ? [] : first.header.pages.map((page) => ({ page, fromMs, toMs }))
  const mark = (): Promise<void> => eachOf(spans, LANES, (span) => markLate(ports.table, span, ports.clock.now()))
  // Before it is done: what is broken off has changed something, too.
  if (lines > 0)
    await logChange(ports.table, {
      atMs: ports.clock.now(),
      by: ports.by,
      act: 'import_results',
      about: file.slice(file.lastIndexOf('/') + 1),
      details: { lines, pages: first.header.pages.length, fromMs, toMs },
    })
  // Before, so that rollups are made anew even if this is broken off; after, for those that were made meanwhile.
  await mark()
  const counts = { added: 0, duplicates: 0, conflicts: 0 }
  let done = 0
  for await (const batch of (await readTrace(file)).lines) {
    for (const kept of await ingestAlone(
      batch.map((line) => JSON.stringify(importedObservation(line))),
      ports,
    )) {
      if (kept === 'added') counts.added++
      else if (kept === 'duplicate') counts.duplicates++
      else counts.conflicts++
    }
    done += batch.length
    ports.progress(done)
  }
  await mark()
  await closeDay(ports)
  return { type: 'import', lines, ...counts, ...names }
}

/** The observation that a trace's line stands for. */
export function importedObservation(line: TraceLine): Observation {
  const { page, location, slotMs, outcome, cause, totalMs, waitMs } = line
  return {
    type: 'observation',
    page,
    location,
    slotMs,
    startedAtMs: slotMs,
    url: null,
    finalUrl: null,
    outcome,
    cause,
    detail: null,
    warnings: [],
    httpStatus: null,
    httpVersion: null,
    address: null,
    family: null,
    phases: { ...NO_PHASES, totalMs, waitMs },
    hops: [],
    attempts: [{ startedAtMs: slotMs, outcome, cause, totalMs }],
    wireBytes: null,
    bodyBytes: null,
    bodySha256: null,
    tls: null,
    conditions: { inFlight: 0, eventLoopDelayMs: 0, software: {} },
    catalogVersion: null,
    origin: 'import',
  }
}

async function addNames(
  header: TraceHeader,
  at: { readonly ports: ImportPorts; readonly span: { readonly fromMs: number; readonly toMs: number } | null },
): Promise<{ readonly pagesAdded: number; readonly locationsAdded: number }> {
  const { table, clock } = at.ports
  const [configs, spans] = await Promise.all([listConfigs(table), listImportSpans(table)])
  const catalogue = configs.at(-1)?.catalogue ?? null
  const pages = new Set([
    ...(catalogue?.portals ?? []).flatMap((portal) => portal.pages.map(({ key }) => key)),
    ...spans.flatMap((span) => span.pages),
  ])
  const known = [...(catalogue?.locations ?? []), ...spans.flatMap((span) => span.locations)]
  for (const { id, group } of header.locations) {
    const other = known.find((location) => location.id === id && location.group !== group)
    if (other)
      throw new InputError(
        'location_group',
        `location “${id}” is ${group} in the trace and ${other.group} here: rename it in the trace's header`,
      )
  }
  if (catalogue && catalogue.timezone !== header.timezone) {
    throw new InputError(
      'timezone',
      `the trace's days are in ${header.timezone}, the catalogue's here in ${catalogue.timezone}: import into another folder`,
    )
  }
  const pagesAdded = header.pages.filter((page) => !pages.has(page)).length
  const locationsAdded = header.locations.filter(({ id }) => !known.some((location) => location.id === id)).length
  if (catalogue === null)
    await publishConfig(table, { catalogue: importedCatalogue(header), played: [], nowMs: clock.now() })
  if (at.span) {
    const { timezone, pages: named, locations, maintenance } = header
    const span = {
      timezone,
      pages: [...named],
      locations: [...locations],
      maintenance: [...maintenance],
      everyMs: header.cadenceSeconds * 1_000,
      ...at.span,
    }
    const id = createHash('sha256').update(canonicalJson(span)).digest('hex').slice(0, 16)
    await putImportSpan(table, { id, ...span })
  }
  return { pagesAdded, locationsAdded }
}

/** The catalogue of a folder that had none: everything listed, nothing due. */
function importedCatalogue(header: TraceHeader): Catalogue {
  const everyMs = header.cadenceSeconds * 1_000
  const page = (key: string): Page => ({
    key,
    portal: portalOf(key),
    id: key.slice(key.indexOf('/') + 1),
    kind: key.endsWith('/home') ? 'homepage' : 'eform',
    url: null,
    expect: { text: null, hosts: [] },
    http: { everyMs, timeoutMs: Math.min(30_000, everyMs) },
    audit: { everyMs: 6 * HOUR_MS, runs: 3, profile: 'mobile' },
    procedure: null,
    engine: null,
    ready: null,
    valid: { from: null, to: null },
    scored: true,
    families: PAGE_FAMILIES,
    account: null,
    journey: null,
  })
  const portal = (id: string, keys: readonly string[]): Portal => ({
    id,
    name: { vi: id, en: id, official: null },
    owner: id,
    kind: 'other',
    vendor: null,
    hosting: null,
    idCode: null,
    order: null,
    consent: null,
    state: 'active',
    predecessors: [],
    formHosts: [],
    pages: keys.map(page),
  })
  return {
    catalog: 'imported',
    timezone: header.timezone,
    contact: 'https://localhost/',
    maintenance: [],
    calendar: { holidays: [], workingDays: [] },
    locations: header.locations.map(({ id, group, network }) => ({
      id,
      group,
      network,
      scoring: group === 'domestic',
      control: null,
      source: null,
      families: PAGE_FAMILIES,
    })),
    portals: [...Map.groupBy(header.pages, portalOf)].map(([id, keys]) => portal(id, keys)),
  }
}
