import { randomUUID } from 'node:crypto'
import { standingOf } from '../judge/score-standing.ts'
import { workingDayAfter, workingDays } from '../judge/working-days.ts'
import { addDays, dayOf, startOfDay } from '../model/day.ts'
import { MINUTE_MS } from '../model/duration.ts'
import {
  type EvaluationId,
  type Gap,
  type Opening,
  type OpeningHashes,
  REVIEW_WORKING_DAYS,
  type Revision,
  type Signed,
  stateOf,
} from '../model/evaluation.ts'
import { InputError } from '../model/input-error.ts'
import { MAX_RUN_MS } from '../model/job.ts'
import { spanOf } from '../model/period.ts'
import type { Policy } from '../model/policy.ts'
import type { Change } from '../record/change-log.ts'
import { logChange } from '../record/change-log.ts'
import { getOpening, listRevisions, putRevision, scoreSha256 } from '../record/evaluations.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { evaluationLeaseKey } from '../record/keys.ts'
import { endLease, takeLease } from '../record/lease.ts'
import { lastReceiptMs } from '../record/receipts.ts'
import { listStoredReviews } from '../record/reviews.ts'
import { putScoreBasis } from '../record/score-basis.ts'
import { closingSource } from './closing-source.ts'
import { type ActPorts, hashesNow, type PeriodOf, signStatement } from './open-period.ts'
import { catalogueAtEnd, type ScoreOptions, score } from './score.ts'
import { type ScoreSource, scoreSource } from './score-source.ts'

export type ClosePorts = ActPorts & {
  readonly policy: Policy
  /** Where results are that have had their time in the table; absent: nothing is archived. */
  readonly store?: Pick<EvidenceStore, 'get'>
  readonly onPage?: ScoreOptions['onPage']
}

/** Longer than a job may run. */
const LEASE_MS = MAX_RUN_MS + 2 * MINUTE_MS

/**
 * Keeps the scores of a period that is over as they are now, and begins the window in which reviews may be asked for: ten
 * working days, from the next day on. Once. Rejects with an `InputError` for what is not to be previewed.
 */
export async function previewPeriod(of: PeriodOf, ports: ClosePorts): Promise<Signed<Revision>> {
  return revise(of, ports, {
    act: 'preview_period',
    check: ({ revisions }) => {
      if (revisions.length > 0) throw new InputError('previewed_before', `the preview of ${of.period.name} is there`)
    },
    facts: ({ source, nowMs }) => {
      const catalogue = catalogueAtEnd(source.configs, of.period)
      const today = dayOf(nowMs, catalogue.timezone)
      const last = workingDayAfter(today, { days: REVIEW_WORKING_DAYS, isWorking: workingDays(catalogue) })
      return { reason: null, gap: null, deadlineMs: startOfDay(addDays(last, 1), catalogue.timezone) }
    },
  })
}

/**
 * Freezes the scores of a period. Rejects with an `InputError` before its window for reviews is over, while one is open,
 * while results are not sealed, or where some of a location may still come, unless `gap` says why it is closed all the same.
 */
export async function closePeriod(
  of: PeriodOf & { readonly gap: string | null },
  ports: ClosePorts,
): Promise<Signed<Revision>> {
  return revise(of, ports, {
    act: 'close_period',
    check: ({ revisions, nowMs }) => {
      const state = stateOf(revisions, nowMs)
      const { name } = of.period
      if (state === 'open') throw new InputError('not_previewed', `${name} has no preview: nhip period preview ${name}`)
      if (state === 'closed')
        throw new InputError('closed_before', `${name} is closed: nhip period correct makes a revision beside it`)
      const deadline = new Date(revisions[0]?.deadlineMs ?? 0).toISOString()
      if (state === 'window')
        throw new InputError('window_open', `reviews of ${name} may be asked for until ${deadline}`)
    },
    facts: async (known) => ({ reason: null, deadlineMs: null, gap: await signedGap(of, known, ports) }),
  })
}

/** Makes a further revision beside those that there are. As `closePeriod`, with a reason. */
export async function correctPeriod(
  of: PeriodOf & { readonly gap: string | null; readonly reason: string },
  ports: ClosePorts,
): Promise<Signed<Revision>> {
  return revise(of, ports, {
    act: 'correct_period',
    check: ({ revisions, nowMs }) => {
      if (stateOf(revisions, nowMs) !== 'closed')
        throw new InputError('not_closed', `${of.period.name} is not closed: there is nothing to correct`)
    },
    facts: async (known) => ({ reason: of.reason, deadlineMs: null, gap: await signedGap(of, known, ports) }),
  })
}

type Known = {
  readonly id: EvaluationId
  readonly opening: Opening
  readonly revisions: readonly Revision[]
  readonly nowMs: number
}

type Act = {
  readonly act: Change['act']
  /** Throws where it is not to be done. */
  readonly check: (known: Known) => void
  readonly facts: (
    known: Known & { readonly source: ScoreSource },
  ) => Pick<Revision, 'reason' | 'gap' | 'deadlineMs'> | Promise<Pick<Revision, 'reason' | 'gap' | 'deadlineMs'>>
}

async function revise(of: PeriodOf, ports: ClosePorts, how: Act): Promise<Signed<Revision>> {
  const { table, clock, store } = ports
  const nowMs = clock.now()
  // What is kept of counted days is left aside: what is signed rests on the results alone.
  const source = await scoreSource({ table, nowMs, ...(store === undefined ? {} : { store }) })
  const id = evaluationId(of, source)
  const owner = randomUUID()
  const key = evaluationLeaseKey(id)
  if (!(await takeLease(table, key, { owner, nowMs, untilMs: nowMs + LEASE_MS })))
    throw new InputError('under_way', `somebody else is at ${of.period.name}: look again in a while`)
  try {
    const opening = await getOpening(table, id)
    if (opening === null)
      throw new InputError(
        'not_opened',
        `${of.period.name} by ${id.criteria}@${id.version} was not opened: nhip period open ${of.period.name}, late as it is`,
      )
    const { statement } = opening
    if (nowMs < spanOf(of.period, statement.timezone).toMs)
      throw new InputError('not_over', `${of.period.name} is not over: its last day is ${of.period.to}`)
    if (statement.hashes.criteria !== of.pack.sha256)
      throw new InputError('criteria_changed', `${id.criteria}@${id.version} are not what the period was opened with`)
    const revisions = (await listRevisions(table, id)).map((revision) => revision.statement)
    return await make({ id, opening: statement, revisions, nowMs }, { of, ports, how, source })
  } finally {
    await endLease(table, key, owner)
  }
}

async function make(
  known: Known,
  {
    of,
    ports,
    how,
    source,
  }: { readonly of: PeriodOf; readonly ports: ClosePorts; readonly how: Act; readonly source: ScoreSource },
): Promise<Signed<Revision>> {
  const { table, by } = ports
  const { id, nowMs, revisions, opening } = known
  how.check(known)
  const facts = await how.facts({ ...known, source })
  const revision = revisions.length
  // A preview tells what there is; what is closed has evidence for all that it rests on, where there is any.
  const closing = revision > 0 && ports.store ? closingSource(source, { table, store: ports.store }) : null
  const made = await score(closing ?? source, {
    criteria: of.pack.criteria,
    period: of.period,
    group: id.group,
    nowMs,
    ...(ports.onPage ? { onPage: ports.onPage } : {}),
  })
  await closing?.requireSealed(nowMs)
  const kept = { ...made, status: revision === 0 ? ('preview' as const) : ('closed' as const) }
  const now = await hashesNow(opening, { ...of, ...ports, nowMs })
  const names = Object.keys(now) as (keyof OpeningHashes)[]
  const signed = await signStatement<Revision>(
    {
      type: 'scoreRevision',
      ...id,
      revision,
      madeAtMs: nowMs,
      by,
      ...facts,
      changed: names.filter((name) => now[name] !== opening.hashes[name]),
      scoreSha256: scoreSha256(kept),
    },
    ports,
  )
  if (closing) await putScoreBasis(table, { ...id, revision }, closing.basis())
  await putRevision(table, { score: kept, closing: signed })
  const { type: _type, ...details } = signed.statement
  await logChange(table, { atMs: nowMs, by, act: how.act, about: id.period, details })
  return signed
}

/** Throws while reviews of the period are open, or where results may still come that nobody signs for. */
async function signedGap(
  of: PeriodOf & { readonly gap: string | null },
  { source, opening, nowMs }: Known & { readonly source: ScoreSource },
  { table }: ClosePorts,
): Promise<Revision['gap']> {
  const { fromMs, toMs } = spanOf(of.period, opening.timezone)
  const open = (await listStoredReviews(table)).filter(
    (review) => review.decision === null && review.fromMs < toMs && review.toMs > fromMs,
  )
  if (open.length > 0)
    throw new InputError('reviews_open', `reviews are to be decided first: ${open.map(({ id }) => id).join(', ')}`)
  const gaps = await gapsOf(source, { table, opening, toMs, fromMs, nowMs })
  if (gaps.length === 0) return null
  if (of.gap !== null) return { locations: gaps, reason: of.gap }
  const names = gaps.map(({ location }) => location).join(', ')
  throw new InputError(
    'gap',
    `no receipt from the end of ${of.period.name} or later has come from ${names}, whose results may be missing: wait, or sign for it with --gap REASON`,
  )
}

/** Locations that count, were to measure until the end, and of which no receipt from then on is known. */
async function gapsOf(
  { configs }: ScoreSource,
  of: {
    readonly table: ClosePorts['table']
    readonly opening: Opening
    readonly fromMs: number
    readonly toMs: number
    readonly nowMs: number
  },
): Promise<readonly Gap[]> {
  const config = configs.findLast(({ effectiveFromMs }) => effectiveFromMs < of.toMs)
  if (config === undefined) return []
  const { locations } = standingOf(config.catalogue, of.opening.group)
  const found: Gap[] = []
  for (const location of locations.filter((id) => config.played.includes(id))) {
    const receiptMs = await lastReceiptMs(of.table, location, of)
    if (receiptMs === null || receiptMs < of.toMs) found.push({ location, receiptMs })
  }
  return found
}

function evaluationId(of: PeriodOf, source: ScoreSource): EvaluationId {
  const { criteria, version } = of.pack.criteria
  const { group } = standingOf(catalogueAtEnd(source.configs, of.period), of.group)
  return { criteria, version, period: of.period.name, group }
}
