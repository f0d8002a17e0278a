import { z } from 'zod'
import type { PortalInScores } from '../../flow/lost-points.ts'
import type { ScoreChange, ScoreChanges } from '../../flow/score-changes.ts'
import type { SeenScore } from '../../flow/seen-score.ts'
import type { ShownJob } from '../../flow/show-job.ts'
import type { EvaluationId } from '../../model/evaluation.ts'
import type { PublishedPortal } from '../../model/score.ts'
import { portalScoreSchema, scoreSchema } from '../../model/score-export-schema.ts'
import { evaluationIdForm } from './evaluations.ts'
import { jobAnswer } from './jobs.ts'
import { portalScoreForm } from './losses.ts'
import { named } from './named.ts'

type Scores = EvaluationId & {
  readonly type: 'scores'
  readonly score: PortalInScores['score'] | null
  readonly portals: readonly PublishedPortal[]
  readonly job: ShownJob | null
}

type Side = Pick<PublishedPortal, 'points' | 'interval' | 'reason'>

type Changes = {
  readonly type: 'scoreChanges'
  readonly before: EvaluationId
  readonly after: EvaluationId
  readonly isOtherInstrument: boolean
  readonly changes: readonly {
    readonly portal: string
    readonly before: Side | null
    readonly after: Side | null
  }[]
}

const { portals: _portals, ...score } = scoreSchema.shape

export const scoresAnswer = named<Scores>(
  'Scores',
  z.object({
    type: z.literal('scores'),
    ...evaluationIdForm,
    score: z.object(score).nullable(),
    portals: z.array(portalScoreForm),
    job: jobAnswer.nullable(),
  }),
  'As they were kept last, else as a job of one’s own has computed them; score null: nothing of that is there yet, ask for a job of kind score. job: the latest such job, where it has not led to score.',
)

const { points, interval, reason } = portalScoreSchema.shape
const side = z.object({ points, interval, reason }).nullable()

export const scoreChangesAnswer = named<Changes>(
  'ScoreChanges',
  z.object({
    type: z.literal('scoreChanges'),
    before: z.object(evaluationIdForm),
    after: z.object(evaluationIdForm),
    isOtherInstrument: z.boolean(),
    changes: z.array(z.object({ portal: z.string(), before: side, after: side })),
  }),
  'null: the portal is not in the scores of that period. isOtherInstrument: something else measured, and a difference may be its doing.',
)

export function shownScores({ id, score: seen, job }: SeenScore): Scores {
  const { portals = [], ...facts } = seen ?? {}
  return { type: 'scores', ...idOf(id), score: seen === null ? null : (facts as PortalInScores['score']), portals, job }
}

export function shownChanges({ before, after, isOtherInstrument, changes }: ScoreChanges): Changes {
  return {
    type: 'scoreChanges',
    before: idOf(before.evaluation),
    after: idOf(after.evaluation),
    isOtherInstrument,
    changes: changes.map((one) => ({
      portal: one.portal.id,
      before: sideOf(one.before),
      after: sideOf(one.after),
    })),
  }
}

function sideOf(of: ScoreChange['before']): Side | null {
  return of && { points: of.points, interval: of.interval, reason: of.reason }
}

function idOf({ criteria, version, period, group }: EvaluationId): EvaluationId {
  return { criteria, version, period, group }
}
