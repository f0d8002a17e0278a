import { median } from '../../../lib/judge/quantile.ts'
import { poisson, wilson } from './intervals.ts'
import { daysToTell, falseTickets } from './shift-series.ts'

const MEMORIES = [0, 0.3, 0.5, 0.7]
const DEVIATIONS = [0.05, 0.1, 0.2]
const SIZES = [1.15, 1.3, 1.5, 2]

/**
 * Markdown: how often SHIFT tells of nothing, months of a fleet of 166 pages; and how often of a step of a size within four
 * weeks, one page after another. Pages have one location: with several, two must agree.
 */
export function shiftTable(of: {
  readonly months: number
  readonly series: number
  readonly firstSeed: number
}): string {
  const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => of.firstSeed + i)
  const lines = [
    `| memory | deviation | false tickets a month | ${SIZES.map((size) => `${size}×`).join(' | ')} |`,
    `|---|---|---|${SIZES.map(() => '---|').join('')}`,
  ]
  for (const memory of MEMORIES)
    for (const deviation of DEVIATIONS) {
      const noise = { memory, deviation }
      const tickets = seeds(of.months).reduce((sum, seed) => sum + falseTickets(noise, seed), 0)
      const { low, high } = poisson(tickets)
      const ours = `${rate(tickets / of.months)} (${rate(low / of.months)}–${rate(high / of.months)})`
      const recalls = SIZES.map((size) => {
        const told = seeds(of.series).flatMap((seed) => daysToTell(noise, { size, seed }) ?? [])
        const share = wilson(told.length, of.series)
        const days = told.length === 0 ? '' : `, ${median(told)} d`
        return `${percent(told.length / of.series)} (${percent(share.low)}–${percent(share.high)})${days}`
      })
      lines.push(`| ${memory} | ${deviation} | ${ours} | ${recalls.join(' | ')} |`)
      process.stderr.write(`${lines.at(-1)}\n`)
    }
  return lines.join('\n')
}

function rate(value: number): string {
  return value.toFixed(2)
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
