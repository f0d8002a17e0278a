import type { CatalogueDraft } from './draft.ts'
import { nearest } from './nearest.ts'
import { type Finding, type Path, quote, showPath } from './problem.ts'
import { recurrenceFault } from './recurrence.ts'
import { parseTime } from './time-zone.ts'

/** Line of the value at a path, for messages that point at another place. */
export type LineOf = (path: Path) => number

/** Faults that show only when several values are looked at: ids, references, spans of time, days. */
export function checkReferences(draft: CatalogueDraft, lineOf: LineOf): readonly Finding[] {
  return [
    ...repeatedIds({ list: draft.locations, path: ['locations'], what: 'location', lineOf }),
    ...repeatedIds({ list: draft.portals, path: ['portals'], what: 'portal', lineOf }),
    ...(draft.portals ?? []).flatMap((portal, index) =>
      repeatedIds({ list: portal?.pages, path: ['portals', index, 'pages'], what: 'page of this portal', lineOf }),
    ),
    ...validity(draft),
    ...(draft.maintenance ?? []).flatMap((_, index) => maintenance(draft, index)),
    ...calendar(draft),
    ...locations(draft),
    ...published(draft),
  ]
}

function repeatedIds({
  list,
  path,
  what,
  lineOf,
}: {
  readonly list: readonly ({ readonly id?: string | undefined } | undefined)[] | undefined
  readonly path: Path
  readonly what: string
  readonly lineOf: LineOf
}): readonly Finding[] {
  const seen = new Map<string, number>()
  return (list ?? []).flatMap((entry, index): readonly Finding[] => {
    if (entry?.id === undefined) return []
    const earlier = seen.get(entry.id)
    if (earlier === undefined) {
      seen.set(entry.id, index)
      return []
    }
    return [
      {
        code: 'duplicate_id',
        path: [...path, index, 'id'],
        at: 'value',
        message: `${quote(entry.id)} is already the id of a ${what}, on line ${lineOf([...path, earlier, 'id'])}`,
        fix: 'give one of the two another id, or remove it',
      },
    ]
  })
}

function validity(draft: CatalogueDraft): readonly Finding[] {
  return (draft.portals ?? []).flatMap((portal, p) =>
    (portal?.pages ?? []).flatMap((page, q): readonly Finding[] => {
      const { from, to } = page?.valid ?? {}
      if (from === undefined || to === undefined || from <= to) return []
      return [
        {
          code: 'empty_span',
          path: ['portals', p, 'pages', q, 'valid', 'to'],
          at: 'value',
          message: `the last day, ${to}, is before the first, ${from}`,
          fix: 'write the first day as from, the last day as to',
        },
      ]
    }),
  )
}

function maintenance(draft: CatalogueDraft, index: number): readonly Finding[] {
  const path: Path = ['maintenance', index]
  const entry = draft.maintenance?.[index]
  if (!entry) return []
  const from = moment({ draft, path: [...path, 'from'], text: entry.from })
  const to = moment({ draft, path: [...path, 'to'], text: entry.to })
  const until = moment({ draft, path: [...path, 'until'], text: entry.until })
  const findings = [...target(draft, index), ...from.findings, ...to.findings, ...until.findings]
  if (from.atMs === null || to.atMs === null) return findings
  if (from.atMs < to.atMs)
    return [...findings, ...recurrence(draft, { path, fromMs: from.atMs, toMs: to.atMs, untilMs: until.atMs })]
  return [
    ...findings,
    {
      code: 'empty_span',
      path: [...path, 'to'],
      at: 'value',
      message: `the maintenance ends at ${entry.to}, not after its beginning at ${entry.from}`,
      fix: 'write an end after the beginning',
    },
  ]
}

function recurrence(
  draft: CatalogueDraft,
  {
    path,
    ...times
  }: { readonly path: Path; readonly fromMs: number; readonly toMs: number; readonly untilMs: number | null },
): readonly Finding[] {
  const { every, until } = draft.maintenance?.[Number(path[1])] ?? {}
  if (every === undefined) {
    if (until === undefined) return []
    return [
      {
        code: 'until_without_every',
        path: [...path, 'until'],
        at: 'value',
        message: 'until says how long it recurs, and it does not',
        fix: 'say how often with every, or leave until out',
      },
    ]
  }
  const fault = draft.timezone === undefined ? null : recurrenceFault({ ...times, every }, draft.timezone)
  return fault ? [{ code: 'bad_recurrence', path: [...path, 'every'], at: 'value', ...fault }] : []
}

/** A reference is only doubted where all ids that it could mean are readable. */
function target(draft: CatalogueDraft, index: number): readonly Finding[] {
  const { portal: portalId, page: pageId } = draft.maintenance?.[index] ?? {}
  const portal = draft.portals?.find((candidate) => candidate?.id === portalId)
  if (portalId === undefined || !draft.portals) return []
  if (portal === undefined) {
    return unknownId({ list: draft.portals, id: portalId, path: ['maintenance', index, 'portal'], what: 'portal' })
  }
  if (pageId === undefined || !portal.pages || portal.pages.some((page) => page?.id === pageId)) return []
  return unknownId({
    list: portal.pages,
    id: pageId,
    path: ['maintenance', index, 'page'],
    what: `page of portal ${portalId}`,
  })
}

function unknownId({
  list,
  id,
  path,
  what,
}: {
  readonly list: readonly ({ readonly id?: string | undefined } | undefined)[]
  readonly id: string
  readonly path: Path
  readonly what: string
}): readonly Finding[] {
  const ids = list.map((entry) => entry?.id)
  if (ids.includes(undefined)) return []
  const meant = nearest(
    id,
    ids.filter((known) => known !== undefined),
  )
  return [
    {
      code: what === 'portal' ? 'unknown_portal' : 'unknown_page',
      path,
      at: 'value',
      message: `${quote(id)} is no ${what}`,
      fix: meant === null ? 'write an id that the catalogue has' : `write ${meant}`,
    },
  ]
}

function moment({
  draft,
  path,
  text,
}: {
  readonly draft: CatalogueDraft
  readonly path: Path
  readonly text: string | undefined
}): { readonly atMs: number | null; readonly findings: readonly Finding[] } {
  const hasOffset = text !== undefined && /(?:Z|[+-]\d\d:\d\d)$/.test(text)
  const timezone = hasOffset ? 'UTC' : draft.timezone
  const time = text === undefined || timezone === undefined ? null : parseTime(text, timezone)
  if (time === null) return { atMs: null, findings: [] }
  if (time.kind === 'once') return { atMs: time.atMs, findings: [] }
  return {
    atMs: null,
    findings: [
      {
        code: time.kind === 'never' ? 'time_never' : 'time_twice',
        path,
        at: 'value',
        message:
          time.kind === 'never'
            ? `clocks in ${timezone} were set forward over ${text}, which never is`
            : `clocks in ${timezone} are set back, so that ${text} comes twice`,
        fix:
          time.kind === 'never'
            ? 'write a time that exists, or add an offset'
            : `add the offset that is meant: ${new Date(time.firstMs).toISOString().slice(0, 16)}Z or ` +
              `${new Date(time.secondMs).toISOString().slice(0, 16)}Z`,
      },
    ],
  }
}

function calendar(draft: CatalogueDraft): readonly Finding[] {
  const { holidays = [], workingDays = [] } = draft.calendar ?? {}
  return workingDays.flatMap((day, index): readonly Finding[] =>
    day === undefined || !holidays.includes(day)
      ? []
      : [
          {
            code: 'holiday_and_working_day',
            path: ['calendar', 'workingDays', index],
            at: 'value',
            message: `${showPath(['calendar', 'holidays'])} has ${day} too`,
            fix: 'remove it from one of the two lists',
          },
        ],
  )
}

function locations(draft: CatalogueDraft): readonly Finding[] {
  const hasUrl = draft.portals?.some((portal) => portal?.pages?.some((page) => typeof page?.url === 'string'))
  if (!hasUrl || !draft.locations || draft.locations.length > 0) return []
  return [
    {
      code: 'no_location',
      path: ['locations'],
      at: 'value',
      message: 'pages have addresses, but there is no location that could measure them',
      fix: 'add a location, for example { id: sgn, group: domestic }',
    },
  ]
}

/** Who publishes a portal by name is told where it would have nothing to show. */
function published(draft: CatalogueDraft): readonly Finding[] {
  const chosen = draft.publish?.portals
  const portals = draft.portals
  if (chosen === undefined || typeof chosen === 'string' || !portals) return []
  return chosen.flatMap((id, index): readonly Finding[] => {
    const path = ['publish', 'portals', index]
    const portal = portals.find((one) => one?.id === id)
    if (id === undefined) return []
    if (portal === undefined) return unknownId({ list: portals, id, path, what: 'portal' })
    const { state = 'active', pages = [] } = portal
    const isMeasured =
      (state === 'active' || state === 'backend') && pages.some((page) => page === undefined || page.url !== null)
    if (isMeasured) return []
    return [
      {
        code: 'nothing_measured',
        path,
        at: 'value',
        message: `nothing of portal ${id} is measured`,
        fix: 'leave it out, or give it a page with an address and the state active',
      },
    ]
  })
}
