import { html } from 'hono/html'
import type { Phases } from '../model/observation.ts'
import { PHASE_WORDS } from '../model/words.ts'
import { figure } from './figures.ts'
import type { Markup, Say } from './overview-say.ts'

const PHASES = ['dnsMs', 'connectMs', 'tlsMs', 'waitMs', 'downloadMs'] as const

/**
 * `4 + 21 + 44 + 189 + 63 = 321`, in ms and in the order of the phases. One that did not happen keeps its place, since what
 * stands above says which is which; nothing where none did. Null: not even a total is known.
 */
export function phaseSum(phases: Phases, { t, lang }: Say): Markup | null {
  const rounded = (ms: number | null): string => figure(ms, { lang, digits: ms !== null && ms < 10 ? 1 : 0 })
  const parts = PHASES.every((phase) => phases[phase] === null)
    ? []
    : PHASES.map((phase) => html`<span title="${t(PHASE_WORDS[phase])}">${rounded(phases[phase])}</span>`)
  const total = phases.totalMs === null ? '' : html` = <b>${rounded(phases.totalMs)}</b>`
  if (parts.length === 0 && total === '') return null
  return html`${parts.flatMap((part, index) => (index === 0 ? [part] : [' + ', part]))}${total}`
}
