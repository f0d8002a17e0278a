import type { Rate } from './statistics.ts'

/** A share and its interval, in percent. */
export function percentOf({ value, interval }: Rate): readonly [string, string] {
  return [round(100 * value), `${round(100 * interval.low)}–${round(100 * interval.high)}`]
}

/** Three digits that say something; nothing where there is nothing. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = value === 0 ? 0 : Math.min(2, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))))
  return `${Number(value.toFixed(digits))}`
}

/** A table in Markdown. */
export function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
