import type { SeenScore } from '../flow/seen-score.ts'

/** Where a score is looked at: of all portals, or of one. */
export function scoreHref(
  { params, score, computed }: Pick<SeenScore, 'params' | 'score' | 'computed'>,
  of: { readonly portal?: string; readonly isLive?: boolean; readonly revision?: number } = {},
): string {
  const isLive = of.isLive ?? computed !== null
  const revision = of.revision ?? (isLive ? undefined : score?.closing?.statement.revision)
  return scorePath(params, { ...of, isLive, ...(revision === undefined ? {} : { revision }) })
}

/** The same by what a job was asked for. */
export function scorePath(
  { criteria, period, group }: Pick<SeenScore['params'], 'criteria' | 'period' | 'group'>,
  of: { readonly portal?: string; readonly isLive?: boolean; readonly revision?: number } = {},
): string {
  const query = new URLSearchParams({ period, criteria, ...(group === undefined ? {} : { group }) })
  if (of.isLive) query.set('live', '1')
  else if (of.revision !== undefined) query.set('revision', String(of.revision))
  return `/scores${of.portal === undefined ? '' : `/${of.portal}`}?${query.toString()}`
}
