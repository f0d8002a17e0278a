import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Destination, type Side, type SideName, type SideRun, startSide } from './audit-sides.ts'
import { startAuditSite } from './audit-site.ts'
import { type PageResult, type Pair, pageTable } from './audit-table.ts'
import { machine } from './http-table.ts'

/**
 * Audits of two sides in pairs, one after the other, who is first changing from pair to pair. By default Nhịp against
 * the `lighthouse` command; `--sides short,nhip` sets half of the waits for quiet against Lighthouse's own, `--sides journey,flow`
 * what is reached by a click against Lighthouse's own user flow with that click.
 */
const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    /** Names, or `class`, `gap` and `edge` for all of a group. */
    pages: { type: 'string', default: 'class' },
    sides: { type: 'string', default: 'nhip,cli' },
    json: { type: 'boolean', default: false },
    /** Measures nothing: files of `--json` that become one table. */
    from: { type: 'string', multiple: true, default: [] },
  },
})
const MEMORY_EVERY_MS = 250

type Report = {
  readonly described: string
  readonly sides: readonly [SideName, SideName]
  readonly results: PageResult[]
}

const pairs = Number(values.pairs)
const wanted = values.pages.split(',')
const [ours, theirs] = values.sides.split(',') as [SideName, SideName]
const say = (line: string): void => void process.stderr.write(`${line}\n`)

if (values.from.length > 0) {
  const reports = values.from.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report)
  const [first] = reports
  if (first) process.stdout.write(pageTable({ ...first, results: joined(reports.flatMap(({ results }) => results)) }))
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-audit-'))
const described = await machine()
const site = await startAuditSite()
const sides: Record<string, Side> = {}
try {
  for (const name of [ours, theirs]) sides[name] = await startSide(name, folder)
  const results: PageResult[] = []
  for (const page of site.pages.filter(({ name, group }) => wanted.includes(name) || wanted.includes(group))) {
    // The first load of each side is not counted: caches are filled, and its memory is looked at meanwhile.
    const peakMb = [await peakOf(sideOf(ours), page), await peakOf(sideOf(theirs), page)] as const
    const made: Pair[] = []
    for (let n = 0; n < pairs; n++) {
      const order = n % 2 === 0 ? [ours, theirs] : [theirs, ours]
      const runs: Record<string, SideRun> = {}
      for (const name of order) runs[name] = await sideOf(name).run(page)
      made.push([runs[ours], runs[theirs]] as unknown as Pair)
      say(`${page.name} ${n + 1}/${pairs}: ${[ours, theirs].map((name) => told(name, runs[name])).join(', ')}`)
    }
    results.push({ page: page.name, pairs: made, peakMb })
  }
  const report: Report = { described, sides: [ours, theirs], results }
  process.stdout.write(values.json ? `${JSON.stringify({ type: 'benchAudit', ...report })}\n` : pageTable(report))
} finally {
  await Promise.all(Object.values(sides).map((side) => side.close()))
  await site.close()
  await rm(folder, { recursive: true, force: true })
}

/** A row per page, in the order of their first pieces; its peaks are the most of any. */
function joined(pieces: readonly PageResult[]): PageResult[] {
  return [...Map.groupBy(pieces, ({ page }) => page)].map(([page, same]) => ({
    page,
    pairs: same.flatMap(({ pairs: some }) => some),
    peakMb: [0, 1].map((side) => Math.max(...same.map(({ peakMb }) => peakMb[side] ?? 0))) as [number, number],
  }))
}

function sideOf(name: string): Side {
  const side = sides[name]
  if (!side) throw new Error(`no side ${name}: nhip, journey, short, cli or flow`)
  return side
}

/** Most memory during one load, MB. */
async function peakOf(side: Side, page: Destination): Promise<number> {
  let peak = 0
  const look = setInterval(() => {
    peak = Math.max(peak, side.memory())
  }, MEMORY_EVERY_MS)
  await side.run(page)
  clearInterval(look)
  return peak / 2 ** 20
}

function told(name: string, run: SideRun | undefined): string {
  return `${name} ${run?.score ?? run?.problem} in ${((run?.wallMs ?? 0) / 1_000).toFixed(1)} s`
}
