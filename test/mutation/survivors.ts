import { readFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { compare, parseReasons } from './reasons.ts'
import { readReports } from './report.ts'

/**
 * Compares runs of `npm run test:mutation` with `test/judge/survivors.yaml`, for the files that the reports know, and writes the
 * table of `test/judge/survivors.md`: `node test/mutation/survivors.ts build/mutation/mutation.json …`. Exits with 1 where a
 * change is alive without a reason, which is listed as the file of reasons has it, or a reason has no such change.
 */
if (process.argv.length < 3) {
  process.stderr.write('survivors: no report; give the path of one, such as build/mutation/mutation.json\n')
  process.exit(2)
}
const reasons = parseReasons(readFileSync(new URL('../judge/survivors.yaml', import.meta.url), 'utf8'))
const reports = [...readReports(process.argv.slice(2))]
let differences = 0
for (const [file, changes] of reports) {
  const { unexplained, outdated } = compare(changes, reasons.get(file) ?? new Map())
  differences += unexplained.length + outdated.length
  if (unexplained.length > 0) say(`${file}: alive without a reason, in lines ${unexplained.map(lineOf).join(', ')}`)
  for (const { text } of unexplained) say(asEntry(text))
  if (outdated.length > 0) say(`${file}: reasons of changes that are noticed, or not made any more`)
  for (const text of outdated) say(asEntry(text))
}
const rows = reports.map(([name, changes]) => ({
  name: `\`${name}\``,
  of: changes.length,
  kept: changes.filter(({ isAlive }) => isAlive).length,
}))
const all = { name: 'all', of: sum(rows.map(({ of }) => of)), kept: sum(rows.map(({ kept }) => kept)) }
say('')
for (const { name, of, kept } of [...rows, all])
  say(`| ${name} | ${of - kept} | ${of} | ${(((of - kept) / of) * 100).toFixed(1)} % |`)
process.exitCode = differences > 0 ? 1 : 0

function lineOf({ line, isUnasked }: { readonly line: number; readonly isUnasked: boolean }): string {
  return isUnasked ? `${line} (no test comes there)` : String(line)
}

/** As it stands in the file of reasons, so that it can be put there. */
function asEntry(text: string): string {
  return `        - ${stringify(text, { lineWidth: 0 }).trimEnd()}`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
