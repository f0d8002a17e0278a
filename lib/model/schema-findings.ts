import type { z } from 'zod'
import { nearest } from './nearest.ts'
import { type Fault, type Finding, type Path, quote, showPath } from './problem.ts'
import type { SchemaLookup } from './schema-lookup.ts'

/** What is read, and how its schema can be asked. */
export type ReadForm = {
  /** With its article: `a catalogue`. */
  readonly noun: string
  readonly lookup: SchemaLookup
}

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
}

/** What a schema found wrong with `root`, in the words of people who write it; one finding per fault. */
export function schemaFindings(
  issues: readonly Issue[],
  { root, form }: { readonly root: unknown; readonly form: ReadForm },
): readonly Finding[] {
  return issues.flatMap((issue): readonly Finding[] => {
    const path = issue.path as Path
    const value = valueAt(root, path)
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], form))
    if (value === undefined) return [missingKey(path, { issue, form })]
    return [{ ...faultOf(issue, { path, value, form }), path, at: 'value' }]
  })
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    return (value as Record<string | number, unknown>)[part]
  }, root)
}

type At = { readonly path: Path; readonly value: unknown; readonly form: ReadForm }

function faultOf(issue: Issue, at: At): Fault {
  const { value, form } = at
  switch (issue.code) {
    case 'custom': {
      const { code, fix } = issue.params as { readonly code: string; readonly fix: string }
      return { code, message: issue.message, fix }
    }
    case 'invalid_type':
      return wrongType(KINDS[issue.expected] ?? issue.expected, at)
    case 'invalid_value':
      return {
        code: 'unknown_value',
        message: `${quote(value)} is not one of ${issue.values.join(', ')}`,
        fix: choices(issue.values, value),
      }
    case 'too_small':
      return outOfRange(`${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`, {
        value,
        origin: issue.origin,
      })
    case 'too_big':
      return outOfRange(`${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`, {
        value,
        origin: issue.origin,
      })
    default:
      return { code: 'wrong_value', message: issue.message, fix: `compare with the JSON Schema of ${form.noun}` }
  }
}

function wrongType(expected: string, { path, value, form }: At): Fault {
  const message = `${showPath(path) || form.noun} must be ${expected}, but is ${kindOf(value)}`
  if (expected === 'a text' && (typeof value === 'number' || typeof value === 'boolean')) {
    return { code: 'wrong_type', message, fix: 'put it in quotes, exactly as it is to be read: "…"' }
  }
  if (value === null && !form.lookup.isRequired(path))
    return { code: 'wrong_type', message, fix: `write ${expected}, or remove the key` }
  return { code: 'wrong_type', message, fix: `write ${expected}` }
}

function outOfRange(bound: string, { value, origin }: { readonly value: unknown; readonly origin: string }): Fault {
  const isList = origin === 'array'
  return {
    code: isList ? 'wrong_length' : 'out_of_range',
    message: isList ? `the list must have ${bound} entries` : `${quote(value)} must be ${bound}`,
    fix: isList ? 'add an entry, or remove the key' : `write ${bound}`,
  }
}

function unknownKey(path: Path, { noun, lookup }: ReadForm): Finding {
  const key = String(path.at(-1))
  const known = lookup.knownKeys(path.slice(0, -1))
  const meant = nearest(key, known)
  return {
    code: 'unknown_key',
    path,
    at: 'key',
    message: `${quote(key)} is not a key ${path.length === 1 ? `of ${noun}` : `of ${showPath(path.slice(0, -1))}`}`,
    fix: meant === null ? `remove it; keys here are ${known.join(', ')}` : `write ${meant}, or remove it`,
  }
}

function missingKey(path: Path, { issue, form }: { readonly issue: Issue; readonly form: ReadForm }): Finding {
  const key = String(path.at(-1))
  const description = form.lookup.descriptionOf(path)
  const values = issue.code === 'invalid_value' ? `: ${choices(issue.values)}` : ''
  return {
    code: 'missing_key',
    path,
    at: 'value',
    message: `${showPath(path)} is missing`,
    fix: `add ${key}${values}${description === null ? '' : ` (${description.replace(/\.$/, '')})`}`,
  }
}

function choices(values: readonly unknown[], received?: unknown): string {
  const meant = typeof received === 'string' ? nearest(received, values.map(String)) : null
  return `write ${meant ?? values.join(' or ')}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return KINDS.array ?? ''
  return typeof value === 'number' ? `the number ${value}` : (KINDS[typeof value] ?? typeof value)
}
