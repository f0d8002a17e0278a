import { createReplay } from '../../../lib/flow/replay.ts'
import type { AlertEvent } from '../../../lib/model/alert.ts'
import { DAY_MS } from '../../../lib/model/duration.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import { DEFAULT_POLICY } from '../../../lib/model/policy.ts'
import { alarmsOf } from './alarm.ts'
import { EXPECTATIONS } from './expectation.ts'
import type { Fleet } from './fleet.ts'
import { type Found, matchAlarms } from './match.ts'
import { WORLD } from './parameters.ts'
import { planTruth } from './plan.ts'
import { headerOf, linesOf } from './trace.ts'
import type { TruthKind } from './truth.ts'

const LEFT = 96
const TOP = 64
const DAY_WIDTH = 44
const ROW = 9
const ABOVE = 2

/** By what is to be done about it. */
const COLOURS: Readonly<Record<'outage' | 'latency' | 'part' | 'own' | 'none', string>> = {
  outage: '#e5989b',
  latency: '#f2cc8f',
  part: '#b8c0ff',
  own: '#ced4da',
  none: '#d8f3dc',
}

const COLOUR_OF: Readonly<Record<TruthKind, keyof typeof COLOURS>> = {
  down: 'outage',
  'down-unseen': 'outage',
  'portal-down': 'outage',
  flap: 'outage',
  brownout: 'outage',
  step: 'latency',
  ramp: 'latency',
  'new-level': 'latency',
  'one-location': 'part',
  'abroad-blocked': 'part',
  'abroad-dropped': 'part',
  'own-network': 'own',
  'monitor-fault': 'own',
  silent: 'own',
  loaded: 'own',
  late: 'own',
  maintenance: 'none',
}

const LEGEND: readonly (readonly [string, string])[] = [
  [COLOURS.outage, 'page fails'],
  [COLOURS.latency, 'page is slow'],
  [COLOURS.part, 'one location fails, or abroad'],
  [COLOURS.own, 'a location’s own fault'],
  [COLOURS.none, 'declared maintenance'],
]

const MISSED = ' stroke="#d00000" stroke-width="0.8"'

const UNTOLD: readonly Found['detected'][] = ['no', 'late']

/** A month of a world as SVG: a row per page and location, the truth as bands (what nobody was told of is framed), what the judge told as marks over them. */
export function plotMonth(fleet: Fleet): string {
  const truths = planTruth(fleet)
  const replay = createReplay(headerOf(fleet, truths), DEFAULT_POLICY)
  const events: AlertEvent[] = []
  for (const batch of linesOf(fleet, truths)) for (const line of batch) events.push(...replay.read(line))
  events.push(...replay.end())
  const alarms = alarmsOf(events).filter(({ openedAtMs }) => openedAtMs >= fleet.monthMs)
  const { found, falseAlarms } = matchAlarms(truths, alarms)
  const isFalse = new Set(falseAlarms)
  const isMissed = new Set(
    found
      .filter(({ truth, detected }) => EXPECTATIONS[truth.kind].detectedBy.length > 0 && UNTOLD.includes(detected))
      .map(({ truth }) => truth),
  )
  const names = [...fleet.locations.map(({ id }) => id), ...fleet.pages.map(({ key }) => key)]
  const rowOf = new Map(names.map((name, index) => [name, index]))
  const x = (timeMs: number): number => LEFT + ((Math.min(timeMs, fleet.toMs) - fleet.monthMs) / DAY_MS) * DAY_WIDTH
  const y = (name: PageKey | null): number => TOP + (rowOf.get(name ?? '') ?? 0) * ROW
  const width = x(fleet.toMs) + 16
  const height = TOP + names.length * ROW + 16
  const days = Math.round((fleet.toMs - fleet.monthMs) / DAY_MS)
  const bands = truths.flatMap((truth) =>
    (truth.pages.length > 0 ? truth.pages : [truth.location]).map((name) => {
      const fill = COLOURS[COLOUR_OF[truth.kind]]
      const wide = Math.max(1.5, x(truth.toMs) - x(truth.fromMs))
      return `<rect x="${at(x(truth.fromMs))}" y="${y(name)}" width="${at(wide)}" height="${ROW - 1}" fill="${fill}"${isMissed.has(truth) ? MISSED : ''}/>`
    }),
  )
  const marks = alarms.map((alarm) => {
    const page = alarm.severity === 'page'
    const colour = isFalse.has(alarm) ? '#d00000' : page ? '#1b1b1b' : '#6c757d'
    const top = y(alarm.page ?? alarm.location)
    const from = x(alarm.openedAtMs)
    // A digest has no end.
    const long = alarm.opened === 0 ? 1 : Math.max(1, x(Math.min(alarm.endedAtMs, fleet.toMs)) - from)
    return (
      `<rect x="${at(from)}" y="${top + ROW / 2 - ABOVE}" width="${at(long)}" height="1" fill="${colour}"/>` +
      `<circle cx="${at(from)}" cy="${top + ROW / 2 - ABOVE + 0.5}" r="${page ? 2.4 : 1.4}" fill="${colour}"/>`
    )
  })
  const labels = names.map(
    (name) => `<text x="${LEFT - 6}" y="${y(name) + ROW - 2.5}" text-anchor="end">${name}</text>`,
  )
  const grid = Array.from({ length: days + 1 }, (_, day) => {
    const line = x(fleet.monthMs + day * DAY_MS)
    const date = new Date(fleet.monthMs + day * DAY_MS + WORLD.zoneOffsetMs).toISOString().slice(5, 10)
    return (
      `<line x1="${line}" y1="${TOP - 6}" x2="${line}" y2="${height - 12}" stroke="#e9ecef"/>` +
      (day < days ? `<text x="${line + 3}" y="${TOP - 8}">${date}</text>` : '')
    )
  })
  const legend = [
    ...LEGEND.map(([fill, text], index) => {
      const left = LEFT + index * 170
      return `<rect x="${left}" y="26" width="18" height="9" fill="${fill}"/><text x="${left + 23}" y="34">${text}</text>`
    }),
    `<rect x="${LEFT + LEGEND.length * 170}" y="26" width="18" height="9" fill="none"${MISSED}/>`,
    `<text x="${LEFT + LEGEND.length * 170 + 23}" y="34">not told of</text>`,
    ...(
      [
        ['#1b1b1b', 2.4, 'page'],
        ['#6c757d', 1.4, 'ticket'],
        ['#d00000', 2.4, 'false page'],
        ['#d00000', 1.4, 'false ticket'],
      ] as const
    ).map(([fill, radius, text], index) => {
      const left = LEFT + LEGEND.length * 170 + 110 + index * 60
      return `<circle cx="${left}" cy="31" r="${radius}" fill="${fill}"/><text x="${left + 7}" y="34">${text}</text>`
    }),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="8">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="16" font-size="12">Seed ${fleet.seed}: ${fleet.name}</text>`,
    ...legend,
    ...grid,
    ...labels,
    ...bands,
    ...marks,
    '</svg>\n',
  ].join('\n')
}

/** A tenth of a pixel is enough. */
function at(value: number): number {
  return Math.round(value * 10) / 10
}
