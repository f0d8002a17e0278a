import type { SheetFacts, SheetPart } from '../../judge/sheet-facts.ts'
import type { Lang } from '../../model/lang.ts'
import { escaped } from '../markup.ts'
import { figure } from './figures.ts'

const WIDTH = 320
const HEIGHT = 96
const LEFT = 40
const BOTTOM = 16
const BINS = 24

/** How many results took how long; the last bin has all that took longer, failures stand beside. */
export function distributionChart(
  { values, failed }: SheetFacts,
  { limit, lang }: { readonly limit: number | null; readonly lang: Lang },
): string {
  if (values.length === 0 && failed === 0) return ''
  const top = Math.max(limit === null ? 0 : limit * 1.5, values[Math.floor((values.length - 1) * 0.98)] ?? 1, 1)
  const bins = Array.from({ length: BINS }, () => 0)
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value / top) * BINS))
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  const most = Math.max(1, failed, ...bins)
  const step = (WIDTH - LEFT - 24) / BINS
  const bars = bins.map((count, bin) => bar({ x: LEFT + bin * step, width: step - 1, share: count / most, kind: 'ok' }))
  const bad = bar({ x: WIDTH - 18, width: 14, share: failed / most, kind: 'bad' })
  const line = limit === null ? '' : mark(LEFT + (limit / top) * BINS * step, shown(limit, lang))
  return svg([
    axis(String(most)),
    ...bars,
    bad,
    line,
    label(LEFT, '0'),
    label(WIDTH - 32, shown(top, lang), 'end'),
    label(WIDTH, lang === 'vi' ? 'lỗi' : 'failed', 'end'),
  ])
}

/** Medians, with what most results stayed below, and the share that failed, from left to right. */
export function courseChart(
  parts: readonly SheetPart[],
  of: { readonly limit: number | null; readonly ends: readonly [string, string]; readonly lang: Lang },
): string {
  const seen = parts.filter(({ valid, failed }) => valid + failed > 0)
  if (seen.length === 0) return ''
  const top = Math.max(of.limit ?? 0, ...seen.map(({ p95 }) => p95 ?? 0), 1)
  const step = (WIDTH - LEFT) / parts.length
  const height = HEIGHT - BOTTOM
  const y = (value: number): number => height - (value / top) * (height - 6)
  const marks = parts.flatMap(({ p50, p95, valid, failed }, index) => {
    const x = LEFT + index * step
    const width = Math.max(0.6, step - 0.6)
    const share = valid + failed === 0 ? 0 : failed / (valid + failed)
    return [
      ...(p50 === null || p95 === null
        ? []
        : [
            `<rect class="range" x="${at(x)}" y="${at(y(p95))}" width="${at(width)}" height="${at(Math.max(0.5, y(p50) - y(p95)))}"/>`,
            `<rect class="ok" x="${at(x)}" y="${at(y(p50) - 0.8)}" width="${at(width)}" height="1.6"/>`,
          ]),
      ...(share === 0 ? [] : [bar({ x, width, share, kind: 'bad' })]),
    ]
  })
  const line =
    of.limit === null
      ? ''
      : `<line class="limit" x1="${LEFT}" x2="${WIDTH}" y1="${at(y(of.limit))}" y2="${at(y(of.limit))}"/>`
  return svg([axis(shown(top, of.lang)), ...marks, line, label(LEFT, of.ends[0]), label(WIDTH, of.ends[1], 'end')])
}

function bar(of: {
  readonly x: number
  readonly width: number
  readonly share: number
  readonly kind: 'ok' | 'bad'
}): string {
  const height = of.share * (HEIGHT - BOTTOM - 6)
  return `<rect class="${of.kind}" x="${at(of.x)}" y="${at(HEIGHT - BOTTOM - height)}" width="${at(of.width)}" height="${at(height)}"/>`
}

function mark(x: number, text: string): string {
  return `<line class="limit" x1="${at(x)}" x2="${at(x)}" y1="2" y2="${HEIGHT - BOTTOM}"/><text x="${at(x + 2)}" y="8">${escaped(text)}</text>`
}

function axis(top: string): string {
  const bottom = HEIGHT - BOTTOM
  return `<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${bottom}" y2="${bottom}"/><text x="${LEFT - 3}" y="9" text-anchor="end">${escaped(top)}</text>`
}

function label(x: number, text: string, anchor: 'start' | 'end' = 'start'): string {
  return `<text x="${at(x)}" y="${HEIGHT - 3}" text-anchor="${anchor}">${escaped(text)}</text>`
}

function svg(parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${parts.join('')}</svg>`
}

function shown(value: number, lang: Lang): string {
  return figure(value, lang, value < 10 ? 2 : 0)
}

function at(value: number): string {
  return value.toFixed(1)
}
