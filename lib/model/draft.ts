import type { WrittenCatalogue } from './catalogue-schema.ts'
import type { WrittenCriteria } from './criteria-schema.ts'
import { type Path, showPath } from './problem.ts'

/** A written form of which any part may be missing, entries of lists too; what is there is valid by itself. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T

export type CatalogueDraft = Draft<WrittenCatalogue>
export type CriteriaDraft = Draft<WrittenCriteria>

/**
 * A copy of what was read without the values at `faulty` paths, so that the rest can be checked as if they were right.
 * Lists keep their length: an entry at fault leaves `undefined`.
 */
export function draftOf<T>(root: unknown, faulty: readonly Path[]): Draft<T> {
  const paths = new Set(faulty.map(showPath))
  const copy = (value: unknown, path: Path): unknown => {
    if (paths.has(showPath(path))) return undefined
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, [...path, key])]))
  }
  const draft = copy(root, [])
  return (typeof draft === 'object' && draft !== null ? draft : {}) as Draft<T>
}
