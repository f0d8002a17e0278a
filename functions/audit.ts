import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { runAudit } from '../lib/flow/audit.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import type { Audit } from '../lib/model/audit.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { auditVisitSchema } from '../lib/model/visit.ts'
import type { AuditRequest } from '../lib/observe/browser/audit-request.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import {
  createDelivery,
  createLogger,
  type Env,
  type Handler,
  type LocationOptions,
  lazily,
  readMessage,
  sqsHandler,
} from './shell.ts'

export type AuditOptions = LocationOptions & {
  /** Makes one audit; default: this process itself, with a browser that it keeps. */
  readonly audit?: (request: AuditRequest) => Promise<Audit>
  readonly stop?: AbortSignal
}

/** Makes the audits of a batch, one after the other, and sends each result. */
export function create(env: Env, options: AuditOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment('audit', env)
  const log = options.log ?? createLogger('audit', env)
  const { sqs } = options.clients ?? createClients(env)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  const ports = {
    clock: systemClock,
    audit: options.audit ?? auditHere,
    deliver: createDelivery(env, { options, settings, log }),
    allowPrivate: settings.NHIP_ALLOW_PRIVATE === '1',
    stop: options.stop ?? new AbortController().signal,
  }
  let turn: Promise<unknown> = Promise.resolve()
  return sqsHandler({
    log,
    stop: ports.stop,
    each: async ({ body }) => {
      const visit = await readMessage(body, { schema: auditVisitSchema, deadLetters, log })
      if (!visit) return
      const done = turn.then(() => runAudit(visit, ports))
      turn = done.catch(() => undefined)
      await done
    },
  })
}

export const handler = lazily(create)

/** Lighthouse costs 0.4 s and 80 MB to load: only where audits are made in this process. */
async function auditHere(request: AuditRequest): Promise<Audit> {
  const { auditInProcess } = await import('../lib/observe/browser/audit-in-process.ts')
  return auditInProcess(request)
}
