import { html } from 'hono/html'
import { formatLocalTime } from '../judge/reason.ts'
import type { Portal } from '../model/catalogue.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Release } from '../model/release.ts'
import type { Mark } from './charts/marks.ts'
import type { Markup, Say } from './overview-say.ts'
import { compareHref } from './releases-page.ts'
import { RELEASES_WORDS as W } from './releases-words.ts'

/** As they are drawn over days, numbered as in the list; `releases` oldest first, from `fromMs` on. */
export function releaseMarksOf(
  releases: readonly Release[],
  { fromMs, say }: { readonly fromMs: number; readonly say: Say },
): readonly Mark[] {
  return releases.map(({ atMs, label }, index) => ({
    at: (atMs - fromMs) / DAY_MS,
    name: String(index + 1),
    title: `${label}, ${formatLocalTime(atMs, say.timezone)}`,
  }))
}

/** For the legend of a chart that has some. */
export function releaseLegend({ t }: Say): Markup {
  return html`<li><svg class="sample" width="16" height="12" viewBox="0 0 16 12" aria-hidden="true"><line class="release" x1="8" x2="8" y1="0" y2="12"/></svg> ${t(W.span)}</li>`
}

/** What the numbers in charts are, and the way to what changed with each. */
export function courseReleases(
  releases: readonly Release[],
  of: { readonly portal: Portal; readonly page?: string; readonly nowMs: number; readonly say: Say },
): Markup {
  const { t } = of.say
  const items = releases.map((release) => {
    const { label, note, atMs } = release
    const href = compareHref(release, of)
    const way = href === null ? '' : html` · <a href="${href}">${t(W.compare)}<span class="hidden"> ${label}</span></a>`
    return html`<li><b>${label}</b> · ${of.say.at(atMs)}${note === null ? '' : ` · ${note}`}${way}</li>`
  })
  return html`<section aria-labelledby="releases"><h2 id="releases">${t(W.inChart)} (${releases.length})</h2>
${releases.length === 0 ? html`<p class="quiet">${t(W.none)}</p>` : html`<ol class="numbered">${items}</ol>`}
<p><a href="/portals/${of.portal.id}/releases">${t(W.title)}</a></p>
</section>`
}
