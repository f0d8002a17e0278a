import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Lists what a run of `npm run test:mutation` left alive, file by file, and the table of `test/judge/survivors.md`:
 * `node test/mutation/survivors.ts build/mutation/mutation.json …`. Of a file that several reports know the last one counts.
 */
const files = new Map<string, ReportedFile>()
for (const path of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(path, 'utf8')) as { readonly files: Readonly<Record<string, ReportedFile>> }
  for (const [file, reported] of Object.entries(report.files)) files.set(file, reported)
}
const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
for (const [file, reported] of sorted) {
  for (const { location, mutatorName, replacement, status } of reported.mutants.filter(isAlive)) {
    const { start, end } = location
    const what = `${cut(textOf(reported.source, location))} → ${cut(replacement)}`
    const unasked = status === 'NoCoverage' ? ' (no test comes here)' : ''
    say(`${file}:${start.line}:${start.column}${end.line === start.line ? '' : '…'} ${mutatorName}${unasked}: ${what}`)
  }
}
const rows = sorted.map(([file, { mutants }]) => {
  const counted = mutants.filter(({ status }) => status !== 'Ignored')
  return { name: basename(file, '.ts'), of: counted.length, noticed: counted.filter((one) => !isAlive(one)).length }
})
const all = rows.reduce((sum, { of, noticed }) => ({ of: sum.of + of, noticed: sum.noticed + noticed }), {
  of: 0,
  noticed: 0,
})
say('')
for (const { name, of, noticed } of [...rows, { name: 'all', ...all }])
  say(`| \`${name}\` | ${noticed} | ${of} | ${((noticed / of) * 100).toFixed(1)} % |`)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

type Place = { readonly line: number; readonly column: number }

type Span = { readonly start: Place; readonly end: Place }

/** What is needed of a file in a report of the mutation testing elements' schema. */
type ReportedFile = {
  readonly source: string
  readonly mutants: readonly {
    readonly location: Span
    readonly mutatorName: string
    readonly replacement: string
    readonly status: string
  }[]
}

/** A change that makes a test run without end counts as noticed. */
function isAlive({ status }: { readonly status: string }): boolean {
  return status === 'Survived' || status === 'NoCoverage'
}

/** Lines and columns count from 1. */
function textOf(source: string, { start, end }: Span): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  return lines
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined).trim(),
    )
    .join(' ')
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`
}
