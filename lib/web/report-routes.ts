import { gunzipSync } from 'node:zlib'
import type { Context } from 'hono'
import { type FoundReport, findReport } from '../flow/find-report.ts'
import { requireOwn } from '../flow/readable-page.ts'
import { mayRead } from '../flow/scope.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { pageKeySchema } from '../model/id.ts'
import { REPORT_FILES, type ReportFileKind } from '../model/report-file.ts'
import type { Reports } from '../record/reports.ts'
import type { Table } from '../record/table.ts'
import { messagePage } from './message-page.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import { type Problem, problem } from './problem.ts'
import { type Route, route } from './route.ts'

export type ReportPorts = { readonly table: Table; readonly clock: Clock; readonly reports: Reports | null }

const REPORT_TYPES = [...new Set(Object.values(REPORT_FILES).map(({ contentType }) => contentType))]

/** Of a file within an audit's report, behind whatever prefix. */
const REPORT_PATH = ':portal/:page/:slot/:location/:file'

/**
 * A report is a page with scripts of its own, about a page that may be hostile: it gets an origin that is nobody's, and
 * loads nothing.
 */
const SANDBOX =
  "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The files of audits' reports, for those who may read the page's results. */
export function reportRoutes(
  ports: ReportPorts & { readonly currentConfig: () => Promise<Config | null> },
): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: `/api/audits/${REPORT_PATH}`,
      summary: 'A file of an audit’s report, or a short link to it.',
      gives: { types: REPORT_TYPES, mayRedirect: true },
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, principal) => {
        const { page } = placeOf(c)
        requireOwn(page, { principal, config: await ports.currentConfig() })
        const sent = await sendReport(c, ports)
        return sent instanceof Response ? sent : problem(c, { status: 404, ...sent })
      },
    }),
  ]
}

/** The same files for people, from the links of pages. */
export function reportPages(
  ports: ReportPorts & { readonly currentConfig: () => Promise<Config | null> },
): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: `/reports/${REPORT_PATH}`,
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, { viewer, config, say }) => {
        if (viewer === null || !mayRead(placeOf(c).page, viewer.principal, config))
          return messagePage({ kind: 'not_found' }, say)
        const sent = await sendReport(c, ports)
        if (sent instanceof Response) return sent
        return messagePage({ kind: 'not_found', problem: { code: sent.code, message: sent.detail } }, say)
      },
    }),
  ]
}

/** Sends the file that the address names, or a short link to it; else tells why there is none. */
async function sendReport(
  c: Context,
  { table, clock, reports }: ReportPorts,
): Promise<Response | Pick<Problem, 'code' | 'detail'>> {
  const { page, slotMs, location, file } = placeOf(c)
  const key = pageKeySchema.safeParse(page).data
  if (reports === null)
    return { code: 'report_never_made', detail: 'no reports are kept here: this platform has no data folder' }
  if (key === undefined || !Number.isSafeInteger(slotMs) || slotMs < 0)
    return { code: 'unknown_audit', detail: 'write a page, a slot in epoch ms, a location and a file' }
  // What a browser runs is sent by this hub, with its policy; a store elsewhere knows none.
  const hands = file.startsWith('report.html') || file.endsWith('.svg')
  const found = await findReport({ page: key, slotMs, location, file, hands }, { table, clock, reports })
  if (found.kind === 'missing') return { code: found.code, detail: found.detail }
  c.header('cache-control', 'private, no-cache')
  if (found.kind === 'link') return c.redirect(found.url, 302)
  return fileResponse(c, found, { isPlain: reports.link !== null })
}

/** `isPlain`: the runtime can carry text only. */
function fileResponse(
  c: Context,
  { name, body }: Extract<FoundReport, { readonly kind: 'file' }>,
  { isPlain }: { readonly isPlain: boolean },
): Response {
  const { contentType, contentEncoding, set }: ReportFileKind = REPORT_FILES[name]
  const zipped = contentEncoding === 'gzip'
  const unzip = zipped && (isPlain || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? ''))
  c.header('content-type', contentType)
  c.header('content-security-policy', SANDBOX)
  c.header('referrer-policy', 'no-referrer')
  c.header('vary', 'accept-encoding')
  if (zipped && !unzip) c.header('content-encoding', 'gzip')
  if (set === 'trace') c.header('content-disposition', `attachment; filename="${name}"`)
  return c.body(new Uint8Array(unzip ? gunzipSync(body) : body))
}

function placeOf(c: Context) {
  const param = (name: string): string => c.req.param(name) ?? ''
  return {
    page: `${param('portal')}/${param('page')}`,
    slotMs: /^\d{1,15}$/.test(param('slot')) ? Number(param('slot')) : Number.NaN,
    location: param('location'),
    file: param('file'),
  }
}
