import type { Catalogue } from './catalogue.ts'
import { type CatalogueProblem, type Finding, type Path, quote, shorten, showPath } from './catalogue-problem.ts'
import { catalogueSchema } from './catalogue-schema.ts'
import { checkReferences } from './check-references.ts'
import { checkTimetable } from './check-timetable.ts'
import { draftOf } from './draft.ts'
import { resolveCatalogue } from './resolve-catalogue.ts'
import { schemaFindings, valueAt } from './schema-findings.ts'
import { readYaml, type YamlSource } from './yaml-source.ts'

export type ParsedCatalogue = {
  /** Null where there is any problem. */
  readonly catalogue: Catalogue | null
  /** Entries written, whether right or wrong. */
  readonly portals: number
  readonly pages: number
  /** In the order of the text; each place and fault once. */
  readonly problems: readonly CatalogueProblem[]
}

/** In bytes of UTF-8: some hundred times a catalogue of a whole country. */
export const MAX_CATALOGUE_BYTES = 5_000_000

const MAX_PROBLEMS = 1_000

/**
 * Reads a catalogue's YAML and reports everything that is wrong with it at once. Nothing is looked up: hosts are not
 * resolved, private addresses are no problem. `file` only names the text in messages.
 */
export function parseCatalogue({ text, file }: { readonly text: string; readonly file: string }): ParsedCatalogue {
  if (Buffer.byteLength(text) > MAX_CATALOGUE_BYTES) return unread(tooLarge(text, file))
  if (!/\S/.test(text)) return unread(empty(file))
  const source = readYaml(text)
  if (source.value === undefined) return { catalogue: null, portals: 0, pages: 0, problems: tidy(source.problems) }

  const parsed = catalogueSchema.safeParse(source.value)
  const found = parsed.success ? [] : schemaFindings(parsed.error.issues, source.value)
  const faulty = found.map(({ path }) => path)
  const draft = draftOf(source.value, faulty)
  const portals = listAt(source.value, ['portals'])
  const counts = {
    portals: portals.length,
    pages: portals.reduce<number>(
      (pages, _, index) => pages + listAt(source.value, ['portals', index, 'pages']).length,
      0,
    ),
  }

  const refusedAliases = new Set(source.problems.filter(({ code }) => code === 'yaml_alias').map(placeText))
  const placed = (findings: readonly Finding[]): readonly CatalogueProblem[] =>
    findings.map((finding) => problemOf(finding, source)).filter((problem) => !refusedAliases.has(placeText(problem)))
  if (source.brokenFromLine !== null) {
    // What stands after a syntax error may have been read as something else, and what is missing may be there.
    const brokenFromLine = source.brokenFromLine
    const sound = placed(found.filter(({ code }) => code !== 'missing_key')).filter(({ line }) => line < brokenFromLine)
    return { catalogue: null, ...counts, problems: tidy([...source.problems, ...sound]) }
  }
  const findings = [
    ...found,
    ...checkReferences(draft, (path) => source.placeOf(path, 'value').line),
    ...checkTimetable(draft, isWithin(faulty)),
  ]
  const problems = tidy([...source.problems, ...placed(findings)])
  const catalogue = parsed.success && problems.length === 0 ? resolveCatalogue(parsed.data) : null
  return { catalogue, ...counts, problems }
}

function problemOf({ path, at, code, message, fix }: Finding, source: YamlSource): CatalogueProblem {
  const value = shorten(valueAt(source.value, path))
  return { ...source.placeOf(path, at), path: showPath(path), code, message, value, fix }
}

function placeText({ line, column }: CatalogueProblem): string {
  return `${line}:${column}`
}

/** Sorted by place. An alias repeats what is wrong with its target at each use: told once. */
function tidy(problems: readonly CatalogueProblem[]): readonly CatalogueProblem[] {
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

function listAt(root: unknown, path: Path): readonly unknown[] {
  const value = valueAt(root, path)
  return Array.isArray(value) ? value : []
}

function unread(problem: Pick<CatalogueProblem, 'code' | 'message' | 'value' | 'fix'>): ParsedCatalogue {
  return { catalogue: null, portals: 0, pages: 0, problems: [{ line: 1, column: 1, path: '', ...problem }] }
}

function tooLarge(text: string, file: string) {
  const sizeBytes = Buffer.byteLength(text)
  return {
    code: 'file_too_large',
    message: `${quote(file)} has ${sizeBytes} bytes; ${MAX_CATALOGUE_BYTES} are read`,
    value: sizeBytes,
    fix: 'split the catalogue',
  }
}

function empty(file: string) {
  return {
    code: 'empty_file',
    message: `${quote(file)} is empty`,
    value: null,
    fix: 'begin with catalog, timezone, contact, locations and portals, as in catalogs/vietnam-2026.yaml',
  }
}
