import { html } from 'hono/html'
import { BASIS_WORDS, METRIC_WORDS } from '../model/metric-words.ts'
import type { PublishedRule } from '../model/score.ts'
import type { Markup, Say } from './overview-say.ts'

/** A metric and the basis on which it was taken. */
export function ruleName({ metric, basis }: Pick<PublishedRule, 'metric' | 'basis'>, { t }: Say): Markup {
  const words = METRIC_WORDS[metric as keyof typeof METRIC_WORDS]
  return html`${words === undefined ? metric : t(words.name)} <small>${t(BASIS_WORDS[basis])}</small>`
}
