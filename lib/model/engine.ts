import type { Engine, Page } from './catalogue.ts'

/** What a form of an engine shows once it can be filled in; the `load` event fires long before. */
const READY: Readonly<Partial<Record<Engine, string>>> = {
  formio: '[name^="data["]',
  surveyjs: '.sd-question, .sd-element',
}

/** The selector of what makes a page usable: its own, else its engine's; null: readiness isn't measured. */
export function readySelector(page: Pick<Page, 'ready' | 'engine' | 'kind'>): string | null {
  if (page.ready !== null) return page.ready
  return page.kind === 'eform' && page.engine !== null ? (READY[page.engine] ?? null) : null
}
