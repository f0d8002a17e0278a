import { isTime, MEASURABLES, metricsOf } from './criteria-metric.ts'
import type { CriteriaDraft } from './draft.ts'
import { type Fault, type Finding, quote } from './problem.ts'
import type { Look } from './read-written.ts'

type Rule = NonNullable<NonNullable<CriteriaDraft['rules']>[number]>
type Key = keyof Rule
/** Faults of one rule, each at one of its keys. */
type RuleFault = Fault & { readonly key: Key }

const NAMED = { homepage: 'homepages', eform: 'eForms' } as const

/** What is wrong with rules by themselves, with each other, and with the points that they share. */
export function checkRules(draft: CriteriaDraft, look: Look): readonly Finding[] {
  const rules = draft.rules ?? []
  const single = rules.flatMap((rule, index) => {
    const hasFaultyLimit = look.isFaulty(['rules', index, 'limit'])
    const faults = [...measurable(rule ?? {}), ...(hasFaultyLimit ? [] : limit(rule ?? {})), ...ends(rule ?? {})]
    return faults.map(({ key, ...fault }): Finding => ({ ...fault, path: ['rules', index, key], at: 'value' }))
  })
  return [...single, ...repeats(rules, look), ...unpaid(draft, look.isFaulty)]
}

/** Whether a check of that kind measures it on that basis. */
function measurable({ metric, from, basis }: Rule): readonly RuleFault[] {
  if (metric === undefined || from === undefined || basis === undefined) return []
  if (metricsOf(from, basis).includes(metric)) return []
  const bases = MEASURABLES.filter((other) => other.from === from && other.metric === metric).map((way) => way.basis)
  if (bases.length > 0) {
    const message = `${metric} of ${from} checks is not ${basis}`
    return [{ key: 'basis', code: 'wrong_basis', message, fix: `write ${bases.join(' or ')}` }]
  }
  const elsewhere = MEASURABLES.filter((other) => other.metric === metric)
  const has = MEASURABLES.filter((other) => other.from === from && other.basis === basis).map((way) => way.metric)
  const here = has.length === 0 ? '' : `; ${basis} there: ${has.join(', ')}`
  return [
    {
      key: 'metric',
      code: 'not_measured',
      message: `${from} checks don't measure ${metric}${here}`,
      fix: `choose another metric, or write ${elsewhere.map((way) => `from: ${way.from}, basis: ${way.basis}`).join(' or ')}`,
    },
  ]
}

function limit({ metric, statistic, limit: value }: Rule): readonly RuleFault[] {
  if (statistic === 'within' && value === undefined) {
    const message = 'within needs a limit: the share of results below it counts'
    return [{ key: 'statistic', code: 'missing_limit', message, fix: 'add limit, for example limit: 4000' }]
  }
  if (statistic !== undefined && statistic !== 'within' && value !== undefined) {
    const message = `${statistic} has no limit: the quantile itself is compared with full and zero`
    return [{ key: 'limit', code: 'unused_limit', message, fix: 'remove it, or write statistic: within' }]
  }
  return value === undefined || metric === undefined ? [] : whole('limit', { metric, value })
}

/** `full` and `zero`: in the right unit, in the right order, and so that points can be earned at all. */
function ends({ metric, statistic, full, zero }: Rule): readonly RuleFault[] {
  if (statistic === undefined) return []
  const units = [
    ['full', full],
    ['zero', zero],
  ] as const
  const wrong = units.flatMap(([key, value]): readonly RuleFault[] => {
    if (value === undefined) return []
    if (statistic !== 'within') return metric === undefined ? [] : whole(key, { metric, value })
    if (value <= 1) return []
    const message = `${value} is no share: within compares the share of results below the limit`
    return [{ key, code: 'not_a_share', message, fix: 'write a number from 0 to 1, for example 0.9' }]
  })
  if (wrong.length > 0 || full === undefined || zero === undefined) return wrong
  const isShare = statistic === 'within'
  if (isShare ? full < zero : full > zero) {
    const better = isShare ? 'a higher share is better' : 'a lower value is better'
    const message = `full ${full} is worse than zero ${zero}: ${better}`
    return [{ key: 'full', code: 'wrong_direction', message, fix: 'exchange full and zero' }]
  }
  if (full !== zero || full !== (isShare ? 1 : 0)) return []
  const message = `where full and zero are equal only what is strictly better passes, and nothing is better than ${full}`
  return [{ key: 'full', code: 'never_earned', message, fix: isShare ? 'lower zero' : 'raise zero' }]
}

function whole(
  key: 'limit' | 'full' | 'zero',
  { metric, value }: { readonly metric: NonNullable<Rule['metric']>; readonly value: number },
): readonly RuleFault[] {
  if (!isTime(metric) || Number.isInteger(value)) return []
  const message = `${value} is not a whole number of milliseconds`
  return [{ key, code: 'not_whole_ms', message, fix: `write ${Math.round(value)}` }]
}

/** The same question asked twice; two limits are two questions. */
function repeats(rules: readonly (Rule | undefined)[], { lineOf, isFaulty }: Look): readonly Finding[] {
  const seen = new Map<string, number>()
  return rules.flatMap((rule, index): readonly Finding[] => {
    const { page, metric, from, basis, statistic, limit: value } = rule ?? {}
    const parts = [page, metric, from, basis, statistic]
    if (parts.includes(undefined) || isFaulty(['rules', index, 'limit'])) return []
    const question = JSON.stringify([...parts, value])
    const earlier = seen.get(question)
    if (earlier === undefined) {
      seen.set(question, index)
      return []
    }
    const message = `the rule on line ${lineOf(['rules', earlier])} asks the same`
    return [{ code: 'duplicate_rule', path: ['rules', index], at: 'value', message, fix: 'remove one of the two' }]
  })
}

/** Pages with points need rules that earn them, and rules need pages with points. */
function unpaid(draft: CriteriaDraft, isFaulty: Look['isFaulty']): readonly Finding[] {
  const { pages, rules } = draft
  if (pages === undefined || rules === undefined || isFaulty(['pages'])) return []
  if (Object.keys(pages).length === 0) return []
  const withoutPoints = rules.flatMap((rule, index): readonly Finding[] => {
    const page = rule?.page
    if (page === undefined || pages[page] !== undefined) return []
    const message = `${NAMED[page]} have no points that a rule could earn`
    const fix = `add ${page} to pages, or remove the rule`
    return [{ code: 'page_without_points', path: ['rules', index, 'page'], at: 'value', message, fix }]
  })
  if (isFaulty(['rules'])) return withoutPoints
  const withoutRules = (['homepage', 'eform'] as const).flatMap((page): readonly Finding[] => {
    const own = rules.filter((rule) => rule?.page === page)
    if (pages[page] === undefined || own.some((rule) => (rule?.weight ?? 0) > 0)) return []
    const message = `no rule earns the points of ${NAMED[page]}${own.length === 0 ? '' : `: all weights are ${quote(0)}`}`
    const fix = own.length === 0 ? `add a rule with page: ${page}, or remove it here` : 'give a rule a weight above 0'
    return [{ code: 'points_without_rule', path: ['pages', page], at: 'value', message, fix }]
  })
  return [...withoutPoints, ...withoutRules]
}
