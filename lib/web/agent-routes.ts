import { z } from 'zod'
import { agentConfigs } from '../flow/agent-configs.ts'
import { reportOffered, reportOfferSchema } from '../flow/receive-report.ts'
import { type ReceivePorts, receiveResults } from '../flow/receive-results.ts'
import type { Config } from '../model/config.ts'
import { InputError } from '../model/input-error.ts'
import { REPORT_BYTES } from '../model/report-file.ts'
import { KEY_LEAD_MS } from '../record/hub.ts'
import { registerLocationKey } from '../record/location-keys.ts'
import { readPublicKey } from '../record/signer.ts'
import { acceptedAnswer, configsAnswer, keptAnswer, keyAnswer, placeAnswer } from './answers/agents.ts'
import { type Problem, problem } from './problem.ts'
import { readBytes, readJson } from './read-json.ts'
import type { ReportPorts } from './report-routes.ts'
import { type Route, route } from './route.ts'

const AGENT_CONFIGS = '/api/agent/configs'

const MAX_BODY_BYTES = 4_000_000
const MAX_RESULTS = 100
const MAX_OFFER_BYTES = 2_000
const MAX_KEY_BYTES = 2_000
const AGENTS = ['agent'] as const

const NO_REPORTS: Problem = { status: 404, code: 'report_never_made', detail: 'this hub keeps no reports' }

const keySchema = z.strictObject({ publicKey: z.string() })
const resultsSchema = z.strictObject({ results: z.array(z.string()) })

/** How a private location gets its configuration and hands in its results. */
export function agentRoutes(
  ports: ReceivePorts & ReportPorts & { readonly currentConfig: () => Promise<Config | null> },
): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: AGENT_CONFIGS,
      summary: 'Versions of the configuration, for the location whose token it is.',
      gives: { form: configsAnswer },
      roles: AGENTS,
      answer: async (c, { location }) => {
        c.header('cache-control', 'private, no-cache')
        return c.json(await agentConfigs(location, ports))
      },
    }),
    route({
      method: 'PUT',
      path: '/api/agent/key',
      summary: 'Registers the key that the location signs its results with.',
      body: keySchema,
      gives: { form: keyAnswer },
      roles: AGENTS,
      answer: async (c, { location }) => {
        const read = await readJson(c, MAX_KEY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const key = keySchema.safeParse(read.value)
        if (!key.success || readPublicKey(key.data.publicKey) === null)
          return problem(c, {
            status: 400,
            code: 'bad_key',
            detail: 'write {"publicKey":"…"}, a public key on the curve P-256 in PEM',
          })
        const { publicKey } = key.data
        const nowMs = ports.clock.now()
        try {
          const { keyId, fromMs } = await registerLocationKey(ports.table, {
            location,
            publicKey,
            nowMs,
            leadMs: KEY_LEAD_MS,
          })
          return c.json({ keyId, fromMs })
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          return problem(c, { status: 409, code: error.code, detail: error.message })
        }
      },
    }),
    route({
      method: 'POST',
      path: '/api/agent/results',
      summary: 'Takes results of a location, each a JSON text.',
      body: resultsSchema,
      gives: { status: 202, form: acceptedAnswer },
      roles: AGENTS,
      answer: async (c, { location }) => {
        const read = await readJson(c, MAX_BODY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const parsed = resultsSchema.safeParse(read.value)
        if (!parsed.success)
          return problem(c, {
            status: 400,
            code: 'bad_results',
            detail: 'write {"results":["…", …]}, each a JSON text',
          })
        const { results } = parsed.data
        if (results.length > MAX_RESULTS)
          return problem(c, {
            status: 413,
            code: 'too_many',
            detail: `send ${MAX_RESULTS} results at most in one request, not ${results.length}`,
          })
        const { accepted } = await receiveResults({ location, results }, ports)
        return c.json({ accepted }, 202)
      },
    }),
    route({
      method: 'POST',
      path: '/api/agent/reports',
      summary: 'Offers a file of an audit’s report; says where to put it.',
      body: reportOfferSchema,
      gives: { form: placeAnswer },
      roles: AGENTS,
      answer: async (c, { location }) => {
        const read = await readJson(c, MAX_OFFER_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const offer = reportOfferSchema.safeParse(read.value)
        if (!offer.success)
          return problem(c, { status: 400, code: 'bad_report', detail: `${offer.error.issues[0]?.path.join('.')}` })
        const { page, slotMs, name, bytes } = offer.data
        const offered = reportOffered(offer.data, { location, config: await ports.currentConfig(), clock: ports.clock })
        if ('refusal' in offered) return problem(c, { status: 400, code: 'bad_report', detail: offered.refusal })
        if (ports.reports === null) return problem(c, NO_REPORTS)
        const url = await ports.reports.putLink?.(offered.key, bytes)
        return c.json({ url: url ?? `/api/agent/reports/${page}/${slotMs}/${name}` })
      },
    }),
    route({
      method: 'PUT',
      path: '/api/agent/reports/:portal/:page/:slot/:file',
      summary: 'Takes a file of an audit’s report.',
      gives: { form: keptAnswer },
      roles: AGENTS,
      answer: async (c, { location }) => {
        if (ports.reports === null) return problem(c, NO_REPORTS)
        const body = await readBytes(c.req.raw, REPORT_BYTES)
        if (body === null)
          return problem(c, { status: 413, code: 'too_large', detail: `a file has ${REPORT_BYTES} bytes at most` })
        const param = (name: string): string => c.req.param(name) ?? ''
        const page = `${param('portal')}/${param('page')}`
        const asked = { page, slotMs: Number(param('slot')), name: param('file'), bytes: body.byteLength }
        const offer = reportOfferSchema.safeParse(asked)
        const config = await ports.currentConfig()
        const offered = offer.success
          ? reportOffered(offer.data, { location, config, clock: ports.clock })
          : { refusal: `${offer.error.issues[0]?.path.join('.')}` }
        if ('refusal' in offered) return problem(c, { status: 400, code: 'bad_report', detail: offered.refusal })
        await ports.reports.put(offered.key, body)
        return c.json({ kept: body.byteLength })
      },
    }),
  ]
}
