import { pagesOf } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { InputError } from '../model/input-error.ts'

/** Refuses a page that neither a catalogue nor an import knows, and names some that are known. */
export function requireKnownPage(
  page: string,
  of: { readonly configs: readonly Config[]; readonly spans: readonly ImportSpan[] },
): void {
  const known = new Set([
    ...of.configs.flatMap(({ catalogue }) => pagesOf(catalogue).map(({ key }) => key)),
    ...of.spans.flatMap(({ pages }) => pages),
  ])
  if (known.has(page)) return
  const some = [...known].slice(0, 5).join(', ')
  throw new InputError(
    'unknown_page',
    `page “${page}” is not known here: write portal/page${some ? `, such as ${some}` : ''}`,
  )
}
