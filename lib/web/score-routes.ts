import { z } from 'zod'
import { scoredEvaluations } from '../flow/kept-score.ts'
import { portalsFor } from '../flow/scope.ts'
import { scoreChanges } from '../flow/score-changes.ts'
import { seenScore, type WantedScore } from '../flow/seen-score.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { InputError } from '../model/input-error.ts'
import type { Archive } from '../record/archive.ts'
import type { Table } from '../record/table.ts'
import { scoreChangesAnswer, scoresAnswer, shownChanges, shownScores } from './answers/scores.ts'
import { PORTAL_LIST, SCORE_CHANGE_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { criteriaForm, evaluationForm, periodForm } from './query-forms.ts'
import { type Route, route } from './route.ts'

const READERS = ['operator', 'evaluator', 'vendor'] as const
const MAX_REVISION = 9_999

/** Scores of periods: of a vendor's portals for the vendor itself, whose ranks are among all. */
export function scoreRoutes(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly archive: Archive
  /** The version in force. */
  readonly currentConfig: () => Promise<Config | null>
}): readonly Route[] {
  const { table, clock } = ports
  const latest = async (): Promise<WantedScore> => {
    const [last] = await scoredEvaluations({ table, nowMs: clock.now() })
    if (!last) throw new InputError('no_scores', 'no scores were kept yet: name criteria and a period')
    const { criteria, version, period, group } = last
    return { criteria: `${criteria}@${version}`, period, group }
  }
  return [
    route({
      method: 'GET',
      path: '/api/scores',
      summary:
        'Scores of a period by criteria, ID or ID@VERSION, portal by portal, as a list; by default those that were kept of the latest period.',
      query: {
        ...PART_QUERY,
        criteria: criteriaForm,
        period: periodForm,
        group: z.enum(['domestic', 'abroad']),
        revision: z.int().min(0).max(MAX_REVISION),
      },
      gives: { form: scoresAnswer },
      roles: READERS,
      answer: async (c, owner, { criteria, period, group, revision, ...query }) => {
        if ((criteria === undefined) !== (period === undefined))
          throw new InputError('bad_criteria', 'criteria, period: give both, or neither')
        const wanted = criteria === undefined || period === undefined ? await latest() : { criteria, period }
        const seen = await seenScore(
          { ...wanted, ...(group === undefined ? {} : { group }), ...(revision === undefined ? {} : { revision }) },
          { ...ports, owner },
        )
        return answerPart(c, shownScores(seen), { ...PORTAL_LIST, ...query })
      },
    }),
    route({
      method: 'GET',
      path: '/api/score-changes',
      summary:
        'Who came to what in two periods, as a list; each is written PERIOD CRITERIA@VERSION GROUP, by default the latest and the one before it.',
      query: { ...PART_QUERY, before: evaluationForm, after: evaluationForm },
      gives: { form: scoreChangesAnswer },
      roles: READERS,
      answer: async (c, principal, { before = null, after = null, ...query }) => {
        const config = await ports.currentConfig()
        const found =
          config &&
          (
            await scoreChanges(
              { before, after, catalogue: config.catalogue, portals: portalsFor(principal, config) },
              { table, nowMs: clock.now() },
            )
          ).found
        if (!found)
          throw new InputError(
            'no_scores',
            'there are no two kept scores by the same criteria, version and group, of periods that follow each other',
          )
        return answerPart(c, shownChanges(found), { ...SCORE_CHANGE_LIST, ...query })
      },
    }),
  ]
}
