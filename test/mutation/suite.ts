import { format } from 'node:util'
import { expect } from 'vitest'

/**
 * What the judge's tests import as `vitest` while they are asked about mutants: Vitest's own `expect`, and as much of
 * `describe` and `test` as they use. A test is called, not scheduled: thousands of mutants take minutes instead of hours.
 */
export { describe, expect, suiteTest as test }

export type SuiteTest = { readonly name: string; readonly run: () => unknown }

/** Tests that were registered since the last call, in order. */
export function takeTests(): readonly SuiteTest[] {
  return tests.splice(0)
}

type Rows = (name: string, body: (...row: never[]) => unknown) => void

const tests: SuiteTest[] = []
const groups: string[] = []

const suiteTest = Object.assign(add, { each: eachOf(add) })

const describe = Object.assign(group, { each: eachOf(group) })

function add(name: string, body: () => unknown): void {
  tests.push({ name: [...groups, name].join(' > '), run: body })
}

function group(name: string, body: () => unknown): void {
  groups.push(name)
  body()
  groups.pop()
}

function eachOf(register: (name: string, body: () => unknown) => void): (rows: readonly unknown[]) => Rows {
  return (rows) => (name, body) => {
    for (const row of rows) {
      const cells: readonly unknown[] = Array.isArray(row) ? row : [row]
      register(format(name, ...cells), () => body(...(cells as never[])))
    }
  }
}
