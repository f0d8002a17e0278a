import { type HttpSettings, hostOf } from './catalogue.ts'
import type { CatalogueDraft } from './draft.ts'
import { DAY_MS, formatDuration } from './duration.ts'
import { fitHost, isLoopbackHost, USUAL_CADENCES_MS } from './host-fit.ts'
import { httpSettings } from './page-settings.ts'
import type { Finding, Path } from './problem.ts'

/** A measured page whose settings are all readable. */
type TimedPage = {
  readonly path: Path
  readonly url: string
  readonly http: HttpSettings
  /** Address families over which it is measured. */
  readonly families: number
  /** Where the cadence is written; the page's address where it is the default. */
  readonly everyPath: Path
  /** The field that a person wrote closest to the page, the timeout before the cadence. */
  readonly closestPath: Path
}

type IsFaulty = (path: Path) => boolean

/**
 * Whether the timetable can hold: timeouts shorter than cadences, and each host's pages within every location's
 * window. `isFaulty` tells whether a path, or something below it, was refused already: such pages are left out.
 */
export function checkTimetable(draft: CatalogueDraft, isFaulty: IsFaulty): readonly Finding[] {
  const pages = timedPages(draft, isFaulty)
  const late = pages.filter(({ http }) => http.timeoutMs >= http.everyMs)
  const locations = draft.locations?.length ?? 0
  const hosts = Map.groupBy(pages, (page) => hostOf(page.url))
  return [
    ...contradictions(draft, isFaulty),
    ...late.map(({ http, closestPath }) => timeoutFinding(http, closestPath)),
    ...[...hosts].flatMap(([host, hostPages]) => [
      ...cadenceFindings(host, hostPages),
      ...(locations === 0 || hostPages.some((page) => late.includes(page))
        ? []
        : fitFindings({ host, hostPages, locations })),
    ]),
  ]
}

function timedPages(draft: CatalogueDraft, isFaulty: IsFaulty): readonly TimedPage[] {
  if (isFaulty(['defaults', 'http'])) return []
  return (draft.portals ?? []).flatMap((portal, p) => {
    const isMeasured = portal?.state === undefined || portal.state === 'active' || portal.state === 'backend'
    if (!portal || !isMeasured || isFaulty(['portals', p, 'http']) || isFaulty(['portals', p, 'state'])) return []
    return (portal.pages ?? []).flatMap((page, q): readonly TimedPage[] => {
      const path = ['portals', p, 'pages', q]
      if (typeof page?.url !== 'string' || isFaulty([...path, 'http'])) return []
      const written = [
        { path: [...path, 'http'], http: page.http },
        { path: ['portals', p, 'http'], http: portal.http },
        { path: ['defaults', 'http'], http: draft.defaults?.http },
      ]
      const cadence = written.find(({ http }) => http?.every !== undefined)
      const closest = written.find(({ http }) => http?.timeout !== undefined || http?.every !== undefined)
      return [
        {
          path,
          url: page.url,
          http: httpSettings(written.map(({ http }) => http)),
          families: Array.isArray(page.families) ? Math.max(1, new Set(page.families).size) : 1,
          everyPath: cadence ? [...cadence.path, 'every'] : [...path, 'url'],
          closestPath: closest ? [...closest.path, closest.http?.timeout === undefined ? 'every' : 'timeout'] : path,
        },
      ]
    })
  })
}

/** Settings that contradict themselves where they stand, even where no page uses them yet. */
function contradictions(draft: CatalogueDraft, isFaulty: IsFaulty): readonly Finding[] {
  const written = [
    { path: ['defaults', 'http'], http: draft.defaults?.http },
    ...(draft.portals ?? []).map((portal, p) => ({ path: ['portals', p, 'http'], http: portal?.http })),
  ]
  return written.flatMap(({ path, http }) => {
    if (http?.every === undefined || http.timeout === undefined || isFaulty(path)) return []
    const settings = httpSettings([http])
    return settings.timeoutMs < settings.everyMs ? [] : [timeoutFinding(settings, [...path, 'timeout'])]
  })
}

function timeoutFinding({ everyMs, timeoutMs }: HttpSettings, path: Path): Finding {
  return {
    code: 'timeout_not_below_every',
    path,
    at: 'value',
    message: `a timeout of ${formatDuration(timeoutMs)} does not end before the next slot, ${formatDuration(everyMs)} later`,
    fix: 'write a timeout shorter than every, or a longer every',
  }
}

function cadenceFindings(host: string, pages: readonly TimedPage[]): readonly Finding[] {
  const shortestMs = Math.min(...pages.map(({ http }) => http.everyMs))
  return pages
    .filter(({ http }) => http.everyMs % shortestMs !== 0)
    .map(({ http, everyPath }) => {
      const multiples = USUAL_CADENCES_MS.filter((everyMs) => everyMs % shortestMs === 0)
      const near = [
        multiples.findLast((everyMs) => everyMs < http.everyMs),
        multiples.find((everyMs) => everyMs > http.everyMs),
      ].filter((everyMs) => everyMs !== undefined)
      return {
        code: 'cadence_mismatch',
        path: everyPath,
        at: 'value',
        message:
          `every ${formatDuration(http.everyMs)} is no whole multiple of ${formatDuration(shortestMs)}, ` +
          `the shortest cadence at ${host}, whose pages are visited together`,
        fix: `write ${(near.length > 0 ? near : [DAY_MS]).map(formatDuration).join(' or ')}`,
      }
    })
}

function fitFindings({
  host,
  hostPages,
  locations,
}: {
  readonly host: string
  readonly hostPages: readonly TimedPage[]
  readonly locations: number
}): readonly Finding[] {
  const loopback = isLoopbackHost(host.slice(0, host.lastIndexOf(':')))
  const load = hostPages.map(({ http, families }) => ({ ...http, families }))
  const fit = fitHost({ pages: load, locations, loopback })
  const first = hostPages[0]
  if (fit.kind === 'fits' || !first) return []
  const { everyMs } = hostPages.map(({ http }) => http).reduce((a, b) => (a.everyMs <= b.everyMs ? a : b))
  const remedies = [
    ...(fit.fittingEveryMs === null ? [] : [`every: ${formatDuration(fit.fittingEveryMs)} (or longer)`]),
    ...(fit.fittingTimeoutMs === null ? [] : [`timeout: ${formatDuration(fit.fittingTimeoutMs)} (or shorter)`]),
  ]
  return [
    {
      code: 'host_does_not_fit',
      path: [...first.path, 'url'],
      at: 'value',
      message:
        `a visit to the ${count(hostPages.length, 'page')} at ${host} can take ${seconds(fit.neededMs)}, but each of ` +
        `${count(locations, 'location')} has ${seconds(fit.windowMs)} of its cadence of ${formatDuration(everyMs)}`,
      fix:
        remedies.length === 0
          ? 'measure fewer pages of this host, or from fewer locations'
          : `for the pages of this host write ${remedies.join(' or ')}`,
    },
  ]
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

function seconds(durationMs: number): string {
  return `${Math.floor(durationMs / 100) / 10} s`
}
