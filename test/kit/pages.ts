import type { Role } from '../../lib/model/token.ts'
import { assetPath } from '../../lib/web/assets.ts'
import { FLEET_OUTAGE, FLEET_PERIOD } from './fleet-app.ts'

export type ListedPage = {
  readonly roles: readonly Role[] | 'anybody'
  /** Of the fleet of `openFleetApp`, about a portal of vendor `vnpt` where it is about one. */
  readonly path: string
  /** What a vendor is answered about another vendor's portal; absent: the page is about none. */
  readonly foreign?: 404
  /** It is the same for everybody, whoever asks. */
  readonly isFile?: true
}

const SCORES = new URLSearchParams({ period: FLEET_PERIOD, criteria: 'test@1' }).toString()
const READERS = ['operator', 'evaluator', 'vendor'] as const

/** Every page, form and file, and who may use it: one that is missing here fails the matrix. */
export const PAGES: Readonly<Record<string, ListedPage>> = {
  'GET /': { roles: READERS, path: '/' },
  'GET /sign-in': { roles: 'anybody', path: '/sign-in' },
  'POST /sign-in': { roles: 'anybody', path: '/sign-in' },
  'GET /sign-in/begin': { roles: 'anybody', path: '/sign-in/begin' },
  'GET /sign-in/callback': { roles: 'anybody', path: '/sign-in/callback' },
  'POST /sign-out': { roles: 'anybody', path: '/sign-out' },
  'GET /assets/:file': { roles: 'anybody', path: assetPath('style.css'), isFile: true },
  'GET /public/*': { roles: 'anybody', path: '/public/', isFile: true },
  'GET /portals': { roles: READERS, path: '/portals' },
  'GET /portals/:portal': { roles: READERS, path: '/portals/ca-mau', foreign: 404 },
  'GET /portals/:portal/pages/:page': { roles: READERS, path: '/portals/ca-mau/pages/home', foreign: 404 },
  'GET /portals/:portal/compare': { roles: READERS, path: '/portals/ca-mau/compare', foreign: 404 },
  'GET /portals/:portal/pages/:page/checks': {
    roles: READERS,
    path: '/portals/ca-mau/pages/home/checks',
    foreign: 404,
  },
  'GET /portals/:portal/badge': { roles: READERS, path: '/portals/ca-mau/badge', foreign: 404 },
  'GET /portals/:portal/score': { roles: READERS, path: '/portals/ca-mau/score', foreign: 404 },
  'POST /portals/:portal/reviews': { roles: READERS, path: '/portals/ca-mau/reviews', foreign: 404 },
  'GET /portals/:portal/releases': { roles: READERS, path: '/portals/ca-mau/releases', foreign: 404 },
  'POST /portals/:portal/releases': {
    roles: ['operator', 'vendor'],
    path: '/portals/ca-mau/releases',
    foreign: 404,
  },
  'POST /portals/:portal/releases/withdraw': {
    roles: ['operator', 'vendor'],
    path: '/portals/ca-mau/releases/withdraw',
    foreign: 404,
  },
  'GET /incidents': { roles: READERS, path: '/incidents' },
  'GET /incident': { roles: READERS, path: `/incident?id=${encodeURIComponent(FLEET_OUTAGE.id)}`, foreign: 404 },
  'POST /incident/acknowledge': { roles: ['operator'], path: '/incident/acknowledge' },
  'POST /incident/silence': { roles: ['operator'], path: '/incident/silence' },
  'GET /monitor': { roles: ['operator', 'evaluator'], path: '/monitor' },
  'GET /changes': { roles: ['operator', 'evaluator'], path: '/changes' },
  'GET /openapi.json': { roles: 'anybody', path: '/openapi.json' },
  'GET /reference': { roles: 'anybody', path: '/reference' },
  'GET /maintenance': { roles: READERS, path: '/maintenance' },
  'POST /maintenance': { roles: ['operator'], path: '/maintenance' },
  'POST /maintenance/holidays': { roles: ['operator'], path: '/maintenance/holidays' },
  'POST /maintenance/holidays/end': { roles: ['operator'], path: '/maintenance/holidays/end' },
  'POST /maintenance/end': { roles: ['operator'], path: '/maintenance/end' },
  'GET /scores': { roles: READERS, path: `/scores?${SCORES}` },
  'POST /scores': { roles: READERS, path: '/scores' },
  'GET /score-changes': { roles: READERS, path: '/score-changes' },
  'GET /scores/:portal': { roles: READERS, path: `/scores/ca-mau?${SCORES}`, foreign: 404 },
  'POST /scores/:portal': { roles: READERS, path: '/scores/ca-mau' },
  'GET /results/:portal/:page': { roles: READERS, path: '/results/ca-mau/home?day=2026-11-20', foreign: 404 },
  'GET /methods': { roles: READERS, path: '/methods' },
  'GET /jobs/:job': { roles: READERS, path: '/jobs/score-1', foreign: 404 },
  'GET /periods': { roles: READERS, path: '/periods' },
  'POST /periods': { roles: ['evaluator'], path: '/periods' },
  'GET /reviews': { roles: READERS, path: '/reviews' },
  'GET /reviews/:review': { roles: READERS, path: '/reviews/r', foreign: 404 },
  'POST /reviews/:review': { roles: ['evaluator'], path: '/reviews/r' },
  'GET /exports': { roles: READERS, path: '/exports' },
  'POST /exports': { roles: READERS, path: '/exports' },
  'POST /bundles': { roles: ['operator', 'evaluator'], path: '/bundles' },
  'GET /reports/:portal/:page/:slot/:location/:file': {
    roles: READERS,
    path: '/reports/ca-mau/home/1795399200000/sgn/report.html.gz',
    foreign: 404,
  },
}

/**
 * Those that people look at: what programs read, and a report's own page, have no look of ours. The public status page has
 * a test of its own.
 */
export const SHOWN_PAGES: readonly (readonly [string, ListedPage])[] = Object.entries(PAGES).filter(
  ([page, { isFile }]) => page.startsWith('GET ') && !isFile && !/\/reports\/|\.json$|^GET \/sign-in\/./.test(page),
)
