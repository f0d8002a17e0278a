import type { Result } from 'lighthouse'

/** A frame's width; screens of phones are 206 wide at most in what Lighthouse keeps. */
const FRAME = { widthPx: 120, heightPx: 240, gapPx: 10, textPx: 18 } as const

/** A report's frames beside each other, each with its moment, as one picture; null where it has none. */
export function filmstripOf(report: Result): string | null {
  const details = report.audits['screenshot-thumbnails']?.details
  if (details?.type !== 'filmstrip' || details.items.length === 0) return null
  const { widthPx, heightPx, gapPx, textPx } = FRAME
  const frames = details.items.map(({ timing, data }, index) => {
    const x = gapPx + index * (widthPx + gapPx)
    return `<image x="${x}" y="${gapPx}" width="${widthPx}" height="${heightPx}" preserveAspectRatio="xMidYMin" href="${data}"/>
<text x="${x + widthPx / 2}" y="${gapPx + heightPx + textPx}" text-anchor="middle">${(timing / 1_000).toFixed(1)} s</text>`
  })
  const whole = { width: gapPx + frames.length * (widthPx + gapPx), height: heightPx + textPx + 2 * gapPx }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
${frames.join('\n')}
</svg>
`
}
