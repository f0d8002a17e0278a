import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecordAttributes } from 'aws-lambda'
import type { Logger } from 'pino'
import { type AuditLimit, type AuditPorts, type ReportOutlet, runAudit, runControlVisit } from '../lib/flow/audit.ts'
import { createBackOff } from '../lib/flow/back-off.ts'
import { createControlPage } from '../lib/flow/control-page.ts'
import { sendReports } from '../lib/flow/send-reports.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import type { Audit } from '../lib/model/audit.ts'
import type { ControlAudit } from '../lib/model/control-audit.ts'
import { type Environment, readEnvironment } from '../lib/model/environment.ts'
import {
  type BrowserExamination,
  type ExamineEvent,
  examineEventSchema,
  type LoadControlEvent,
  loadControlEventSchema,
} from '../lib/model/examination.ts'
import { browserVisitSchema } from '../lib/model/visit.ts'
import type { AuditRequest } from '../lib/observe/browser/audit-request.ts'
import type { ControlRequest } from '../lib/observe/browser/control-request.ts'
import { createAccountSecrets } from '../lib/record/account-secrets.ts'
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
  readonly audit?: (request: AuditRequest, signal: AbortSignal) => Promise<Audit>
  /** Loads the control page once; default: this process itself, none where `audit` is given alone. */
  readonly control?: (request: ControlRequest, signal?: AbortSignal) => Promise<ControlAudit>
  readonly stop?: AbortSignal
  /** Null: none are kept; default: they go to the hub's bucket, where the environment names one. */
  readonly reports?: ReportOutlet | null
}

/** For sending the result, and before that for an audit to notice that its time is over. */
const SENDING_MS = 15_000
const WINDING_UP_MS = 15_000

/**
 * `nhip doctor --aws` asks by hand what the browser can do here, and what the control page shows; everything else is a
 * queue's batch.
 */
export type AuditHandler = Handler<SQSEvent, SQSBatchResponse> &
  Handler<ExamineEvent, BrowserExamination> &
  Handler<LoadControlEvent, ControlAudit>

/** In a sandbox's /tmp, beside Chromium: some dozen audits. */
const WAITING_BYTES = 100_000_000

/** Makes the audits of a batch, and loads the control page, one after the other, and sends each result. */
export function create(env: Env, options: AuditOptions = {}): AuditHandler {
  const settings = readEnvironment('audit', env)
  const log = options.log ?? createLogger('audit', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.audit.table)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  // On AWS `forward` signs: what runs hostile pages has no key.
  const deliver = createDelivery(env, { options, settings, log, sign: options.sign })
  const control = options.control ?? (options.audit ? null : controlHere)
  const ports = {
    clock: systemClock,
    audit: options.audit ?? auditorHere(env, settings),
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
    each: async (record, context) => {
      const visit = await readMessage(record, { schema: browserVisitSchema, deadLetters, log })
      if (!visit) return
      const { limit, over } = limitOf(context, record.attributes)
      const limited = { ...ports, limit }
      const done = turn
        .then(() => (visit.type === 'controlVisit' ? runControlVisit(visit, limited) : runAudit(visit, limited)))
        .finally(over)
      turn = done.catch(() => undefined)
      await done
    },
  })
  const either: Handler<unknown, unknown> = (event, context) => {
    if (examineEventSchema.safeParse(event).success) return examineHere()
    const asked = loadControlEventSchema.safeParse(event)
    if (asked.success && control) return control(asked.data)
    return batches(event as SQSEvent, context)
  }
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

/** What is left of the time that the platform gives, less what it takes to wind up, and to send the result. */
function limitOf(
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  attributes: Partial<SQSRecordAttributes> | undefined,
): { readonly limit: AuditLimit; readonly over: () => void } {
  const leftMs = context.getRemainingTimeInMillis()
  const cut = new AbortController()
  const timer = setTimeout(() => cut.abort(), leftMs - SENDING_MS)
  const taken = Number(attributes?.ApproximateReceiveCount ?? 1)
  const limit = { untilMs: systemClock.now() + leftMs - SENDING_MS - WINDING_UP_MS, signal: cut.signal, taken }
  return { limit, over: () => clearTimeout(timer) }
}

/** Lighthouse costs 0.4 s and 80 MB to load: only where audits are made in this process. */
function auditorHere(env: Env, { NHIP_ACCOUNT_SECRETS: prefix }: Environment<'audit'>): AuditPorts['audit'] {
  const readAccount = prefix === undefined ? undefined : createAccountSecrets(env, prefix)
  return async (request, signal) => {
    const { auditInProcess } = await import('../lib/observe/browser/audit-in-process.ts')
    endBrowserOn(signal)
    return auditInProcess(request, { readAccount })
  }
}

async function controlHere(request: ControlRequest, signal?: AbortSignal): Promise<ControlAudit> {
  const { controlInProcess } = await import('../lib/observe/browser/audit-in-process.ts')
  endBrowserOn(signal)
  return controlInProcess(request)
}

/** Without its browser a load comes to an end by itself. */
function endBrowserOn(signal: AbortSignal | undefined): void {
  const end = async (): Promise<void> => {
    const { endKeptBrowser } = await import('../lib/observe/browser/audit-in-process.ts')
    await endKeptBrowser()
  }
  signal?.addEventListener('abort', () => void end(), { once: true })
}

async function examineHere(): Promise<BrowserExamination> {
  const { examineBrowser } = await import('../lib/observe/browser/examine-browser.ts')
  return examineBrowser()
}
