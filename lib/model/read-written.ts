import type { z } from 'zod'
import { type Draft, draftOf } from './draft.ts'
import { type Finding, type Path, type Problem, shorten, showPath } from './problem.ts'
import { type ReadForm, schemaFindings, valueAt } from './schema-findings.ts'
import { readYaml, type YamlSource } from './yaml-source.ts'

/** A form of text that people write in YAML: catalogues, criteria. */
export type WrittenForm<T> = ReadForm & {
  /** Unknown keys are refused by it. */
  readonly schema: z.ZodType<T>
  /** In bytes of UTF-8. */
  readonly maxBytes: number
  /** What to do with a text that is too large, and how to begin an empty one. */
  readonly fixes: { readonly tooLarge: string; readonly empty: string }
  /** Faults that show only when several values are looked at; values at fault by themselves are left out of the draft. */
  readonly check: (draft: Draft<T>, look: Look) => readonly Finding[]
}

export type Look = {
  /** Line of the value at a path, for messages that point at another place. */
  readonly lineOf: (path: Path) => number
  /** Whether something at or below the path is at fault by itself. */
  readonly isFaulty: (path: Path) => boolean
}

export type ReadWritten<T> = {
  /** Null where there is any problem. */
  readonly written: T | null
  /** The plain values, whether right or wrong; undefined where nothing could be read. */
  readonly root: unknown
  /** In the order of the text; each place and fault once. */
  readonly problems: readonly Problem[]
}

const MAX_PROBLEMS = 1_000

/** Reads a YAML text and reports everything that is wrong with it at once. `name` is what messages call the text. */
export function readWritten<T>(
  { text, name }: { readonly text: string; readonly name: string },
  form: WrittenForm<T>,
): ReadWritten<T> {
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes > form.maxBytes) {
    const message = `${name} has ${sizeBytes} bytes; ${form.maxBytes} are read`
    return unread({ code: 'file_too_large', message, value: sizeBytes, fix: form.fixes.tooLarge })
  }
  if (!/\S/.test(text)) {
    return unread({ code: 'empty_file', message: `${name} is empty`, value: null, fix: form.fixes.empty })
  }
  const source = readYaml(text)
  const root = source.value
  if (root === undefined) return { written: null, root, problems: tidy(source.problems) }

  const parsed = form.schema.safeParse(root)
  const found = parsed.success ? [] : schemaFindings(parsed.error.issues, { root, form })
  const faulty = found.map(({ path }) => path)

  const refusedAliases = new Set(source.problems.filter(({ code }) => code === 'yaml_alias').map(placeText))
  const placed = (findings: readonly Finding[]): readonly Problem[] =>
    findings.map((finding) => problemOf(finding, source)).filter((problem) => !refusedAliases.has(placeText(problem)))
  if (source.brokenFromLine !== null) {
    // What stands after a syntax error may have been read as something else, and what is missing may be there.
    const brokenFromLine = source.brokenFromLine
    const sound = placed(found.filter(({ code }) => code !== 'missing_key')).filter(({ line }) => line < brokenFromLine)
    return { written: null, root, problems: tidy([...source.problems, ...sound]) }
  }
  const look = { lineOf: (path: Path) => source.placeOf(path, 'value').line, isFaulty: isWithin(faulty) }
  const findings = [...found, ...form.check(draftOf<T>(root, faulty), look)]
  const problems = tidy([...source.problems, ...placed(findings)])
  return { written: parsed.success && problems.length === 0 ? parsed.data : null, root, problems }
}

function problemOf({ path, at, code, message, fix }: Finding, source: YamlSource): Problem {
  const value = shorten(valueAt(source.value, path))
  return { ...source.placeOf(path, at), path: showPath(path), code, message, value, fix }
}

function placeText({ line, column }: Problem): string {
  return `${line}:${column}`
}

/** Sorted by place. An alias repeats what is wrong with its target at each use: told once. */
function tidy(problems: readonly Problem[]): readonly Problem[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
  const seen = new Set<string>()
  const unique = sorted.filter((problem) => {
    const key = JSON.stringify({ ...problem, path: '' })
    return !seen.has(key) && seen.add(key)
  })
  const rest = unique[MAX_PROBLEMS]
  if (rest === undefined) return unique
  return [
    ...unique.slice(0, MAX_PROBLEMS),
    {
      line: rest.line,
      column: rest.column,
      path: '',
      value: null,
      code: 'too_many_problems',
      message: `there are ${unique.length - MAX_PROBLEMS} more problems from here on`,
      fix: 'mend those above first',
    },
  ]
}

function isWithin(faulty: readonly Path[]): (path: Path) => boolean {
  const ancestors = new Set(faulty.flatMap((path) => path.map((_, index) => showPath(path.slice(0, index + 1)))))
  return (path) => ancestors.has(showPath(path))
}

function unread(problem: Pick<Problem, 'code' | 'message' | 'value' | 'fix'>): ReadWritten<never> {
  return { written: null, root: undefined, problems: [{ line: 1, column: 1, path: '', ...problem }] }
}
