import type { z } from 'zod'
import { type Fault, type Finding, type Path, quote, showPath } from './catalogue-problem.ts'
import { nearest } from './nearest.ts'
import { descriptionOf, isRequired, knownKeys } from './schema-lookup.ts'

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
}

/** What a schema found wrong with `root`, in the words of people who write catalogues; one finding per fault. */
export function schemaFindings(issues: readonly Issue[], root: unknown): readonly Finding[] {
  return issues.flatMap((issue): readonly Finding[] => {
    const path = issue.path as Path
    const value = valueAt(root, path)
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]))
    if (value === undefined) return [missingKey(path, issue)]
    return [{ ...faultOf(issue, { path, value }), path, at: 'value' }]
  })
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    return (value as Record<string | number, unknown>)[part]
  }, root)
}

function faultOf(issue: Issue, { path, value }: { readonly path: Path; readonly value: unknown }): Fault {
  switch (issue.code) {
    case 'custom': {
      const { code, fix } = issue.params as { readonly code: string; readonly fix: string }
      return { code, message: issue.message, fix }
    }
    case 'invalid_type':
      return wrongType(KINDS[issue.expected] ?? issue.expected, { path, value })
    case 'invalid_value':
      return {
        code: 'unknown_value',
        message: `${quote(value)} is not one of ${issue.values.join(', ')}`,
        fix: choices(issue.values, value),
      }
    case 'too_small':
      return outOfRange(`at least ${issue.minimum}`, { value, origin: issue.origin })
    case 'too_big':
      return outOfRange(`at most ${issue.maximum}`, { value, origin: issue.origin })
    default:
      return { code: 'wrong_value', message: issue.message, fix: 'compare with the documentation of catalogues' }
  }
}

function wrongType(expected: string, { path, value }: { readonly path: Path; readonly value: unknown }): Fault {
  const message = `${showPath(path) || 'a catalogue'} must be ${expected}, but is ${kindOf(value)}`
  if (expected === 'a text' && (typeof value === 'number' || typeof value === 'boolean')) {
    return { code: 'wrong_type', message, fix: 'put it in quotes, exactly as it is to be read: "…"' }
  }
  if (value === null && !isRequired(path))
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

function unknownKey(path: Path): Finding {
  const key = String(path.at(-1))
  const known = knownKeys(path.slice(0, -1))
  const meant = nearest(key, known)
  return {
    code: 'unknown_key',
    path,
    at: 'key',
    message: `${quote(key)} is not a key ${path.length === 1 ? 'of a catalogue' : `of ${showPath(path.slice(0, -1))}`}`,
    fix: meant === null ? `remove it; keys here are ${known.join(', ')}` : `write ${meant}, or remove it`,
  }
}

function missingKey(path: Path, issue: Issue): Finding {
  const key = String(path.at(-1))
  const description = descriptionOf(path)
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
