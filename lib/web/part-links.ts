import type { Context } from 'hono'
import { html } from 'hono/html'
import type { BilingualText } from '../model/catalogue.ts'
import { type ListKind, type Part, partOf, type ReadEntries, readPart } from './list-part.ts'
import type { Markup, Say } from './overview-say.ts'

const W = {
  parts: { vi: 'Các phần của danh sách', en: 'Parts of the list' },
  first: { vi: 'Trang đầu', en: 'First page' },
  before: { vi: 'Trang trước', en: 'Previous page' },
  after: { vi: 'Trang sau', en: 'Next page' },
} as const satisfies Record<string, BilingualText>

export type ShownPart<T> = Part<T> & {
  /** Plain links to the parts before and after; nothing where all of the list is shown. */
  readonly links: (say: Say) => Markup
}

/**
 * The part of a list that a page's address asks for. `param`: where a page has several lists, in which parameter the
 * cursor of this one is; default `cursor`.
 */
export function shownPart<T>(
  c: Context,
  all: readonly T[],
  of: ListKind<T> & { readonly limit: number; readonly param?: string },
): ShownPart<T> {
  const { param = 'cursor' } = of
  const part = partOf(all, { ...of, cursor: c.req.query(param) ?? null })
  return { ...part, links: (say) => partLinks(c, { ...part, param }, say) }
}

/** The same of a list that is read as far as it is shown. */
export async function shownRead<T>(
  c: Context,
  read: ReadEntries<T>,
  of: ListKind<T> & { readonly limit: number },
): Promise<ShownPart<T>> {
  const part = await readPart(read, { ...of, cursor: c.req.query('cursor') ?? null })
  return { ...part, links: (say) => partLinks(c, part, say) }
}

function partLinks(
  c: Context,
  of: Pick<Part<unknown>, 'before' | 'after'> & { readonly param?: string },
  { t }: Say,
): Markup {
  const { before, after, param = 'cursor' } = of
  if (before === null && after === null) return html``
  const way = (cursor: string | null): string => {
    const query = new URLSearchParams(new URL(c.req.url).search)
    if (cursor === null) query.delete(param)
    else query.set(param, cursor)
    return `?${query.toString()}`
  }
  return html`<nav class="parts" aria-label="${t(W.parts)}">${before === null ? '' : html`<a href="${way(null)}">« ${t(W.first)}</a>`}${before === null ? '' : html`<a rel="prev" href="${way(before)}">‹ ${t(W.before)}</a>`}${after === null ? '' : html`<a rel="next" href="${way(after)}">${t(W.after)} ›</a>`}</nav>`
}
