import { z } from 'zod'
import { changes } from '../flow/changes.ts'
import { history } from '../flow/history.ts'
import { MAX_HISTORY_DAYS } from '../flow/history-job.ts'
import type { MonitorHealth } from '../flow/monitor-health.ts'
import { mayRead, portalsFor, statusOfPortals } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import type { Table } from '../record/table.ts'
import { changesAnswer } from './answers/changes.ts'
import { historyAnswer } from './answers/history.ts'
import { monitorAnswer } from './answers/monitor.ts'
import { statusAnswer } from './answers/status.ts'
import { CHANGE_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { metricsText } from './metrics.ts'
import { problem } from './problem.ts'
import { type Route, route } from './route.ts'

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
/** Of a year that any clock of a platform may have shown. */
const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/
const READERS = ['operator', 'evaluator', 'vendor'] as const

/** What was measured, for those who read it: a vendor its own portals only. */
export function dataRoutes(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly currentStatus: () => Promise<Status>
  readonly currentHealth: () => Promise<MonitorHealth>
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
      summary: 'What people have changed within a month of UTC, newest first.',
      query: { ...PART_QUERY, month: z.string().regex(MONTH, 'write a month such as 2026-11') },
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
      path: '/api/history/:portal/:page',
      summary: 'A page’s days: counts, causes, uptime, coverage and percentiles by location and group.',
      query: { days: z.int().min(1).max(MAX_HISTORY_DAYS).default(30) },
      gives: { form: historyAnswer },
      roles: READERS,
      answer: async (c, principal, { days }) => {
        const page = `${c.req.param('portal')}/${c.req.param('page')}`
        // Who may not read it isn't told whether there is such a page, nor the names of others.
        if (!mayRead(page, principal, await ports.currentConfig()))
          return problem(c, { status: 404, code: 'unknown_page', detail: `no page “${page}” of yours is known` })
        return c.json(await history({ page, days }, ports))
      },
    }),
  ]
}
