import type { Catalogue, Portal } from '../model/catalogue.ts'
import type { CriteriaRule } from '../model/criteria.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { PublishedPage, PublishedPortal, PublishedRule, Score } from '../model/score.ts'
import { getRevision } from '../record/evaluations.ts'
import type { Table } from '../record/table.ts'
import { requireCriteria } from './criteria.ts'
import { type EnginePeers, enginePeers } from './engine-peers.ts'
import { scoredEvaluations } from './kept-score.ts'

/** Points that a page didn't earn by one rule. */
export type LostPoints = {
  readonly page: PublishedPage
  readonly rule: PublishedRule
  /** From here on all points: a share, or in the metric's unit. */
  readonly full: CriteriaRule['full']
  readonly lost: number
  /** What other vendors' forms of the same engine come to by this rule; null: too few, or it is no form. */
  readonly peers: ReturnType<EnginePeers>
}

/** A portal in scores that were kept: of a preview, or of a closed period. */
export type PortalInScores = {
  /** All of which scores were kept, those of the latest period first. */
  readonly all: readonly Evaluation[]
  readonly evaluation: Evaluation
  readonly score: Omit<Score, 'portals'>
  /** Null: it is in no catalogue of that period. */
  readonly portal: PublishedPortal | null
  /** Most first. */
  readonly lost: readonly LostPoints[]
}

/** Points less than this have been lost by rounding. */
const LEAST = 0.005

/** By the name of an evaluation, else by the latest; null: no scores were kept, or none of that name. */
export async function portalInScores(
  of: { readonly portal: Portal; readonly catalogue: Catalogue; readonly name: string | null },
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<PortalInScores | null> {
  const all = await scoredEvaluations({ table, nowMs })
  const evaluation = of.name === null ? all[0] : all.find((one) => nameOf(one) === of.name)
  if (!evaluation) return null
  const made = await getRevision(table, { id: evaluation, revision: evaluation.revisions.length - 1 })
  if (made === null) return null
  const { portals, ...score } = made
  const portal = portals.find((one) => one.portal === of.portal.id) ?? null
  const { criteria } = await requireCriteria(table, `${evaluation.criteria}@${evaluation.version}`)
  const peers = await enginePeers({ ...of, scored: portals }, { table })
  const lost = (portal?.pages ?? []).flatMap((page) =>
    page.rules.flatMap((rule): readonly LostPoints[] => {
      const written = criteria.rules.find(
        (one) =>
          one.page === page.kind &&
          one.metric === rule.metric &&
          one.from === rule.from &&
          one.basis === rule.basis &&
          one.statistic === rule.statistic,
      )
      const points = rule.points === null ? 0 : rule.most - rule.points
      return !written || points < LEAST
        ? []
        : [{ page, rule, full: written.full, lost: points, peers: peers(page, rule) }]
    }),
  )
  return { all, evaluation, score, portal, lost: lost.toSorted((a, b) => b.lost - a.lost) }
}

/** What an evaluation is called among others. */
export function nameOf({
  criteria,
  version,
  period,
  group,
}: Pick<Evaluation, 'criteria' | 'version' | 'period' | 'group'>): string {
  return `${period} ${criteria}@${version} ${group}`
}
