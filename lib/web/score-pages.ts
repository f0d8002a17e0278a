import type { Context } from 'hono'
import { html } from 'hono/html'
import type { AskPorts } from '../flow/ask-for-job.ts'
import { publishedCriteria } from '../flow/criteria.ts'
import type { FactsParams, PortalFacts } from '../flow/facts-job.ts'
import { evaluations, scoredEvaluations } from '../flow/kept-score.ts'
import { portalsFor } from '../flow/scope.ts'
import { scoreChanges } from '../flow/score-changes.ts'
import { madeByJob, seenScore, type WantedScore } from '../flow/seen-score.ts'
import { dayOf } from '../model/day.ts'
import type { Archive } from '../record/archive.ts'
import { askByForm, type FormProblem, ownerOf, tried } from './ask-page.ts'
import { evaluationWays } from './evaluation-ways.ts'
import { formFields } from './form-fields.ts'
import { messagePage } from './message-page.ts'
import { type Page, type PageRoute, type PageView, pageRoute } from './page-route.ts'
import { type PortalScore, portalScorePage } from './portal-score-page.ts'
import { problemNotice } from './problem-words.ts'
import { askForScore } from './score-ask.ts'
import { scoreChangesPage } from './score-changes-page.ts'
import { type Chosen, scoreChoice } from './score-choice.ts'
import { scoreHead } from './score-head.ts'
import { scoreHref } from './score-href.ts'
import { type LeftOpen, scoreOthers } from './score-others.ts'
import { scoresTable } from './scores-page.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

export type EvaluationPorts = AskPorts & { readonly archive: Archive }

const READERS = ['operator', 'evaluator', 'vendor'] as const

/** Scores of a period: of a vendor's portals for the vendor itself. */
export function scorePages(ports: EvaluationPorts): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/scores',
      roles: READERS,
      answer: async (c, view) => {
        const { wanted, leftOpen } = await askedOf(c, { view, ports })
        return scoresPage(wanted, { view, ports, problem: null, leftOpen })
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/scores',
      roles: READERS,
      answer: async (c, view) => {
        const { criteria = '', period = '', group } = (await formFields(c)) ?? {}
        const wanted = { criteria, period, ...groupOf(group) }
        const owner = ownerOf(view)
        const seen = await tried(() => seenScore(wanted, { ...ports, owner }))
        if ('problem' in seen) return scoresPage(null, { view, ports, problem: seen.problem })
        const asked = await askByForm(c, { kind: 'score', params: seen.value.params, owner }, ports)
        return asked instanceof Response ? asked : scoresPage(wanted, { view, ports, problem: asked })
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/score-changes',
      roles: READERS,
      answer: async (c, { viewer, config, nowMs, say }) => {
        const asked = { before: c.req.query('before') ?? null, after: c.req.query('after') ?? null }
        if (viewer === null || config === null) return messagePage({ kind: 'not_found' }, say)
        const { catalogue } = config
        const portals = portalsFor(viewer.principal, config)
        const compared = await scoreChanges({ ...asked, catalogue, portals }, { table: ports.table, nowMs })
        return scoreChangesPage(compared, asked, say)
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/scores/:portal',
      roles: READERS,
      answer: async (c, view) => {
        const wanted = wantedOf(c)
        const found = wanted === null ? null : await portalScoreOf(c, { wanted, view, ports })
        return found === null ? messagePage({ kind: 'not_found' }, view.say) : portalScorePage(found, view)
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/scores/:portal',
      roles: READERS,
      answer: async (c, view) => {
        const { kind = '', criteria = '', period = '', lang, ...rest } = (await formFields(c)) ?? {}
        const revision = rest.revision === undefined ? {} : { revision: Number(rest.revision) }
        const which = { criteria, period, ...groupOf(rest.group), ...revision, portal: c.req.param('portal') ?? '' }
        const asked = await askByForm(
          c,
          kind === 'report'
            ? { kind, params: { ...which, lang }, owner: ownerOf(view) }
            : { kind: 'facts', params: factsParams(which), owner: ownerOf(view) },
          ports,
        )
        return asked instanceof Response ? asked : scoresPage(null, { view, ports, problem: asked })
      },
    }),
  ]
}

/** The score that an address asks for: what it leaves open is that of the latest that was kept, else of what is published. */
async function askedOf(
  c: Context,
  { view, ports }: { readonly view: PageView; readonly ports: EvaluationPorts },
): Promise<{ readonly wanted: WantedScore | null; readonly leftOpen: LeftOpen | null }> {
  const named = wantedOf(c)
  if (named !== null) return { wanted: named, leftOpen: null }
  const { table } = ports
  const [criteria, period] = [c.req.query('criteria')?.trim() || null, c.req.query('period')?.trim() || null]
  const { group } = groupOf(c.req.query('group'))
  const [kept, packs] = await Promise.all([scoredEvaluations({ table, nowMs: view.nowMs }), publishedCriteria(table)])
  const last = kept.find(
    (one) =>
      (period === null || one.period === period) &&
      (criteria === null || one.criteria === criteria || `${one.criteria}@${one.version}` === criteria) &&
      (group === undefined || one.group === group),
  )
  const leftOpen = criteria !== null ? 'period' : period !== null ? 'criteria' : 'both'
  if (last) return { wanted: { ...last, criteria: `${last.criteria}@${last.version}` }, leftOpen }
  if (leftOpen === 'both') return { wanted: null, leftOpen: null }
  const [pack] = packs
  const some = criteria ?? (pack ? `${pack.criteria.criteria}@${pack.criteria.version}` : null)
  if (some === null) return { wanted: null, leftOpen: null }
  const month = lastMonth(dayOf(view.nowMs, view.say.timezone))
  return { wanted: { criteria: some, period: period ?? month, ...(group ? { group } : {}) }, leftOpen }
}

/** The score that an address names; null: none. */
export function wantedOf(c: Context): WantedScore | null {
  const [criteria, period, revision] = [c.req.query('criteria'), c.req.query('period'), c.req.query('revision')]
  if (!criteria || !period) return null
  return {
    criteria: criteria.trim(),
    period: period.trim(),
    ...groupOf(c.req.query('group')),
    ...(revision !== undefined && /^\d{1,4}$/.test(revision) ? { revision: Number(revision) } : {}),
    isLive: c.req.query('live') === '1',
  }
}

/** The month that is over, by a day of the next one. */
export function lastMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
}

function groupOf(text: string | undefined): Pick<WantedScore, 'group'> {
  return text === 'domestic' || text === 'abroad' ? { group: text } : {}
}

/** Computed now where none is kept that it would be of. */
function factsParams(of: FactsParams): FactsParams {
  return of.revision === undefined ? { ...of, preview: true } : of
}

async function portalScoreOf(
  c: Context,
  of: { readonly wanted: WantedScore; readonly view: PageView; readonly ports: EvaluationPorts },
): Promise<PortalScore | null> {
  const owner = ownerOf(of.view)
  const seen = await seenScore(of.wanted, { ...of.ports, owner })
  const { score, catalogue, params, computed } = seen
  const id = c.req.param('portal')
  const portal = catalogue.portals.find((one) => one.id === id)
  const published = score?.portals.find((one) => one.portal === id)
  if (score === null || !portal || !published) return null
  const revision = computed === null ? score.closing?.statement.revision : undefined
  const { preview: _preview, ...which } = params
  const asked = factsParams({ ...which, portal: portal.id, ...(revision === undefined ? {} : { revision }) })
  const { value, job } = await madeByJob<PortalFacts>({ kind: 'facts', params: asked, owner }, of.ports)
  return { seen: { ...seen, score }, portal, published, facts: value, job }
}

async function scoresPage(
  wanted: WantedScore | null,
  of: {
    readonly view: PageView
    readonly ports: EvaluationPorts
    readonly problem: FormProblem | null
    readonly leftOpen?: LeftOpen | null
  },
): Promise<Page> {
  const { view, ports, leftOpen = null } = of
  const { say } = view
  const { t } = say
  const seen = wanted === null ? null : await tried(() => seenScore(wanted, { ...ports, owner: ownerOf(view) }))
  const value = seen !== null && 'value' in seen ? seen.value : null
  const problem = of.problem ?? (seen !== null && 'problem' in seen ? seen.problem : null)
  const [packs, known] = await Promise.all([
    publishedCriteria(ports.table),
    evaluations({ table: ports.table, nowMs: view.nowMs }),
  ])
  const chosen: Chosen = {
    period: wanted?.period ?? lastMonth(dayOf(view.nowMs, say.timezone)),
    criteria: value === null ? (wanted?.criteria ?? null) : value.params.criteria,
    group: wanted?.group ?? null,
  }
  const title = value === null ? t(W.title) : `${t(W.title)} ${value.period.name}`
  const score = value?.score ?? null
  const main = html`${evaluationWays('/scores', say)}<h1>${title}</h1>
${problemNotice(problem, say)}
${value === null ? '' : scoreOthers(value.params, { leftOpen, packs, evaluations: known.evaluations }, say)}
${value !== null && score !== null ? scoreHead({ ...value, score }, say) : ''}
${scoreChoice({ packs, evaluations: known.evaluations, chosen, isOpen: score === null }, say)}
${value !== null && score !== null ? scoresTable({ ...value, score }, say) : ''}
${value === null ? '' : askForScore(value, view)}
${value === null ? '' : html`<p>${value.computed !== null && value.revisions.length > 0 ? html`<a href="${scoreHref(value, { isLive: false })}">${t(W.seeKept)}</a>` : ''}</p>`}`
  return { title, main, status: problem === null ? 200 : 400 }
}
