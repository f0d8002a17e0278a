import type { SQSClient } from '@aws-sdk/client-sqs'
import * as auditFunction from '../../functions/audit.ts'
import * as dispatchFunction from '../../functions/dispatch.ts'
import * as probeFunction from '../../functions/probe.ts'
import type { Env, Handler, LocationOptions, ScheduledEvent } from '../../functions/shell.ts'
import type { ReportOutlet } from '../flow/audit.ts'
import type { EnvironmentOf } from '../model/environment.ts'
import type { AuditClient } from '../observe/browser/audit-client.ts'
import { type Pump, startPump } from './pump.ts'
import type { RemoteMeasurer } from './remote-measurer.ts'

/** What all functions of a location find in their environment. */
export type LocationEnv = Env & EnvironmentOf<'dispatch'> & EnvironmentOf<'probe'>

export type Location = {
  /** Sends the checks of a minute. */
  readonly dispatch: Handler<ScheduledEvent, unknown>
  readonly pumps: readonly Pump[]
}

/** Hosts that are visited at once. */
const PROBE_EVENTS = 32

/** The functions of one location on this machine, and the pumps that feed them. */
export function startLocation(at: {
  readonly env: LocationEnv
  readonly options: Required<Pick<LocationOptions, 'log' | 'clients'>> & LocationOptions
  readonly sqs: SQSClient
  readonly measurer: RemoteMeasurer
  readonly auditClient: AuditClient
  /** Aborted when what is under way is to be given back. */
  readonly stop: AbortSignal
  /** Where reports of audits are kept; null: nowhere. */
  readonly reports: ReportOutlet | null
  /** Slots before this one are somebody else's. */
  readonly notBeforeSlotMs?: () => number
  /** What was due before is nobody's. */
  readonly notBeforeMs?: number
}): Location {
  const { env, options, sqs, stop } = at
  const { log } = options
  const location = env.NHIP_LOCATION
  const probe = probeFunction.create(env, { ...options, measurer: at.measurer, stop })
  const audit = auditFunction.create(env, {
    ...options,
    audit: at.auditClient.audit,
    control: at.auditClient.control,
    stop,
    reports: at.reports,
  })
  return {
    dispatch: dispatchFunction.create(env, {
      ...options,
      ...(at.notBeforeSlotMs === undefined ? {} : { notBeforeSlotMs: at.notBeforeSlotMs }),
      ...(at.notBeforeMs === undefined ? {} : { notBeforeMs: at.notBeforeMs }),
    }),
    pumps: [
      startPump({
        sqs,
        queueUrl: env.NHIP_CHECKS_QUEUE,
        name: `${location} checks`,
        batchSize: 10,
        concurrency: PROBE_EVENTS,
        log,
        handler: probe,
      }),
      startPump({
        sqs,
        queueUrl: env.NHIP_AUDITS_QUEUE,
        name: `${location} audits`,
        batchSize: 1,
        concurrency: 1,
        log,
        handler: audit,
      }),
    ],
  }
}
