import { STEP_WINDOW, stepOfLogs } from '../lib/judge/level-step.ts'
import { drawsOf } from '../test/bench/alerts/draws.ts'

/**
 * Prints the table of `lib/judge/step-chance.ts`: how large the largest step of 56 days is by chance alone, by how much
 * memory its days seem to have. Series are AR(1) with normal innovations and a memory that is drawn evenly from 0 to 0.8,
 * so that a series which seems to have little may yet have more. About 12 million series, some minutes:
 *
 *     node scripts/shift-null.ts [SERIES]
 *
 * The seed is written here; the same number of series gives the same table.
 */
const SEED = 'shift-null/1'
const MOST_MEMORY = 0.8
const NODES = Array.from({ length: 8 }, (_, i) => i / 10)
const CHANCES = [0.1, 0.01, 0.001, 0.000_1, 0.000_01]

const series = Number(process.argv[2] ?? 12_000_000)
const draws = drawsOf(SEED)
const found = NODES.map((): number[] => [])
const logs = Array.from({ length: STEP_WINDOW.days }, () => 0)
const weeks = Array.from({ length: 7 }, (_, first) =>
  Array.from({ length: STEP_WINDOW.days }, (_, day) => (day + first) % 7 >= 5),
)
const startedAtMs = Date.now()
for (let i = 0; i < series; i++) {
  const memory = draws.between(0, MOST_MEMORY)
  const fresh = Math.sqrt(1 - memory ** 2)
  let value = draws.normal()
  for (let day = 0; day < logs.length; day++) {
    logs[day] = value
    value = memory * value + fresh * draws.normal()
  }
  const step = stepOfLogs(logs, weeks[i % 7] as readonly boolean[])
  if (step === null) continue
  // The last node holds all that seem to have more.
  const node = Math.min(NODES.length - 1, Math.round(step.memory * 10))
  found[node]?.push(step.gain)
}
for (const [index, memory] of NODES.entries()) {
  const sorted = Float64Array.from(found[index] ?? []).sort()
  const at = CHANCES.map((chance) => sorted[Math.floor((1 - chance) * sorted.length)]?.toFixed(2))
  process.stdout.write(`  [${memory.toFixed(1)}, ${at.join(', ')}], // ${sorted.length}\n`)
}
process.stderr.write(`${Math.round((Date.now() - startedAtMs) / 1_000)} s\n`)
