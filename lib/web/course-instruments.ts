import { html } from 'hono/html'
import type { InstrumentChange } from '../flow/instrument-changes.ts'
import { formatLocalTime } from '../judge/reason.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Mark } from './charts/marks.ts'
import { INSTRUMENT_PART_WORDS, INSTRUMENT_WORDS as W } from './instrument-words.ts'
import type { Markup, Say } from './overview-say.ts'

/** As they are drawn over days, lettered as in the list. */
export function instrumentMarks(
  changes: readonly InstrumentChange[],
  { fromMs, say }: { readonly fromMs: number; readonly say: Say },
): readonly Mark[] {
  return changes.map((change, index) => ({
    at: (change.atMs - fromMs) / DAY_MS,
    name: letter(index),
    title: `${sayChange(change, say)}, ${formatLocalTime(change.atMs, say.timezone)}`,
  }))
}

/** For the legend of a chart that has some. */
export function instrumentLegend({ t }: Say): Markup {
  return html`<li><svg class="sample" width="16" height="12" viewBox="0 0 16 12" aria-hidden="true"><line class="instrument" x1="8" x2="8" y1="0" y2="12"/></svg> ${t(W.mark)}</li>`
}

/** What the letters in charts are; nothing where the instrument has been the same. */
export function courseInstruments(changes: readonly InstrumentChange[], say: Say): Markup {
  const { t, at } = say
  if (changes.length === 0) return html``
  return html`<h3 id="instruments">${t(W.title)} (${changes.length})</h3>
<p class="quiet">${t(W.text)}</p>
<ol class="lettered">${changes.map((change) => html`<li>${at(change.atMs)} · ${sayChange(change, say)}</li>`)}</ol>`
}

/** What changed on a day, for its row in a table. */
export function instrumentsOn(
  day: string,
  { changes, say }: { readonly changes: readonly InstrumentChange[]; readonly say: Say },
): string {
  return changes
    .map((change, index) => ({ change, name: letter(index) }))
    .filter(({ change }) => change.day === day)
    .map(({ change, name }) => `${name}: ${sayChange(change, say)}`)
    .join('; ')
}

function sayChange({ locations, differences }: InstrumentChange, { t }: Say): string {
  const what =
    differences === null
      ? t(W.notKept)
      : differences.length === 0
        ? t(W.settings)
        : differences
            .map(({ part, from, to }) => `${t(INSTRUMENT_PART_WORDS[part])} ${from ?? '–'} → ${to ?? '–'}`)
            .join(', ')
  return `${locations.join(', ')}: ${what}`
}

/** A to Z, then AA: as the list counts. */
function letter(index: number): string {
  return `${index < 26 ? '' : letter(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`
}
