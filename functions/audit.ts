import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Logger } from 'pino'
import { type ReportOutlet, runAudit, runControlVisit } from '../lib/flow/audit.ts'
import { createBackOff } from '../lib/flow/back-off.ts'
import { createControlPage } from '../lib/flow/control-page.ts'
import { sendReports } from '../lib/flow/send-reports.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import type { Audit } from '../lib/model/audit.ts'
import type { ControlAudit } from '../lib/model/control-audit.ts'
import { type Environment, readEnvironment } from '../lib/model/environment.ts'
import { type BrowserExamination, type ExamineEvent, examineEventSchema } from '../lib/model/examination.ts'
import { browserVisitSchema } from '../lib/model/visit.ts'
import type { AuditRequest } from '../lib/observe/browser/audit-request.ts'
import type { ControlRequest } from '../lib/observe/browser/control-request.ts'
import { createArchive, permitArchive } from '../lib/record/archive.ts'
import { createClients } from '../lib/record/clients.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createReportFolder } from '../lib/record/report-folder.ts'
import { createArchiveReports } from '../lib/record/reports.ts'
import { createTable, permit } from '../lib/record/table.ts'
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
  /** Loads the control page once; default: this process itself, none where `audit` is given alone. */
  readonly control?: (request: ControlRequest) => Promise<ControlAudit>
  readonly stop?: AbortSignal
  /** Null: none are kept; default: they go to the hub's bucket, where the environment names one. */
  readonly reports?: ReportOutlet | null
}

/** `nhip doctor --aws` asks by hand what the browser can do here; everything else is a queue's batch. */
export type AuditHandler = Handler<SQSEvent, SQSBatchResponse> & Handler<ExamineEvent, BrowserExamination>

/** In a sandbox's /tmp, beside Chromium: some dozen audits. */
const WAITING_BYTES = 100_000_000

/** Makes the audits of a batch, and loads the control page, one after the other, and sends each result. */
export function create(env: Env, options: AuditOptions = {}): AuditHandler {
  const settings = readEnvironment('audit', env)
  const log = options.log ?? createLogger('audit', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.audit.table)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  const deliver = createDelivery(env, { options, settings, log })
  const control = options.control ?? (options.audit ? null : controlHere)
  const ports = {
    clock: systemClock,
    audit: options.audit ?? auditHere,
    backOff: createBackOff({ table, clock: systemClock }),
    controls:
      control &&
      createControlPage({
        run: control,
        table,
        deliver,
        clock: systemClock,
        // Once all is to stop, that is what was asked for.
        onFailed: (error) =>
          log[options.stop?.aborted === true ? 'debug' : 'warn'](
            { error: String(error) },
            'the control page could not be loaded',
          ),
      }),
    deliver,
    allowPrivate: settings.NHIP_ALLOW_PRIVATE === '1',
    stop: options.stop ?? new AbortController().signal,
    reports: options.reports === undefined ? toBucket(env, { settings, log }) : options.reports,
  }
  let turn: Promise<unknown> = Promise.resolve()
  const batches = sqsHandler({
    log,
    stop: ports.stop,
    each: async ({ body }) => {
      const visit = await readMessage(body, { schema: browserVisitSchema, deadLetters, log })
      if (!visit) return
      const done = turn.then(() =>
        visit.type === 'controlVisit' ? runControlVisit(visit, ports) : runAudit(visit, ports),
      )
      turn = done.catch(() => undefined)
      await done
    },
  })
  const either: Handler<unknown, unknown> = (event, context) =>
    examineEventSchema.safeParse(event).success ? examineHere() : batches(event as SQSEvent, context)
  return either as AuditHandler
}

export const handler = lazily(create)

/** By way of a folder here: what a sandbox could not send, a later audit of its own sends, as long as it lives. */
function toBucket(
  env: Env,
  { settings, log }: { readonly settings: Environment<'audit'>; readonly log: Logger },
): ReportOutlet | null {
  if (settings.NHIP_ARCHIVE === undefined) return null
  const folder = createReportFolder(join(tmpdir(), 'nhip-reports'))
  const archive = createArchive({ ...env, AWS_REGION: settings.NHIP_HUB_REGION }, settings.NHIP_ARCHIVE)
  const reports = createArchiveReports(permitArchive(archive, ACCESS.audit.files))
  const put = (key: string, body: Uint8Array): Promise<'kept'> => reports.put(key, body).then(() => 'kept')
  return {
    folder: folder.path,
    send: () =>
      sendReports({ folder, put, clock: systemClock, maxBytes: WAITING_BYTES }).then(
        () => undefined,
        (error: unknown) => log.warn({ error: String(error) }, 'a report waits for its bucket'),
      ),
  }
}

/** Lighthouse costs 0.4 s and 80 MB to load: only where audits are made in this process. */
async function auditHere(request: AuditRequest): Promise<Audit> {
  const { auditInProcess } = await import('../lib/observe/browser/audit-in-process.ts')
  return auditInProcess(request)
}

async function controlHere(request: ControlRequest): Promise<ControlAudit> {
  const { controlInProcess } = await import('../lib/observe/browser/audit-in-process.ts')
  return controlInProcess(request)
}

async function examineHere(): Promise<BrowserExamination> {
  const { examineBrowser } = await import('../lib/observe/browser/examine-browser.ts')
  return examineBrowser()
}
