import { randomBytes } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt } from '../model/config.ts'
import { stateOf } from '../model/evaluation.ts'
import { pageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { parsePeriod, spanOf } from '../model/period.ts'
import {
  MAX_REVIEW_BYTES,
  type NewDecision,
  type NewReview,
  REVIEWS,
  type Review,
  type ReviewFile,
} from '../model/review.ts'
import { isSameActor, voucherOf } from '../model/session.ts'
import { type Principal, tokenIdOf } from '../model/token.ts'
import type { Archive } from '../record/archive.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import { listEvaluations } from '../record/evaluations.ts'
import { markLate } from '../record/late.ts'
import { addReview, decide, getReview, listStoredReviews } from '../record/reviews.ts'
import type { Table } from '../record/table.ts'
import { getToken } from '../record/tokens.ts'
import { readMoment } from './read-moment.ts'
import { portalsFor } from './scope.ts'

/** Who asks or decides. */
export type Reviewer = Exclude<Principal, { readonly role: 'agent' }>

export type ReviewPorts = {
  readonly table: Table
  readonly clock: Clock
  /** As in `Acknowledgement`. */
  readonly by: string
  readonly principal: Reviewer
}

export type ShownReview = Review & { readonly type: 'review' }
export type LinkedReview = ShownReview & {
  /** Where each of its files can be had without a token, until a moment, in their order. */
  readonly links: readonly { readonly name: string; readonly url: string; readonly expiresAtMs: number }[]
}
export type Reviews = { readonly type: 'reviews'; readonly reviews: readonly Review[] }

const LINK_SECONDS = 900

/**
 * Contests a window of a portal in the scores of a period: a vendor of its own portals, an operator on somebody's behalf,
 * both while the window for reviews of that period runs; an evaluator at any time, and also our method, for all portals.
 * Files are kept, with their hashes. Rejects with an `InputError` for what may not be asked for.
 */
export async function openReview(
  asked: NewReview,
  ports: ReviewPorts & { readonly archive: Pick<Archive, 'put'> },
): Promise<ShownReview> {
  const { table, clock, by, principal } = ports
  const nowMs = clock.now()
  const period = parsePeriod(asked.period)
  const config = configAt(await listConfigs(table), nowMs)
  if (config === null) throw new InputError('no_catalogue', 'nothing is configured here')
  const { timezone } = config.catalogue
  checkPlace(asked, { config, principal })
  const { fromMs, toMs } = spanOf(period, timezone)
  const span = {
    fromMs: readMoment(asked.from, { timezone, name: 'from' }),
    toMs: readMoment(asked.to, { timezone, name: 'to' }),
  }
  if (span.toMs <= span.fromMs)
    throw new InputError('bad_time', `the window ends at ${asked.to}, not after ${asked.from}`)
  if (span.fromMs < fromMs || span.toMs > toMs)
    throw new InputError(
      'bad_time',
      `the window is to lie in ${period.name}: from ${period.from} to the end of ${period.to}`,
    )
  if (principal.role !== 'evaluator') await checkDeadline(period.name, { table, nowMs })
  const bodies = asked.files.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') }))
  const sizeBytes = bodies.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  if (sizeBytes > MAX_REVIEW_BYTES)
    throw new InputError('too_large', `the files have ${sizeBytes} bytes, ${MAX_REVIEW_BYTES} can be kept`)
  const id = randomBytes(4).toString('hex')
  const files: ReviewFile[] = []
  for (const [index, { name, bytes }] of bodies.entries()) {
    const key = `${REVIEWS}${id}/${index + 1}/${name}`
    files.push({
      name,
      key,
      ...(await ports.archive.put(key, bytes, { contentType: 'application/octet-stream', fileName: name })),
    })
  }
  const { portal, page, locations, cause, note, behalf } = asked
  const review: Review = {
    id,
    period: period.name,
    portal,
    page,
    locations,
    ...span,
    cause,
    note,
    files,
    behalf,
    openedAtMs: nowMs,
    by,
    role: principal.role,
    decision: null,
  }
  if (!(await addReview(table, review))) return openReview(asked, ports)
  await logChange(table, { atMs: nowMs, by, act: 'open_review', about: id, details: review })
  return { type: 'review', ...review }
}

/**
 * Decides a review: an evaluator who has neither asked for it nor made the preview of a period that it is about. What is
 * accepted is left out of scores from then on, good and bad. Rejects with an `InputError` where it is not theirs to decide.
 */
export async function decideReview(
  of: NewDecision & { readonly id: string },
  ports: Omit<ReviewPorts, 'principal'>,
): Promise<ShownReview> {
  const { table, clock, by } = ports
  const { id, isAccepted, reason } = of
  const review = await known(id, table)
  if (review.decision !== null)
    throw new InputError('decided_before', `review ${id} was decided by ${review.decision.by}`)
  const evaluations = await listEvaluations(table)
  if (isConcerned(review, { by, evaluations }))
    throw new InputError('concerned', `${by} asked for the review, or made the preview: another evaluator is to decide`)
  const finding = review.portal === null ? 'method' : of.finding
  const onWordOf = await decidesOnWordOf(review, { by, evaluations, table })
  const atMs = clock.now()
  const decided = await decide(table, { review, decision: { atMs, by, onWordOf, isAccepted, finding, reason } })
  if (decided === null) throw new InputError('decided_before', `review ${id} was decided just now`)
  // Rollups are counted anew by what was decided.
  if (review.incident !== undefined && review.portal !== null && review.page !== null)
    await markLate(table, { page: pageKey(review.portal, review.page), fromMs: review.fromMs, toMs: review.toMs }, atMs)
  await logChange(table, {
    atMs,
    by,
    act: 'decide_review',
    about: id,
    details: { isAccepted, finding, reason, onWordOf },
  })
  return { type: 'review', ...decided }
}

/** Reviews that somebody may read, open ones first, then the latest decided: a vendor its own portals', and those of all. */
export async function reviews({ table, clock, principal }: Omit<ReviewPorts, 'by'>): Promise<Reviews> {
  const [all, configs] = await Promise.all([listStoredReviews(table), listConfigs(table)])
  const portals = portalsFor(principal, configAt(configs, clock.now()))
  const readable = all.filter(({ portal }) => portals === null || portal === null || portals.has(portal))
  return {
    type: 'reviews',
    reviews: readable.sort(
      (a, b) => Number(a.decision !== null) - Number(b.decision !== null) || b.openedAtMs - a.openedAtMs,
    ),
  }
}

/** One that somebody may read, with links to its files. Rejects with an `InputError` where there is none for them. */
export async function showReview(
  id: string,
  ports: Omit<ReviewPorts, 'by'> & { readonly archive: Pick<Archive, 'link'> },
): Promise<LinkedReview> {
  const review = (await reviews(ports)).reviews.find((one) => one.id === id)
  if (!review) throw noReview(id)
  const expiresAtMs = ports.clock.now() + LINK_SECONDS * 1_000
  const links = await Promise.all(
    review.files.map(async ({ name, key }) => ({
      name,
      url: await ports.archive.link(key, { forSeconds: LINK_SECONDS }),
      expiresAtMs,
    })),
  )
  return { type: 'review', ...review, links }
}

/** Whether somebody has asked for a review, or made a preview of its period: `evaluations` are all, or those of the period. */
export function isConcerned(
  review: Pick<Review, 'by' | 'period'>,
  { by, evaluations }: { readonly by: string; readonly evaluations: readonly ConcernedBy[] },
): boolean {
  return concernedIn(review, evaluations).some((one) => isSameActor(one, by))
}

/** On whose word it is that who decides is none of those concerned: as in `Decision`. */
export async function decidesOnWordOf(
  review: Pick<Review, 'by' | 'period' | 'incident'>,
  of: { readonly by: string; readonly evaluations: readonly ConcernedBy[]; readonly table: Table },
): Promise<readonly string[]> {
  // Where the platform itself asks, it is nobody.
  const concerned = concernedIn(review, of.evaluations).filter(
    (one) => review.incident === undefined || one !== review.by,
  )
  if (concerned.length === 0) return []
  const makers = await Promise.all(
    [of.by, ...concerned].map(async (one) =>
      tokenIdOf(one) === null ? voucherOf(one) : ((await getToken(of.table, one))?.madeBy ?? one),
    ),
  )
  return [...new Set(makers.filter((one) => one !== null))].sort()
}

function concernedIn(review: Pick<Review, 'by' | 'period'>, evaluations: readonly ConcernedBy[]): readonly string[] {
  const previews = evaluations.filter(({ period }) => period === review.period)
  return [review.by, ...previews.flatMap(({ revisions }) => revisions[0]?.statement.by ?? [])]
}

type ConcernedBy = {
  readonly period: string
  readonly revisions: readonly { readonly statement: { readonly by: string } }[]
}

async function known(id: string, table: Table): Promise<Review> {
  const review = await getReview(table, id)
  if (review === null) throw noReview(id)
  return review
}

function noReview(id: string): InputError {
  return new InputError('no_review', `there is no review “${id}”: nhip review list shows all`)
}

function checkPlace(
  { portal: id, page, locations }: NewReview,
  { config, principal }: { readonly config: Config; readonly principal: Reviewer },
): void {
  const { catalogue } = config
  if (id === null) {
    if (principal.role !== 'evaluator')
      throw new InputError('which_portal', 'name a portal: what is about every one is for evaluators')
    if (page !== null) throw new InputError('which_portal', 'name the portal of the page')
  } else {
    const portals = portalsFor(principal, config)
    const portal = catalogue.portals.find((one) => one.id === id && (portals?.has(one.id) ?? true))
    if (!portal) throw new InputError('unknown_portal', `no portal “${id}” is in the catalogue, or it is not yours`)
    if (page !== null && !portal.pages.some((one) => one.id === page))
      throw new InputError('unknown_page', `no page “${id}/${page}” is in the catalogue`)
  }
  const unknown = locations?.find((one) => !catalogue.locations.some((location) => location.id === one))
  if (unknown !== undefined) throw new InputError('unknown_location', `no location “${unknown}” is in the catalogue`)
}

/** Throws unless reviews of some scores of the period may be asked for. */
async function checkDeadline(
  period: string,
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<void> {
  const evaluations = (await listEvaluations(table)).filter((one) => one.period === period)
  const isOpen = evaluations.some(
    ({ revisions }) =>
      stateOf(
        revisions.map((one) => one.statement),
        nowMs,
      ) === 'window',
  )
  if (!isOpen)
    throw new InputError('no_window', `no window for reviews of ${period} is open: nhip period show says when it is`)
}
