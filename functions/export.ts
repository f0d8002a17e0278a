import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { runJob } from '../lib/flow/run-job.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { jobMessageSchema } from '../lib/model/job.ts'
import { type Archive, createArchive, permitArchive } from '../lib/record/archive.ts'
import { type CellFiles, createArchiveCells } from '../lib/record/cell-files.ts'
import { createClients } from '../lib/record/clients.ts'
import { createArchiveEvidence, type EvidenceStore } from '../lib/record/evidence-store.ts'
import { openKmsKey } from '../lib/record/kms-key.ts'
import { createQueue } from '../lib/record/queue.ts'
import { createArchiveReports, type Reports } from '../lib/record/reports.ts'
import type { Signer } from '../lib/record/signer.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { createLogger, type Env, type Handler, lazily, readMessage, type ShellOptions, sqsHandler } from './shell.ts'

export type ExportOptions = ShellOptions & {
  readonly archive?: Archive
  /** Default: evidence in the bucket. */
  readonly store?: Pick<EvidenceStore, 'get'>
  /** Default: in the bucket. */
  readonly cells?: CellFiles
  /** Default: in the bucket. */
  readonly reports?: Pick<Reports, 'get'>
  /** Default: the key of the environment, in KMS. */
  readonly openSigner?: () => Promise<Signer>
  readonly stop?: AbortSignal
}

/** Runs the jobs of a batch, and leaves the file of each. */
export function create(env: Env, options: ExportOptions = {}): Handler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment('export', env)
  const log = options.log ?? createLogger('export', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const deadLetters = createQueue(sqs, settings.NHIP_DEAD_LETTERS_QUEUE)
  const { stop } = options
  const archive = permitArchive(options.archive ?? createArchive(env, settings.NHIP_ARCHIVE), ACCESS.export.files)
  const ports = {
    table: permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.export.table),
    archive,
    store: options.store ?? createArchiveEvidence(archive),
    cells: options.cells ?? createArchiveCells(archive),
    reports: options.reports ?? createArchiveReports(archive),
    openSigner: options.openSigner ?? (() => openKmsKey(env, settings.NHIP_SIGNING_KEY)),
    clock: systemClock,
    onBroken: (error: unknown) => log.error({ error: String(error) }, 'a job failed, and will not be tried again'),
    ...(stop === undefined ? {} : { stop }),
  }
  return sqsHandler({
    log,
    ...(stop === undefined ? {} : { stop }),
    each: async (record) => {
      const message = await readMessage(record, { schema: jobMessageSchema, deadLetters, log })
      if (message === null) return
      const ran = await runJob(message, ports)
      if (ran.kind === 'none') return log.info(message, 'a job that is over')
      const { status, attempts, file, failure } = ran.job
      log.info({ ...message, status, attempts, sizeBytes: file?.sizeBytes, failure }, 'a job has ended')
    },
  })
}

export const handler = lazily(create)
