import { DAY_MS } from '../../../lib/model/duration.ts'
import type { RealPage } from './series.ts'
import type { SeriesRun } from './series-run.ts'

const LEFT = 60
const TOP = 34
const ROW_DAYS = 30
const DAY_WIDTH = 46
const ROW = 118
const PLOT = 86

const TRUTH_FILL = { found: '#e5989b', label: '#f2cc8f', put: '#b8c0ff' } as const

/**
 * A page's whole series as SVG, a month per row: each result as a dot (logarithm), failures on the lower edge, what is known to be wrong as
 * bands, what was told as bars above: pages (black) over tickets (grey), red where nothing explains them.
 */
export function plotSeries({ source, truths, alarms }: SeriesRun, page: RealPage): string {
  const { fromMs, toMs } = source
  const known = [...page.slots.values()].filter((ms) => ms !== null).toSorted((a, b) => a - b)
  const low = Math.log(known[Math.floor(0.001 * known.length)] ?? 1)
  const high = Math.log(known[Math.floor(0.99 * (known.length - 1))] ?? 10)
  const rowCount = Math.ceil((toMs - fromMs) / (ROW_DAYS * DAY_MS))
  const width = LEFT + ROW_DAYS * DAY_WIDTH + 12
  const place = (timeMs: number): { readonly x: number; readonly y: number } => {
    const days = (timeMs - fromMs) / DAY_MS
    const row = Math.floor(days / ROW_DAYS)
    return { x: LEFT + (days - row * ROW_DAYS) * DAY_WIDTH, y: TOP + row * ROW }
  }
  const level = (ms: number): number =>
    PLOT * (1 - Math.min(1, Math.max(0, (Math.log(ms) - low) / Math.max(0.1, high - low))))
  /** A stretch of time is one box per row that it touches. */
  const box = (
    span: readonly [number, number],
    of: { readonly y: number; readonly height: number; readonly fill: string },
  ): string => {
    const boxes: string[] = []
    for (let at = Math.max(span[0], fromMs); at < Math.min(span[1], toMs); ) {
      const { x, y } = place(at)
      const endOfRow = fromMs + (Math.floor((at - fromMs) / (ROW_DAYS * DAY_MS)) + 1) * ROW_DAYS * DAY_MS
      const to = Math.min(span[1], toMs, endOfRow)
      const wide = Math.max(1.5, ((to - at) / DAY_MS) * DAY_WIDTH)
      boxes.push(
        `<rect x="${round(x)}" y="${y + of.y}" width="${round(wide)}" height="${of.height}" fill="${of.fill}"/>`,
      )
      at = to
    }
    return boxes.join('')
  }
  const bands = truths
    .filter(({ pages }) => pages.includes(page.key))
    .map(({ id, fromMs: from, toMs: to }) =>
      box([from, to], { y: 14, height: PLOT, fill: TRUTH_FILL[id.split('-')[0] as keyof typeof TRUTH_FILL] }),
    )
  const dots = [...page.slots].map(([slotMs, ms]) => {
    const { x, y } = place(slotMs)
    return `<rect x="${round(x)}" y="${round(y + 14 + (ms === null ? PLOT : level(ms)))}" width="1.2" height="1.2" fill="${ms === null ? '#d00000' : '#1d3557'}"/>`
  })
  const marks = alarms
    .filter((alarm) => alarm.page === page.key && alarm.severity !== 'info')
    .map((alarm) => {
      const isPage = alarm.severity === 'page'
      const fill = alarm.explained ? (isPage ? '#1b1b1b' : '#8d99ae') : isPage ? '#d00000' : '#f48c06'
      const { x, y } = place(alarm.openedAtMs)
      const name = `${alarm.kind}${alarm.rule ? ` ${alarm.rule}` : ''}`
      return (
        box([alarm.openedAtMs, alarm.endedAtMs], { y: isPage ? 6 : 10, height: 3, fill }) +
        `<text x="${round(x)}" y="${y + 5}" fill="${fill}">${name}</text>`
      )
    })
  const frame = Array.from({ length: rowCount }, (_, row) => {
    const y = TOP + row * ROW + 14
    const date = new Date(fromMs + row * ROW_DAYS * DAY_MS).toISOString().slice(0, 10)
    const lines = Array.from({ length: ROW_DAYS + 1 }, (_, day) => {
      const x = LEFT + day * DAY_WIDTH
      return `<line x1="${x}" y1="${y}" x2="${x}" y2="${y + PLOT}" stroke="#e9ecef"/>`
    })
    return `${lines.join('')}<text x="4" y="${y + 8}">${date}</text><text x="4" y="${y + 22}">${Math.round(Math.exp(high))} ms</text><text x="4" y="${y + PLOT}">${Math.round(Math.exp(low))} ms</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${TOP + rowCount * ROW + 8}" font-family="sans-serif" font-size="8">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="14" font-size="12">${page.key}, slots of ${source.everyMs / 60_000} min. Bands: failed (red), labelled (yellow), put in (blue). Told: page black, ticket grey; unexplained page red, ticket orange</text>`,
    ...frame,
    ...bands,
    ...dots,
    ...marks,
    '</svg>\n',
  ].join('\n')
}

/** A tenth of a pixel is enough. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
