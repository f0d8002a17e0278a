import { expect, test } from 'vitest'
import { ADMITTED } from '../kit/api-routes.ts'
import { PAGES, SHOWN_PAGES } from '../kit/pages.ts'

/** What pages show, as programs get it: the first route admits whom the page admits. Of none it is said why. */
const API_OF: Readonly<Record<string, readonly string[] | string>> = {
  '/': ['status', 'alerts'],
  '/portals': ['portals', 'status'],
  '/portals/:portal': ['portals/:portal', 'history/:portal/:page', 'incidents'],
  '/portals/:portal/pages/:page': [
    'history/:portal/:page',
    'status',
    'audits/:portal/:page',
    'audit-days/:portal/:page',
    'incidents',
    'releases/:portal',
  ],
  '/portals/:portal/compare': ['comparison/:portal/:page', 'releases/:portal'],
  '/portals/:portal/pages/:page/checks': ['failed-checks/:portal/:page'],
  '/portals/:portal/badge': ['badges/:portal'],
  '/portals/:portal/score': ['losses/:portal', 'reviews', 'releases/:portal'],
  '/portals/:portal/releases': ['releases/:portal'],
  '/incidents': ['incidents'],
  '/incident': ['incidents/report'],
  '/monitor': ['monitor', 'cost'],
  '/changes': ['changes'],
  '/maintenance': ['maintenance', 'silences', 'holidays'],
  '/scores': ['scores', 'periods', 'criteria'],
  '/score-changes': ['score-changes'],
  // What rules counted is made by a job: all results of the period are read for it, longer than an answer may take.
  '/scores/:portal': ['scores', 'jobs/:job'],
  '/results/:portal/:page': ['results/:portal/:page', 'audits/:portal/:page'],
  '/methods': ['criteria'],
  '/jobs/:job': ['jobs/:job'],
  '/periods': ['periods'],
  '/reviews': ['reviews'],
  '/reviews/:review': ['reviews/:review'],
  '/exports': ['jobs', 'criteria'],
  '/sign-in': 'a token is shown with each request',
  '/reference': 'openapi.json',
}

test('whatever a page shows the API answers, to the same roles', () => {
  const shown = SHOWN_PAGES.map(([page]) => page.replace('GET ', ''))
  expect(Object.keys(API_OF).toSorted()).toEqual(shown.toSorted())
  for (const path of shown) {
    const routes = API_OF[path] ?? []
    if (typeof routes === 'string') continue
    const admitted = routes.map((route) => ADMITTED[`GET /api/${route}`]?.roles.toSorted())
    expect([path, admitted.includes(undefined)]).toEqual([path, false])
    const { roles } = PAGES[`GET ${path}`] ?? {}
    expect([path, admitted[0]]).toEqual([path, roles === 'anybody' ? null : roles?.toSorted()])
  }
})
