import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startNhip } from './audit-sides.ts'
import { startAuditSite } from './audit-site.ts'
import { aligned } from './audit-table.ts'
import { machine } from './http-table.ts'
import { type Trend, trendOf } from './trend.ts'

/**
 * Whether anything drifts while one browser makes audit after audit: metrics, memory, time. `--keep` is after how many
 * audits the browser is replaced; by default it is the same one to the end. Files that are left in the temporary
 * folder are counted, and any makes it fail.
 */
const { values } = parseArgs({
  options: {
    audits: { type: 'string', default: '100' },
    keep: { type: 'string', default: '1000' },
    page: { type: 'string', default: 'light' },
    json: { type: 'boolean', default: false },
  },
})
/** The first audits fill caches. */
const WARM_UP = 3

type Sample = Readonly<
  Record<'score' | 'FCP ms' | 'LCP ms' | 'SI ms' | 'TBT ms' | 'wall ms' | 'process MB' | 'browser MB', number>
>

const say = (line: string): void => void process.stderr.write(`${line}\n`)

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-drift-'))
const described = await machine()
const site = await startAuditSite()
const nhip = startNhip({ env: { TMPDIR: folder, NHIP_BENCH_KEEP: values.keep } })
const replacedAt: number[] = []
const samples: Sample[] = []
let invalid = 0
try {
  const page = site.pages.find(({ name }) => name === values.page)
  if (page === undefined) throw new Error(`no page ${values.page}`)
  let browser: number | null = null
  for (let n = 1; n <= Number(values.audits) + WARM_UP; n++) {
    const { score, metrics, wallMs, problem, browserPid } = await nhip.run(page)
    if (browser !== null && browserPid !== browser) replacedAt.push(n - WARM_UP)
    browser = browserPid
    if (n <= WARM_UP) continue
    if (score === null || !metrics) {
      invalid++
      say(`${n - WARM_UP}: ${problem}`)
      continue
    }
    const all = nhip.memory()
    const own = nhip.ownMemory()
    samples.push({
      score,
      'FCP ms': metrics.fcpMs ?? Number.NaN,
      'LCP ms': metrics.lcpMs ?? Number.NaN,
      'SI ms': metrics.siMs ?? Number.NaN,
      'TBT ms': metrics.tbtMs ?? Number.NaN,
      'wall ms': wallMs,
      'process MB': own / 2 ** 20,
      'browser MB': (all - own) / 2 ** 20,
    })
    if (n % 10 === 0) say(`${n - WARM_UP} audits`)
  }
} finally {
  await nhip.close()
  await site.close()
}
const left = await readdir(folder, { recursive: true })
await rm(folder, { recursive: true, force: true })

const names = Object.keys(samples[0] ?? {}) as (keyof Sample)[]
const trends = Object.fromEntries(names.map((name) => [name, trendOf(samples.map((sample) => sample[name]))]))
process.stdout.write(
  values.json
    ? `${JSON.stringify({ type: 'benchAuditDrift', machine: described, replacedAt, invalid, left, trends, samples })}\n`
    : [
        described,
        `${samples.length} audits of "${values.page}", ${invalid} without numbers; the browser was replaced ${
          replacedAt.length === 0 ? 'never' : `before ${replacedAt.join(', ')}`
        }; files left: ${left.length}`,
        '',
        ...aligned([
          ['', 'first', 'median', 'last', 'per 100 audits, 95 %', ''],
          ...Object.entries(trends).map(([name, trend]) => [name, ...row(trend)]),
        ]),
        '',
      ].join('\n'),
)
if (left.length > 0) throw new Error(`left in the temporary folder: ${left.join(', ')}`)

function row({ first, median, last, slope }: Trend): readonly string[] {
  const told = (value: number): string => (100 * value).toFixed(1)
  const isFlat = slope.low <= 0 && slope.high >= 0
  return [
    ...[first, median, last].map((value) => value.toFixed(value < 10 ? 2 : 0)),
    `${told(slope.low)} … ${told(slope.high)}`,
    isFlat ? 'no trend' : '',
  ]
}
