import type { Evaluation, EvaluationId, Opening, Revision, Signed } from '../model/evaluation.ts'
import type { PublishedPortal, Score } from '../model/score.ts'
import { canonicalJson } from './canonical.ts'
import { evaluationKey, scoreKey } from './keys.ts'
import { sha256Of } from './signer.ts'
import { SCHEMA, type Table } from './table.ts'

/** Keeps an opening for good; false where the evaluation was opened before. */
export async function putOpening(table: Table, opening: Signed<Opening>): Promise<boolean> {
  const { criteria, version, period, group } = opening.statement
  const id = { criteria, version, period, group }
  const isNew = await table.putIf(
    { ...scoreKey(id, '#opening'), schema: SCHEMA, json: JSON.stringify(opening) },
    { expression: 'attribute_not_exists(pk)' },
  )
  // Again, where something broke between the two.
  await table.putIf({ ...evaluationKey(id), schema: SCHEMA, ...id }, { expression: 'attribute_not_exists(pk)' })
  return isNew
}

export async function getOpening(table: Table, id: EvaluationId): Promise<Signed<Opening> | null> {
  const item = await table.get(scoreKey(id, '#opening'))
  return item && (JSON.parse(item.json as string) as Signed<Opening>)
}

/** Every evaluation that was opened, by criteria, then period. */
export async function listEvaluations(table: Table): Promise<readonly Omit<Evaluation, 'state'>[]> {
  const items = await table.query({ pk: evaluationKey({ criteria: '', version: 0, period: '', group: 'domestic' }).pk })
  const ids = items.map(
    ({ criteria, version, period, group }) => ({ criteria, version, period, group }) as EvaluationId,
  )
  const all = await Promise.all(
    ids.map(async (id) => {
      const [opening, revisions] = await Promise.all([getOpening(table, id), listRevisions(table, id)])
      return opening && { ...id, opening, revisions }
    }),
  )
  return all.filter((one) => one !== null)
}

/** In order; the preview is the first. */
export async function listRevisions(table: Table, id: EvaluationId): Promise<readonly Signed<Revision>[]> {
  const { pk, sk } = scoreKey(id, '#R')
  const items = await table.query({ pk, from: sk, to: `${sk}\uffff` })
  return items.map((item) => (JSON.parse(item.json as string) as { readonly closing: Signed<Revision> }).closing)
}

/**
 * Keeps scores as the revision that says what they are: portals first, so that what is listed is whole. What was kept
 * stays. Rejects where that revision is there already.
 */
export async function putRevision(
  table: Table,
  of: { readonly score: Score; readonly closing: Signed<Revision> },
): Promise<void> {
  const { score, closing } = of
  const { statement } = closing
  const { portals, ...rest } = score
  if (scoreSha256(score) !== statement.scoreSha256) throw new Error('a revision is of other scores')
  const name = revisionName(statement.revision)
  if ((await table.get(scoreKey(statement, `#${name}`))) !== null) throw new Error(`${name} is kept already`)
  for (const [index, portal] of portals.entries())
    await table.put({
      ...scoreKey(statement, `${portal.portal}#${name}`),
      schema: SCHEMA,
      index,
      json: JSON.stringify(portal),
    })
  const isNew = await table.putIf(
    { ...scoreKey(statement, `#${name}`), schema: SCHEMA, json: JSON.stringify({ score: rest, closing }) },
    { expression: 'attribute_not_exists(pk)' },
  )
  if (!isNew) throw new Error(`${name} was kept by somebody else`)
}

/** Scores as they were kept; null: there is no such revision. Rejects where they are not what was signed. */
export async function getRevision(
  table: Table,
  of: { readonly id: EvaluationId; readonly revision: number },
): Promise<Score | null> {
  const name = revisionName(of.revision)
  const items = await table.query({ pk: scoreKey(of.id, '').pk })
  const head = items.find(({ sk }) => sk === `#${name}`)
  if (head === undefined) return null
  const { score, closing } = JSON.parse(head.json as string) as {
    readonly score: Omit<Score, 'portals'>
    readonly closing: Signed<Revision>
  }
  const portals = items
    .filter(({ sk }) => sk.endsWith(`#${name}`) && sk !== `#${name}`)
    .toSorted((a, b) => Number(a.index) - Number(b.index))
    .map(({ json }) => JSON.parse(json as string) as PublishedPortal)
  const kept: Score = { ...score, portals }
  if (scoreSha256(kept) !== closing.statement.scoreSha256)
    throw new Error(`${name} of ${of.id.criteria}, ${of.id.period}, is not what was signed`)
  return { ...kept, closing }
}

/** Of scores as canonical JSON, without how they were kept. */
export function scoreSha256(score: Score): string {
  return sha256Of(canonicalJson({ ...score, closing: null }))
}

function revisionName(revision: number): string {
  return `R${String(revision).padStart(4, '0')}`
}
