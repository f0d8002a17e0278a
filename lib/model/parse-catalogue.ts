import type { Catalogue } from './catalogue.ts'
import { catalogueJsonSchema, catalogueSchema, type WrittenCatalogue } from './catalogue-schema.ts'
import { checkJourneys } from './check-journeys.ts'
import { checkReferences } from './check-references.ts'
import { checkTimetable } from './check-timetable.ts'
import { checkFamilies } from './families.ts'
import { type Path, type Problem, quote } from './problem.ts'
import { readWritten, type WrittenForm } from './read-written.ts'
import { resolveCatalogue } from './resolve-catalogue.ts'
import { valueAt } from './schema-findings.ts'
import { schemaLookup } from './schema-lookup.ts'

export type ParsedCatalogue = {
  /** Null where there is any problem. */
  readonly catalogue: Catalogue | null
  /** Entries written, whether right or wrong. */
  readonly portals: number
  readonly pages: number
  /** In the order of the text; each place and fault once. */
  readonly problems: readonly Problem[]
}

/** In bytes of UTF-8: some hundred times a catalogue of a whole country. */
export const MAX_CATALOGUE_BYTES = 5_000_000

const CATALOGUE: WrittenForm<WrittenCatalogue> = {
  noun: 'a catalogue',
  schema: catalogueSchema,
  lookup: schemaLookup(catalogueJsonSchema),
  maxBytes: MAX_CATALOGUE_BYTES,
  fixes: {
    tooLarge: 'split the catalogue',
    empty: 'begin with catalog, timezone, contact, locations and portals, as in catalogs/vietnam-2026.yaml',
  },
  check: (draft, { lineOf, isFaulty }) => [
    ...checkReferences(draft, lineOf),
    ...checkFamilies(draft, isFaulty),
    ...checkJourneys(draft),
    ...checkTimetable(draft, isFaulty),
  ],
}

/**
 * Reads a catalogue's YAML and reports everything that is wrong with it at once. Nothing is looked up: hosts are not
 * resolved, private addresses are no problem. `file` only names the text in messages.
 */
export function parseCatalogue({ text, file }: { readonly text: string; readonly file: string }): ParsedCatalogue {
  const { written, root, problems } = readWritten({ text, name: quote(file) }, CATALOGUE)
  const portals = listAt(root, ['portals'])
  const pages = portals.map((_, index) => listAt(root, ['portals', index, 'pages']).length)
  return {
    catalogue: written === null ? null : resolveCatalogue(written),
    portals: portals.length,
    pages: pages.reduce((sum, count) => sum + count, 0),
    problems,
  }
}

function listAt(root: unknown, path: Path): readonly unknown[] {
  const value = valueAt(root, path)
  return Array.isArray(value) ? value : []
}
