import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ENVIRONMENTS, type FunctionName } from '../../model/environment.ts'
import { InputError } from '../../model/input-error.ts'

/**
 * The functions to build, in the order of `ENVIRONMENTS`: those that are asked for, or all that there are. Throws an
 * `InputError` for a name that is no function's.
 */
export function chooseFunctions(root: string, wanted: readonly string[]): readonly FunctionName[] {
  const there = (Object.keys(ENVIRONMENTS) as FunctionName[]).filter((name) => existsSync(entryOf(root, name)))
  const unknown = wanted.find((name) => !there.some((known) => known === name))
  if (unknown !== undefined)
    throw new InputError('unknown_function', `no function ${JSON.stringify(unknown)}; there are: ${there.join(', ')}`)
  return wanted.length === 0 ? there : there.filter((name) => wanted.includes(name))
}

/** The module of a function's handler. */
export function entryOf(root: string, name: FunctionName): string {
  return join(root, 'functions', `${name}.ts`)
}
