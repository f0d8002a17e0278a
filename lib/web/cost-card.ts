import { html } from 'hono/html'
import type { CostSoFar } from '../report/cost-so-far.ts'
import { HEALTH_WORDS as H } from './health-words.ts'
import type { Markup, Say } from './overview-say.ts'

/** What this month has cost so far, or would have: `isOnAws` says which. */
export function costCard(cost: CostSoFar, { say, isOnAws }: { readonly say: Say; readonly isOnAws: boolean }): Markup {
  const { t, lang } = say
  const money = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-US', { style: 'currency', currency: 'USD' })
  const { services, usd, monthUsd, checks, ofChecks, region, pricesOf } = cost
  const count = (value: number): string => value.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-US')
  return html`<section aria-labelledby="cost"><h2 id="cost">${t(H.cost)}</h2>
<p><b>≈ ${money.format(usd)}</b> ${t(isOnAws ? H.costHere : H.costThere)} · ${t(H.costMonth)} ≈ ${money.format(monthUsd)}</p>
<p class="quiet">${t(H.costText)} ${t(H.costChecks)}: ${count(checks)} / ${count(ofChecks)}. ${t(H.costPrices)} ${region}, ${pricesOf}.</p>
<details><summary>${t(H.costServices)}</summary><dl class="facts">${services.map((one) => html`<div><dt>${one.service}</dt><dd>${money.format(one.usd)}</dd></div>`)}</dl></details>
</section>`
}
