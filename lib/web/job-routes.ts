import { type AskPorts, askForJob } from '../flow/ask-for-job.ts'
import { JOB_KINDS } from '../flow/job-kinds.ts'
import { listJobs, showJob } from '../flow/show-job.ts'
import { newJobSchema } from '../model/job.ts'
import type { Archive } from '../record/archive.ts'
import { answerJob } from './answer-job.ts'
import { jobAnswer, jobsAnswer, linkedJobAnswer } from './answers/jobs.ts'
import { forbidden } from './guard.ts'
import { JOB_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'
import { type Route, route } from './route.ts'

const MAX_BODY_BYTES = 10_000
const ASKED_KINDS = Object.keys(JOB_KINDS).filter((name) => (JOB_KINDS[name]?.roles.length ?? 0) > 0)
const READERS = ['operator', 'evaluator', 'vendor'] as const

/** What takes longer than an answer may: it is asked for, waited for, and then to be had by a link. */
export function jobRoutes(ports: AskPorts & { readonly archive: Archive }): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/jobs',
      summary: 'Asks for what takes longer than an answer may: histories, exports, bundles, scores, reports.',
      body: newJobSchema,
      gives: { status: 202, form: jobAnswer },
      roles: READERS,
      answer: async (c, owner) => {
        const read = await readJson(c, MAX_BODY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const asked = newJobSchema.safeParse(read.value)
        const kind = asked.success ? JOB_KINDS[asked.data.kind] : undefined
        if (!asked.success || !kind || !ASKED_KINDS.includes(asked.data.kind))
          return problem(c, {
            status: 400,
            code: 'bad_job',
            detail: `write {"kind":"…","params":{…}}, where kind is ${ASKED_KINDS.join(' or ')}`,
          })
        if (!kind.roles.includes(owner.role)) return forbidden(c, { principal: owner, roles: kind.roles })
        const params = kind.schema.safeParse(asked.data.params ?? {})
        if (!params.success) {
          const [issue] = params.error.issues
          const detail = `${['params', ...(issue?.path ?? [])].join('.')}: ${issue?.message}`
          return problem(c, { status: 400, code: 'bad_job', detail })
        }
        await kind.check(params.data, { owner, ...ports })
        const job = await askForJob({ kind: asked.data.kind, params: params.data, owner }, ports)
        return answerJob(c, job)
      },
    }),
    route({
      method: 'GET',
      path: '/api/jobs',
      summary: 'Jobs of one’s own, the latest first.',
      query: PART_QUERY,
      gives: { form: jobsAnswer },
      roles: READERS,
      answer: async (c, owner, query) => answerPart(c, await listJobs(owner, ports), { ...JOB_LIST, ...query }),
    }),
    route({
      method: 'GET',
      path: '/api/jobs/:job',
      summary: 'One job, and the link to its file once it is done.',
      gives: { form: linkedJobAnswer },
      roles: READERS,
      answer: async (c, owner) => c.json(await showJob({ owner, id: c.req.param('job') ?? '' }, ports)),
    }),
  ]
}
