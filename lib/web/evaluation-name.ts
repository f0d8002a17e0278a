import type { Evaluation } from '../model/evaluation.ts'
import { GROUP_WORDS } from '../model/words.ts'
import type { Say } from './overview-say.ts'

/** What an evaluation is called to people; addresses name it by `nameOf`. */
export function evaluationName(
  { period, criteria, version, group }: Pick<Evaluation, 'period' | 'criteria' | 'version' | 'group'>,
  { t }: Pick<Say, 't'>,
): string {
  return `${period} · ${criteria}@${version} · ${t(GROUP_WORDS[group])}`
}
