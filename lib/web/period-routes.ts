import { type AskPorts, askForJob } from '../flow/ask-for-job.ts'
import { evaluations } from '../flow/kept-score.ts'
import { chosenScore } from '../flow/score-job.ts'
import { periodActSchema } from '../model/evaluation.ts'
import { answerJob } from './answer-job.ts'
import { evaluationsAnswer } from './answers/evaluations.ts'
import { jobAnswer } from './answers/jobs.ts'
import { EVALUATION_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

/** Periods are opened, previewed, closed and corrected by evaluators, as jobs; how they stand is for all who read. */
export function periodRoutes(ports: AskPorts): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/periods',
      summary: 'Periods of evaluation and how they stand, the latest opened first.',
      query: PART_QUERY,
      gives: { form: evaluationsAnswer },
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, _principal, query) =>
        answerPart(c, await evaluations({ table: ports.table, nowMs: ports.clock.now() }), {
          ...EVALUATION_LIST,
          ...query,
        }),
    }),
    route({
      method: 'POST',
      path: '/api/periods',
      summary: 'Opens, previews, closes or corrects a period, as a job.',
      body: periodActSchema,
      gives: { status: 202, form: jobAnswer },
      roles: ['evaluator'],
      answer: async (c, owner) => {
        const asked = await readBody(c, { schema: periodActSchema, code: 'bad_period_act' })
        if ('problem' in asked) return problem(c, asked.problem)
        await chosenScore(asked.value, ports.table)
        const job = await askForJob({ kind: 'period', params: { ...asked.value, by: c.get('by') }, owner }, ports)
        return answerJob(c, job)
      },
    }),
  ]
}
