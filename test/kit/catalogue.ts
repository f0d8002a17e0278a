import type { Catalogue, Page } from '../../lib/model/catalogue.ts'
import { pagesOf } from '../../lib/model/catalogue.ts'
import type { Config } from '../../lib/model/config.ts'
import { parseWritten, writtenCatalogue } from './written-catalogue.ts'

/** A checked catalogue from its written form; `changes` replace keys of the root. Throws where it has a problem. */
export function catalogueOf(changes: Record<string, unknown> = {}): Catalogue {
  const { catalogue, problems } = parseWritten(writtenCatalogue(changes))
  if (!catalogue) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('; '))
  return catalogue
}

/** A version in force from 0 that plays all its locations. */
export function configOf(catalogue: Catalogue, changes: Partial<Config> = {}): Config {
  return {
    version: 'v1',
    effectiveFromMs: 0,
    untilMs: null,
    publishedAtMs: 0,
    catalogue,
    played: catalogue.locations.map(({ id }) => id),
    ...changes,
  }
}

/** A page of a catalogue by its key. */
export function pageOf(catalogue: Catalogue, key: string): Page {
  const page = pagesOf(catalogue).find((candidate) => candidate.key === key)
  if (!page) throw new Error(`no page ${key}`)
  return page
}
