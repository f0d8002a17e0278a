import { z } from 'zod'
import { changes } from '../flow/changes.ts'
import { everyCriteria } from '../flow/criteria.ts'
import { history } from '../flow/history.ts'
import { MAX_HISTORY_DAYS } from '../flow/history-job.ts'
import type { MonitorHealth } from '../flow/monitor-health.ts'
import { requireOwn } from '../flow/readable-page.ts'
import { portalsFor, statusOfPortals } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import type { Table } from '../record/table.ts'
import type { CostSoFar } from '../report/cost-so-far.ts'
import { changesAnswer } from './answers/changes.ts'
import { costAnswer } from './answers/cost.ts'
import { criteriaAnswer } from './answers/criteria.ts'
import { historyAnswer } from './answers/history.ts'
import { monitorAnswer } from './answers/monitor.ts'
import { statusAnswer } from './answers/status.ts'
import { CHANGE_LIST, CRITERIA_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { metricsText } from './metrics.ts'
import { monthForm } from './query-forms.ts'
import { type Route, route } from './route.ts'

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
const READERS = ['operator', 'evaluator', 'vendor'] as const

/** What was measured, for those who read it: a vendor its own portals only. */
export function dataRoutes(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly currentStatus: () => Promise<Status>
  readonly currentHealth: () => Promise<MonitorHealth>
  readonly currentCost: () => Promise<CostSoFar | null>
  readonly isOnAws: boolean
  /** The version in force. */
  readonly currentConfig: () => Promise<Config | null>
}): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/status',
      summary: 'Live state of every page that may be read, open incidents, locations.',
      gives: { form: statusAnswer },
      roles: READERS,
      answer: async (c, principal) => {
        const [status, config] = await Promise.all([ports.currentStatus(), ports.currentConfig()])
        return c.json(statusOfPortals(status, portalsFor(principal, config)))
      },
    }),
    route({
      method: 'GET',
      path: '/api/metrics',
      summary: 'The live state in Prometheus’ text format.',
      gives: { types: [METRICS_TYPE] },
      roles: READERS,
      answer: async (c, principal) => {
        const [status, config] = await Promise.all([ports.currentStatus(), ports.currentConfig()])
        return c.body(metricsText(statusOfPortals(status, portalsFor(principal, config))), 200, {
          'content-type': METRICS_TYPE,
        })
      },
    }),
    route({
      method: 'GET',
      path: '/api/changes',
      summary: 'What was changed within a month of UTC, and by whom, newest first.',
      query: { ...PART_QUERY, month: monthForm },
      gives: { form: changesAnswer },
      roles: ['operator', 'evaluator'],
      answer: async (c, _principal, query) => {
        const month = query.month ?? new Date(ports.clock.now()).toISOString().slice(0, 7)
        return answerPart(c, await changes(month, ports), { ...CHANGE_LIST, ...query })
      },
    }),
    route({
      method: 'GET',
      path: '/api/monitor',
      summary: 'How the platform itself does: locations with seven days of coverage, and what the watch finds wrong.',
      gives: { form: monitorAnswer },
      roles: ['operator', 'evaluator'],
      answer: async (c) => c.json(await ports.currentHealth()),
    }),
    route({
      method: 'GET',
      path: '/api/cost',
      summary: 'What this month has cost so far.',
      gives: { form: costAnswer },
      roles: ['operator'],
      answer: async (c) => c.json({ type: 'cost', isOnAws: ports.isOnAws, cost: await ports.currentCost() }),
    }),
    route({
      method: 'GET',
      path: '/api/criteria',
      summary:
        'Every version of the criteria that were published: rules, weights, limits, and the text they were read from.',
      query: PART_QUERY,
      gives: { form: criteriaAnswer },
      roles: READERS,
      answer: async (c, _principal, query) =>
        answerPart(c, { type: 'criteria', packs: await everyCriteria(ports.table) }, { ...CRITERIA_LIST, ...query }),
    }),
    route({
      method: 'GET',
      path: '/api/history/:portal/:page',
      summary: 'A page’s days: counts, causes, uptime, coverage and percentiles by location and group.',
      query: { days: z.int().min(1).max(MAX_HISTORY_DAYS).default(30) },
      gives: { form: historyAnswer },
      roles: READERS,
      answer: async (c, principal, { days }) => {
        const page = `${c.req.param('portal')}/${c.req.param('page')}`
        requireOwn(page, { principal, config: await ports.currentConfig() })
        return c.json(await history({ page, days }, ports))
      },
    }),
  ]
}
