import { z } from 'zod'
import type { LostPoints, PortalInScores } from '../../flow/lost-points.ts'
import type { PageLosses } from '../../flow/page-losses.ts'
import { STEPS } from '../../judge/failed-step.ts'
import type { EvaluationId, EvaluationState } from '../../model/evaluation.ts'
import type { PublishedPortal, Score } from '../../model/score.ts'
import { portalScoreSchema, ruleSchema, scoreSchema } from '../../model/score-export-schema.ts'
import { pageForm } from './common.ts'
import { evaluationIdForm, evaluationStateForm } from './evaluations.ts'
import { named } from './named.ts'

type ScoreFacts = Pick<Score, 'from' | 'to' | 'timezone' | 'kind' | 'reading' | 'reservation' | 'status'>

export type Lost = {
  readonly type: 'losses'
  readonly portal: string
  readonly evaluations: readonly EvaluationId[]
  readonly evaluation: EvaluationId & { readonly state: EvaluationState }
  readonly score: ScoreFacts
  readonly scored: PublishedPortal | null
  readonly lost: readonly (Pick<LostPoints, 'rule' | 'full' | 'lost' | 'peers'> & { readonly page: string })[]
  readonly pages: readonly PageLosses[]
}

export const portalScoreForm = named<PublishedPortal>('PortalScore', portalScoreSchema)

const losses = {
  due: z.int().nonnegative(),
  known: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  obstructed: z.int().nonnegative(),
}

const pageLosses = named<PageLosses>(
  'PageLosses',
  z.object({
    page: pageForm,
    from: z.string(),
    to: z.string(),
    all: z.object(losses),
    days: z.array(z.object({ ...losses, day: z.string() })),
    hours: z.array(z.object(losses)),
    locations: z.array(z.object({ ...losses, location: z.string() })),
    steps: z.array(
      z.object({
        step: z.enum(STEPS),
        failed: z.int().nonnegative(),
        p50: z.number().nullable(),
        p95: z.number().nullable(),
      }),
    ),
  }),
  'Where and when checks failed, after their second attempt: by day, by hour of the clock (0 to 23), by location, and by the step in which they failed, with how long that step takes where checks pass (ms). known: passed or failed.',
)

const { from, to, timezone, kind, reading, reservation, status } = scoreSchema.shape

export const lossesAnswer = named<Lost>(
  'Losses',
  z.object({
    type: z.literal('losses'),
    portal: z.string(),
    evaluations: z.array(z.object(evaluationIdForm)),
    evaluation: z.object({ ...evaluationIdForm, state: evaluationStateForm }),
    score: z.object({ from, to, timezone, kind, reading, reservation, status }),
    scored: portalScoreForm.nullable(),
    lost: z.array(
      z.object({
        page: pageForm,
        rule: ruleSchema,
        full: z.number(),
        lost: z.number(),
        peers: z.object({ portals: z.int().positive(), value: z.number(), engine: z.string() }).nullable(),
      }),
    ),
    pages: z.array(pageLosses),
  }),
  'Of the scores that were kept last of an evaluation; scored is null where the portal is not in them. lost: points by rule, most first; full is the value from which on there are all; peers: what forms of the same engine of other vendors come to.',
)

/** What is told of a portal in scores, and of nobody else in them. */
export function lostAnswer(
  { all, evaluation, score, portal: scored, lost }: PortalInScores,
  of: { readonly portal: string; readonly pages: readonly PageLosses[] },
): Lost {
  const { from, to, timezone, kind, reading, reservation, status } = score
  return {
    type: 'losses',
    portal: of.portal,
    evaluations: all.map(idOf),
    evaluation: { ...idOf(evaluation), state: evaluation.state },
    score: { from, to, timezone, kind, reading, reservation, status },
    scored,
    lost: lost.map(({ page, rule, full, lost, peers }) => ({ page: page.page, rule, full, lost, peers })),
    pages: of.pages,
  }
}

function idOf({ criteria, version, period, group }: EvaluationId): EvaluationId {
  return { criteria, version, period, group }
}
