import type { Context } from 'hono'
import { failedChecks, failedDays } from '../flow/failed-checks.ts'
import { type PortalInScores, portalInScores } from '../flow/lost-points.ts'
import { lossesInScore } from '../flow/page-losses.ts'
import { markedReleases } from '../flow/releases.ts'
import { openReview, type Reviewer, reviews } from '../flow/review.ts'
import type { Portal } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { InputError } from '../model/input-error.ts'
import { parsePeriod } from '../model/period.ts'
import { readDay } from '../model/read-day.ts'
import type { Release } from '../model/release.ts'
import { MAX_REVIEW_BODY_BYTES, newReviewSchema } from '../model/review.ts'
import type { Archive } from '../record/archive.ts'
import type { Table } from '../record/table.ts'
import { formProblem } from './ask-page.ts'
import { checkPlace } from './check-place.ts'
import { checksPage } from './checks-page.ts'
import { FAILED_LIST } from './list-kinds.ts'
import { lostPage } from './lost-page.ts'
import { messagePage } from './message-page.ts'
import type { PageAnswer, PageRoute, PageView } from './page-route.ts'
import { shownRead } from './part-links.ts'
import { portalRoute } from './portal-route.ts'
import type { RefusedReview } from './review-form.ts'
import type { Viewer } from './viewer.ts'

/** Of checks that failed, on one page. */
const ROWS = 60

type Ports = { readonly table: Table; readonly clock: Clock; readonly archive: Archive }

/** A portal's points, what it lost, what failed, and its reviews. */
export function portalScores(ports: Ports): readonly PageRoute[] {
  return [
    portalRoute('/portals/:portal/pages/:page/checks', async ({ c, portal, view }) => {
      const page = portal.pages.find(({ id }) => id === c.req.param('page'))
      if (!page) return messagePage({ kind: 'not_found' }, view.say)
      const { timezone } = view.say
      const today = dayOf(view.nowMs, timezone)
      const days = askedDays(c, today)
      const { read, sealed } = await failedChecks(page.key, {
        table: ports.table,
        nowMs: view.nowMs,
        timezone,
        ...days,
      })
      const checks = await shownRead(c, (of) => read({ ...of, place: checkPlace(of.place) }), {
        ...FAILED_LIST,
        limit: ROWS,
      })
      return checksPage({ portal, page, days, checks, sealed }, view.say)
    }),
    portalRoute('/portals/:portal/score', ({ c, portal, view }) =>
      scored({ portal, view, name: c.req.query('evaluation') ?? null, refused: null }, ports),
    ),
    portalRoute(
      '/portals/:portal/reviews',
      async ({ c, portal, view }) => {
        const form = await sentForm(c)
        try {
          const asked = await askedReview(form, portal)
          const { by, principal } = signedIn(view.viewer)
          const { id } = await openReview(asked, { ...ports, by, principal })
          return c.redirect(`/reviews/${id}`, 303)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          const texts = [...(form ?? [])].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
          const refused = { problem: { code: error.code, message: error.message }, form: Object.fromEntries(texts) }
          return scored({ portal, view, name: null, refused }, ports)
        }
      },
      { method: 'POST', maxBytes: MAX_REVIEW_BODY_BYTES },
    ),
  ]
}

/** Of a period or a day, or of days from one to another; else of the last ones. Throws an `InputError` for what is none. */
function askedDays(c: Context, today: Day): { readonly from: Day; readonly to: Day } {
  const { period, day, from, to } = c.req.query()
  if (period !== undefined) return failedDays(parsePeriod(period), today)
  if (day !== undefined) return failedDays({ from: readDay(day, 'day'), to: day }, today)
  return failedDays({ from: from && readDay(from, 'from'), to: to && readDay(to, 'to') }, today)
}

async function scored(
  of: {
    readonly portal: Portal
    readonly view: PageView
    readonly name: string | null
    readonly refused: RefusedReview | null
  },
  ports: Ports,
): Promise<PageAnswer> {
  const { portal, view, name, refused } = of
  const { viewer, say, nowMs, config } = view
  if (viewer === null) return messagePage({ kind: 'not_found' }, say)
  const catalogue = config?.catalogue ?? null
  const [found, all] = await Promise.all([
    catalogue === null ? null : portalInScores({ portal, catalogue, name }, { table: ports.table, nowMs }),
    reviews({ ...ports, principal: viewer.principal as Reviewer }),
  ])
  const own = all.reviews.filter((review) => review.portal === null || review.portal === portal.id)
  const losses = found === null ? [] : await lossesInScore(found, { portal, table: ports.table })
  const releases = found === null ? [] : await releasesIn(found, { portal, table: ports.table })
  return lostPage({ portal, found, losses, releases, reviews: own, viewer, catalogue, nowMs, refused }, say)
}

function releasesIn(
  { score: { from, to, timezone } }: PortalInScores,
  of: { readonly portal: Portal; readonly table: Table },
): Promise<readonly Release[]> {
  const span = { fromMs: startOfDay(from, timezone), toMs: startOfDay(addDays(to, 1), timezone) }
  return markedReleases({ portal: of.portal.id, ...span }, of)
}

/** Of who has signed in: nobody else gets to a form. */
function signedIn(viewer: Viewer | null): { readonly by: string; readonly principal: Reviewer } {
  if (viewer === null || viewer.by === null || viewer.principal.role === 'agent')
    throw new Error('a form was taken of nobody')
  return { by: viewer.by, principal: viewer.principal }
}

/** Null: it is none. */
async function sentForm(c: Context): Promise<FormData | null> {
  return (c.req.header('content-type') ?? '').startsWith('multipart/form-data') ? c.req.formData() : null
}

async function askedReview(form: FormData | null, portal: Portal) {
  if (form === null) throw new InputError('bad_form', 'send the form of this page')
  const text = (name: string): string => {
    const given = form.get(name)
    return typeof given === 'string' ? given.trim().normalize('NFC') : ''
  }
  const files = form.getAll('files').filter((file): file is File => typeof file !== 'string' && file.size > 0)
  const asked = newReviewSchema.safeParse({
    period: text('period'),
    portal: portal.id,
    page: text('page') || null,
    locations: text('location') ? [text('location')] : null,
    from: text('from'),
    to: text('to'),
    cause: text('cause'),
    note: text('note'),
    behalf: text('behalf') || null,
    files: await Promise.all(
      files.map(async (file) => ({
        name: plainName(file.name),
        base64: Buffer.from(await file.arrayBuffer()).toString('base64'),
      })),
    ),
  })
  if (asked.success) return asked.data
  const { code, message } = formProblem(asked.error)
  throw new InputError(code, message)
}

/** A file's name without marks and blanks, as files are kept. */
function plainName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(-100)
    .replace(/^[^A-Za-z0-9]+/, '')
  return plain || 'file'
}
