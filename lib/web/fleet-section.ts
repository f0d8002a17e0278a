import { html } from 'hono/html'
import type { LocationStatus, PageStatus, Status } from '../flow/status.ts'
import type { BilingualText, Catalogue, Portal } from '../model/catalogue.ts'
import { PORTAL_KIND_WORDS, STATE_WORDS } from '../model/catalogue-words.ts'
import type { Outcome } from '../model/cause.ts'
import type { Verdict } from '../model/verdict.ts'
import { GROUP_WORDS, VERDICT_WORDS } from '../model/words.ts'
import { figure } from './figures.ts'
import { FLEET_WORDS as F } from './fleet-words.ts'
import type { Markup, Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'
import { shortNames } from './short-names.ts'

export const GROUPINGS = ['none', 'kind', 'owner', 'vendor'] as const

/** How the fleet is looked at. */
export type FleetView = {
  readonly by: (typeof GROUPINGS)[number]
  /** A location's id or a vantage group: its latest results instead of verdicts; null: verdicts. */
  readonly from: string | null
}

type Tile = {
  readonly portal: Portal
  /** Null: none of its pages is measured. */
  readonly state: Verdict | null
  readonly sinceMs: number | null
  /** It was so before that already. */
  readonly isOlder: boolean
  readonly totalMs: number | null
}

/** Worst first. */
const RANKS: readonly (Verdict | null)[] = ['down', 'regional', 'slow', 'unknown', 'ok', null]

/** A result as one place saw it, told like a verdict: it is not one. */
const AS_SEEN: Readonly<Record<Outcome, Verdict>> = { failed: 'down', inconclusive: 'unknown', passed: 'ok' }

/** Every portal as a tile, worst first, so that 83 of them are on one screen. */
export function fleetSection(
  of: { readonly status: Status; readonly catalogue: Catalogue; readonly view: FleetView },
  say: Say,
): Markup {
  const { t } = say
  const { catalogue, view } = of
  const tiles = tilesOf(of)
  const names = shortNames(catalogue.portals.map(({ name }) => name[say.lang]))
  const groups = Map.groupBy(tiles, ({ portal }) => groupOf(portal, view.by, say))
  const ordered = view.by === 'none' ? [...groups] : [...groups].sort(([a], [b]) => a.localeCompare(b, 'vi'))
  return html`<section aria-labelledby="fleet"><h2 id="fleet">${t(F.fleet)} (${catalogue.portals.length})</h2>
${catalogue.locations.some(({ group, scoring }) => group === 'domestic' && scoring) ? '' : html`<p class="quiet">${t(F.abroadOnly)}</p>`}
${chooser(of, say)}
<p class="quiet">${t(view.from === null ? F.worstFirst : F.lastResult)}</p>
${ordered.map(
  ([name, members]) => html`${view.by === 'none' ? '' : html`<h3>${name} <small>(${members.length})</small></h3>`}
<ul class="tiles">${members.map((tile) => tileOf(tile, names.get(tile.portal.name[say.lang]) ?? tile.portal.id, say))}</ul>
`,
)}</section>`
}

function tileOf({ portal, state, sinceMs, isOlder, totalMs }: Tile, name: string, say: Say): Markup {
  const { t, lang } = say
  const what =
    state === null
      ? html`${t(portal.state === 'active' ? F.notMeasured : STATE_WORDS[portal.state])}`
      : state === 'ok' && totalMs !== null
        ? html`${figure(totalMs, { lang })} ms`
        : html`${t(VERDICT_WORDS[state])}${sinceMs === null || state === 'ok' ? '' : html` · ${isOlder ? html`${t(W.before)} ` : ''}${say.at(sinceMs)}`}`
  return html`<li><a class="tile tile-${state ?? 'none'}" href="/portals/${portal.id}" title="${portal.name[lang]}"><b>${name}</b><small>${what}</small></a></li>`
}

function tilesOf(of: {
  readonly status: Status
  readonly catalogue: Catalogue
  readonly view: FleetView
}): readonly Tile[] {
  const byKey = new Map(of.status.pages.map((page) => [page.page, page]))
  const seers = seersOf(of)
  const tiles = of.catalogue.portals.map((portal): Tile => {
    const seen = portal.pages.flatMap(({ key }) => {
      const page = byKey.get(key)
      return page ? [seenOf(page, seers)] : []
    })
    const [worst] = seen.toSorted((a, b) => rank(a.state) - rank(b.state) || (a.sinceMs ?? 0) - (b.sinceMs ?? 0))
    const home = seen.find(({ totalMs }) => totalMs !== null)
    return {
      portal,
      state: worst?.state ?? null,
      sinceMs: worst?.sinceMs ?? null,
      isOlder: worst?.isOlder ?? false,
      totalMs: home?.totalMs ?? null,
    }
  })
  return tiles.toSorted((a, b) => rank(a.state) - rank(b.state))
}

/** Ids of the locations whose latest results are looked at; null: verdicts are. */
function seersOf(of: { readonly catalogue: Catalogue; readonly view: FleetView }): ReadonlySet<string> | null {
  const { from } = of.view
  if (from === null) return null
  return new Set(of.catalogue.locations.filter(({ id, group }) => id === from || group === from).map(({ id }) => id))
}

function seenOf(
  page: PageStatus,
  seers: ReadonlySet<string> | null,
): Omit<Tile, 'portal' | 'state'> & { readonly state: Verdict } {
  const results = page.locations.filter(({ location }) => seers === null || seers.has(location))
  const totalMs = slowest(results)
  if (seers === null) return { state: page.verdict, sinceMs: page.sinceMs, isOlder: page.isOlder, totalMs }
  const states = results.map(({ outcome }) => AS_SEEN[outcome])
  return { state: states.toSorted((a, b) => rank(a) - rank(b))[0] ?? 'unknown', sinceMs: null, isOlder: false, totalMs }
}

function slowest(results: readonly LocationStatus[]): number | null {
  const times = results.flatMap(({ outcome, totalMs }) => (outcome === 'passed' && totalMs !== null ? [totalMs] : []))
  return times.length === 0 ? null : Math.max(...times)
}

function rank(state: Verdict | null): number {
  return RANKS.indexOf(state)
}

function groupOf(portal: Portal, by: FleetView['by'], { t }: Say): string {
  if (by === 'kind') return t(PORTAL_KIND_WORDS[portal.kind])
  if (by === 'owner') return portal.owner
  return by === 'vendor' ? (portal.vendor ?? t(F.noVendor)) : ''
}

function chooser(of: { readonly catalogue: Catalogue; readonly view: FleetView }, { t }: Say): Markup {
  const { view, catalogue } = of
  const option = (value: string, words: string, chosen: boolean): Markup =>
    html`<option value="${value}"${chosen ? html` selected` : ''}>${words}</option>`
  const groups = [...new Set(catalogue.locations.map(({ group }) => group))]
  const places: readonly (readonly [string, string])[] = [
    ['', t(F.everywhere)],
    ...groups.map((group) => [group, t(GROUP_WORDS[group])] as const),
    ...catalogue.locations.map(({ id }) => [id, id] as const),
  ]
  return html`<form class="line" method="get" action="/">
<label>${t(F.by)}<select name="by">${GROUPINGS.map((by) => option(by, t(F[by] satisfies BilingualText), by === view.by))}</select></label>
<label>${t(F.from)}<select name="from">${places.map(([value, words]) => option(value, words, value === (view.from ?? '')))}</select></label>
<button class="second">${t(F.show)}</button>
</form>`
}
