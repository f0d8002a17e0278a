import type { Alias, ParsedNode, YAMLError } from 'yaml'
import { isAlias, isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import { type Fault, type Path, type Problem, quote, shorten } from './problem.ts'
import { keyOf, toPlain } from './yaml-plain.ts'

/** 1-based, columns in UTF-16 units. */
type Place = { readonly line: number; readonly column: number }

/** A YAML text as plain values, with the place of each. */
export type YamlSource = {
  /** Null stands for an alias that was refused; undefined where the whole was. */
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** The line from which on the structure can't be trusted; null where all of it can. */
  readonly brokenFromLine: number | null
  /** The place of the value or key at a path, or of the nearest thing around it that exists. */
  readonly placeOf: (path: Path, what: 'key' | 'value') => Place
}

/** One mistake makes a parser stumble many times; what comes after so many is noise. */
const MAX_SYNTAX_ERRORS = 20

const SYNTAX: Readonly<Record<string, { readonly message?: string; readonly fix: string }>> = {
  BAD_INDENT: { fix: 'check the indentation, and that brackets opened above are closed' },
  TAB_AS_INDENT: { fix: 'indent with spaces' },
  MISSING_CHAR: { fix: 'close the quote or bracket, and put a space after each colon and hyphen' },
  BAD_DQ_ESCAPE: { fix: 'write the backslash twice, or use single quotes' },
  RESOURCE_EXHAUSTION: { message: 'lists or maps are nested too deeply', fix: 'remove the nesting' },
  MULTIPLE_DOCS: {
    message: 'a second document begins',
    fix: 'remove the --- line, and put what follows into a file of its own',
  },
}

/** Reads YAML 1.2 with its core schema: dates stay texts, tags are refused, keys are unique, aliases bounded. */
export function readYaml(text: string): YamlSource {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    merge: false,
  })
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems: Problem[] = []
  const report = (offset: number, fault: Fault, value: unknown): void =>
    void problems.push({ ...placeAt(offset), path: '', ...fault, value: shorten(value) })

  const repeated = document.errors.filter((error) => error.code === 'DUPLICATE_KEY')
  const syntax = document.errors.filter((error) => error.code !== 'DUPLICATE_KEY')
  for (const error of repeated) {
    const key = keyText(text, error.pos[0])
    report(error.pos[0], repeatedKeyFault(key), key)
  }
  for (const error of syntax.slice(0, MAX_SYNTAX_ERRORS)) {
    report(error.pos[0], syntaxFault(error), lineAt(text, error.pos[0]))
  }
  const { value, targets } = toPlain(document.contents, report)

  const brokenLines = syntax.map((error) => placeAt(error.pos[0]).line)
  return {
    value,
    problems,
    brokenFromLine: brokenLines.length === 0 ? null : Math.min(...brokenLines),
    placeOf: (path, what) => placeAt(offsetOf({ root: document.contents, targets, path, what })),
  }
}

function offsetOf({
  root,
  targets,
  path,
  what,
}: {
  readonly root: ParsedNode | null
  readonly targets: ReadonlyMap<Alias, ParsedNode>
  readonly path: Path
  readonly what: 'key' | 'value'
}): number {
  let node = root
  let offset = root?.range[0] ?? 0
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = targets.get(node) ?? null
    if (isSeq(node) && typeof part === 'number') {
      const item: ParsedNode | undefined = node.items[part]
      if (item === undefined) break
      node = item
      offset = item.range[0]
      continue
    }
    // Where a key is repeated, the last one is the one that was read.
    const pair = isMap(node) ? node.items.findLast(({ key }) => keyOf(key) === String(part)) : undefined
    if (pair === undefined) break
    node = pair.value
    const isLast = depth === path.length - 1
    const written = node !== null && node.range[1] > node.range[0]
    offset = isLast && what === 'value' && written && node ? node.range[0] : pair.key.range[0]
  }
  return offset
}

function repeatedKeyFault(key: string): Fault {
  return {
    code: 'duplicate_key',
    message: `the key ${quote(key)} stands twice in one map`,
    fix: 'keep one of the two',
  }
}

function syntaxFault(error: YAMLError): Fault {
  const known = SYNTAX[error.code]
  return {
    code: 'yaml_syntax',
    message: `not YAML: ${known?.message ?? error.message}`,
    fix: known?.fix ?? 'check indentation, quotes and brackets here and just above',
  }
}

/** A key as it is written; the parser gives only where it begins. */
function keyText(text: string, offset: number): string {
  return /^(?:"[^"\n]*"|'[^'\n]*'|[^:,\n]*)/.exec(text.slice(offset, offset + 200))?.[0] ?? ''
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end === -1 ? undefined : end).trim()
}
