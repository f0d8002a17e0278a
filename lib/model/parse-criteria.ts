import { checkCriteria } from './check-criteria.ts'
import type { Criteria } from './criteria.ts'
import { criteriaJsonSchema, criteriaSchema, type WrittenCriteria } from './criteria-schema.ts'
import type { Problem } from './problem.ts'
import { readWritten, type WrittenForm } from './read-written.ts'
import { schemaLookup } from './schema-lookup.ts'

export type ParsedCriteria = {
  /** Null where there is any problem. */
  readonly criteria: Criteria | null
  /** In the order of the text; each place and fault once. */
  readonly problems: readonly Problem[]
}

const CRITERIA: WrittenForm<WrittenCriteria> = {
  noun: 'a criteria pack',
  schema: criteriaSchema,
  lookup: schemaLookup(criteriaJsonSchema),
  maxBytes: 200_000,
  fixes: {
    tooLarge: 'name a criteria pack: those that are shipped have some kilobytes',
    empty: 'copy a pack such as criteria/vn-2025-load.yaml, and change it',
  },
  check: checkCriteria,
}

/** Reads a criteria pack's YAML and reports everything that is wrong with it at once. */
export function parseCriteria(text: string): ParsedCriteria {
  const { written, problems } = readWritten({ text, name: 'the criteria pack' }, CRITERIA)
  return { criteria: written === null ? null : resolve(written), problems }
}

/** The criteria that a written form means. */
function resolve({ name, source, profile = 'mobile', rules, pages, grades = [], ...rest }: WrittenCriteria): Criteria {
  return {
    ...rest,
    name: { vi: name.vi.normalize('NFC'), en: name.en.normalize('NFC') },
    source: source.normalize('NFC'),
    profile,
    pages: {
      ...(pages.homepage === undefined ? {} : { homepage: pages.homepage }),
      ...(pages.eform === undefined ? {} : { eform: pages.eform }),
    },
    rules: rules.map((rule) => ({ ...rule, limit: rule.limit ?? null })),
    grades,
  }
}
