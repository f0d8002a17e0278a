import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** A change of a file that a run of `npm run test:mutation` has made. */
export type Change = {
  /** Its line with the change in place; the second time and later in a file with its number: `return ⟦a < b ⟶ a <= b⟧ #2`. */
  readonly text: string
  readonly line: number
  /** No test noticed it. One that makes a test run without end counts as noticed. */
  readonly isAlive: boolean
  /** No test comes there. */
  readonly isUnasked: boolean
}

/** What is needed of a file in a report of the mutation testing elements' schema. */
export type ReportedFile = {
  readonly source: string
  readonly mutants: readonly {
    readonly location: Span
    readonly mutatorName: string
    readonly replacement: string
    readonly status: string
  }[]
}

type Place = { readonly line: number; readonly column: number }

type Span = { readonly start: Place; readonly end: Place }

/** Of what is changed, and what it is changed to, so much is told; of the line before and behind it less. */
const MOST_LETTERS = 100
const MOST_AROUND = 70

/** Files by their names without folder and ending, in order. Of one that several reports know the last one counts. */
export function readReports(paths: readonly string[]): ReadonlyMap<string, readonly Change[]> {
  const files = new Map<string, readonly Change[]>()
  for (const path of paths) {
    const report = JSON.parse(readFileSync(path, 'utf8')) as { readonly files: Readonly<Record<string, ReportedFile>> }
    for (const [file, reported] of Object.entries(report.files)) files.set(basename(file, '.ts'), changesOf(reported))
  }
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** In the order of the file, without those that a comment there leaves out. */
export function changesOf({ source, mutants }: ReportedFile): readonly Change[] {
  const lines = source.split('\n')
  const times = new Map<string, number>()
  return mutants
    .filter(({ status }) => status !== 'Ignored')
    .toSorted((a, b) => byPlace(a.location, b.location) || (a.replacement < b.replacement ? -1 : 1))
    .map(({ location, replacement, status }) => {
      const text = textOf(lines, location, replacement)
      const time = (times.get(text) ?? 0) + 1
      times.set(text, time)
      return {
        text: time === 1 ? text : `${text} #${time}`,
        line: location.start.line,
        isAlive: status === 'Survived' || status === 'NoCoverage',
        isUnasked: status === 'NoCoverage',
      }
    })
}

function byPlace(a: Span, b: Span): number {
  return (
    a.start.line - b.start.line ||
    a.start.column - b.start.column ||
    a.end.line - b.end.line ||
    a.end.column - b.end.column
  )
}

/** Lines and columns count from 1. */
function textOf(lines: readonly string[], { start, end }: Span, replacement: string): string {
  const was = lines.slice(start.line - 1, end.line)
  const before = (was[0] ?? '').slice(0, start.column - 1).trimStart()
  const after = (was.at(-1) ?? '').slice(end.column - 1).trimEnd()
  const cutAfter = [...was.slice(0, -1), was.at(-1)?.slice(0, end.column - 1)].join('\n')
  return [
    before.length <= MOST_AROUND ? before : `…${before.slice(-MOST_AROUND)}`,
    `⟦${short(cutAfter.slice(start.column - 1))} ⟶ ${short(replacement)}⟧`,
    after.length <= MOST_AROUND ? after : `${after.slice(0, MOST_AROUND)}…`,
  ].join('')
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= MOST_LETTERS ? line : `${line.slice(0, MOST_LETTERS - 1)}…`
}
