import { type Forwarded, forward } from '../lib/flow/forward.ts'
import type { Sign } from '../lib/flow/sign-results.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { MINUTE_MS } from '../lib/model/duration.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createClients } from '../lib/record/clients.ts'
import { createAwsHub, type Hub } from '../lib/record/hub.ts'
import { createQueueOutbox, type Outbox } from '../lib/record/outbox.ts'
import { createQueue } from '../lib/record/queue.ts'
import { openSecretKey } from '../lib/record/secret-key.ts'
import type { Signer } from '../lib/record/signer.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { anyHandler, createLogger, createSigning, type Env, type Handler, lazily, type ShellOptions } from './shell.ts'

export type ForwardOptions = ShellOptions & {
  readonly hub?: Hub
  readonly outbox?: Outbox
  /** Default: that of the environment, where it names one. */
  readonly openKey?: () => Promise<Signer>
  readonly sign?: Sign
}

/**
 * Each minute at each location, and when it is deployed: copies the hub's configuration, empties the outbox, and deletes
 * what has had its time. Fails where the hub can't be reached, so that its silence is counted; what could be done is done.
 */
export function create(env: Env, options: ForwardOptions = {}): Handler<unknown, Forwarded> {
  const settings = readEnvironment('forward', env)
  const log = options.log ?? createLogger('forward', env)
  const { dynamodb, sqs } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.forward.table)
  const { NHIP_LOCATION: location, NHIP_LOCATION_KEY: secret } = settings
  const open = options.openKey ?? (secret === undefined ? undefined : () => openSecretKey(env, secret))
  const sign = createSigning(env, { options, settings, table })
  const ports = {
    hub: options.hub ?? hubOf(env, settings, options),
    outbox: options.outbox ?? createQueueOutbox(sqs, settings.NHIP_OUTBOX_QUEUE),
    table,
    clock: systemClock,
    ...(location === undefined ? {} : { location }),
    ...(open && location ? { key: { location, open: reopened(open) } } : {}),
    ...(sign ? { sign } : {}),
  }
  return anyHandler({
    log,
    run: async () => {
      const done = await forward(ports)
      if (done.versions > 0 || done.sent > 0) log.info({ versions: done.versions, sent: done.sent }, 'forwarded')
      if (done.error !== null) throw done.error
      return done
    },
  })
}

export const handler = lazily(create)

/** Another key is noticed so soon, without a look at each minute. */
const REOPEN_MS = 5 * MINUTE_MS

function reopened(open: () => Promise<Signer>): () => Promise<Signer> {
  let opened: { readonly atMs: number; readonly signer: Signer } | null = null
  return async () => {
    if (opened === null || systemClock.now() - opened.atMs >= REOPEN_MS)
      opened = { atMs: systemClock.now(), signer: await open() }
    return opened.signer
  }
}

function hubOf(
  env: Env,
  settings: {
    readonly NHIP_HUB_REGION: string
    readonly NHIP_OBSERVATIONS_QUEUE: string
    readonly NHIP_HUB_TABLE: string
  },
  options: ForwardOptions,
): Hub {
  const { dynamodb, sqs } = options.clients ?? createClients({ ...env, AWS_REGION: settings.NHIP_HUB_REGION })
  return createAwsHub({
    observations: createQueue(sqs, settings.NHIP_OBSERVATIONS_QUEUE),
    table: permit(createTable(dynamodb, settings.NHIP_HUB_TABLE), ACCESS.forward.hubTable),
    keys: permit(createTable(dynamodb, settings.NHIP_HUB_TABLE), ACCESS.forward.hubKeys),
    clock: systemClock,
  })
}
