import { openApi } from './openapi.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import { referencePage } from './reference-page.ts'
import type { Route } from './route.ts'

/** The API's own description, for machines and for people: nothing in it is of anybody. */
export function referencePages(routes: readonly Route[]): readonly PageRoute[] {
  const document = openApi(routes)
  return [
    pageRoute({ method: 'GET', path: '/openapi.json', roles: 'anybody', answer: (c) => c.json(document) }),
    pageRoute({
      method: 'GET',
      path: '/reference',
      roles: 'anybody',
      answer: (_c, { say }) => referencePage(document, say),
    }),
  ]
}
