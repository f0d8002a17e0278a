import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { listConfigs, putConfig } from '../record/configs.ts'
import type { Hub } from '../record/hub.ts'
import { listKills, putKill } from '../record/kills.ts'
import { getRegisteredKey, putRegisteredKey } from '../record/location-keys.ts'
import type { Outbox, Waiting } from '../record/outbox.ts'
import type { Signer } from '../record/signer.ts'
import type { Table } from '../record/table.ts'
import { isResult, type Sign } from './sign-results.ts'
import { sweepLocation } from './sweep-location.ts'

export type ForwardPorts = {
  readonly hub: Hub
  readonly outbox: Outbox
  /** The location's own table. */
  readonly table: Table
  /** Whose table that is; absent: nothing is swept in it. */
  readonly location?: string
  readonly clock: Clock
  /** The location's key; absent: it has none. */
  readonly key?: { readonly location: string; readonly open: () => Promise<Signer> }
  /** Signs the audits that come unsigned, since what makes them has no key; default: they go as they are. */
  readonly sign?: Sign
}

export type Forwarded = {
  /** Versions of the configuration that are new here. */
  readonly versions: number
  /** Messages that the hub has now. */
  readonly sent: number
  /** What kept it from doing more; null: all is done, or time was up. */
  readonly error: Error | null
}

const REGISTER_MS = 10 * MINUTE_MS

/** One call takes no longer than this, give or take one batch: the next one is a minute away. */
const TIME_MS = 45_000

/** What the hub is given at once: so many messages, of so many characters in all; one is always given. */
const BATCH = 100
const BATCH_LENGTH = 1_000_000

/**
 * Makes the location's key known to the hub, copies what is new in the hub's configuration to the location's own table,
 * and empties the outbox into the hub. The hub is tried with one message first, and only while it takes what it is given
 * does more follow. A message comes off the outbox after the hub has it: what a crash repeats, `ingest` knows. Last, what
 * has had its time goes from the location's table. No part waits for another.
 */
export async function forward(ports: ForwardPorts): Promise<Forwarded> {
  const registered = await failing(registerKey(ports))
  const copied = await failing(copyConfiguration(ports))
  let sent = 0
  const emptied = await failing(
    emptyOutbox(ports, (count) => {
      sent += count
    }),
  )
  const swept = await failing(ports.location === undefined ? Promise.resolve(0) : sweepLocation(ports.location, ports))
  return {
    versions: copied instanceof Error ? 0 : copied,
    sent,
    error: [emptied, copied, registered, swept].find((done) => done instanceof Error) ?? null,
  }
}

/**
 * That the hub knows the key is noted at the location, where it is what makes results be signed. The hub is told again now
 * and then: its table may have been brought back from before.
 */
async function registerKey({ key, hub, table, clock }: ForwardPorts): Promise<void> {
  if (key === undefined) return
  const { location } = key
  const [{ keyId, publicKey }, known] = await Promise.all([key.open(), getRegisteredKey(table, location)])
  const nowMs = clock.now()
  if (known?.keyId === keyId && nowMs - known.atMs < REGISTER_MS) return
  if (await hub.register({ location, publicKey })) await putRegisteredKey(table, { location, keyId, atMs: nowMs })
}

/** Returns how many versions were new. */
async function copyConfiguration({ hub, table }: ForwardPorts): Promise<number> {
  const [{ configs: theirs, kills }, ours, known] = await Promise.all([
    hub.configuration(),
    listConfigs(table),
    listKills(table),
  ])
  const here = new Set(ours.map(keyOf))
  const missing = theirs.filter((config) => !here.has(keyOf(config)))
  for (const config of missing) await putConfig(table, config)
  for (const kill of kills)
    if (!known.some(({ portal, atMs }) => portal === kill.portal && atMs >= kill.atMs)) await putKill(table, kill)
  return missing.length
}

async function emptyOutbox({ hub, outbox, clock, sign }: ForwardPorts, onSent: (count: number) => void): Promise<void> {
  const untilMs = clock.now() + TIME_MS
  for (let limit = 1; clock.now() < untilMs; limit = BATCH) {
    const waiting = firstOf(await outbox.take(limit))
    if (waiting.length === 0) return
    await hub.send(await Promise.all(waiting.map(({ body }) => signedAudit(body, sign))))
    await outbox.remove(waiting)
    onSent(waiting.length)
  }
}

/** Nothing but an audit: whoever can put something into the outbox could have it signed. */
async function signedAudit(body: string, sign: Sign | undefined): Promise<string> {
  if (sign === undefined) return body
  const message = jsonOf(body)
  if (!isResult(message) || message.type !== 'audit' || 'signature' in message) return body
  return JSON.stringify(await sign(message))
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function firstOf(waiting: readonly Waiting[]): readonly Waiting[] {
  let length = 0
  const over = waiting.findIndex(({ body }, index) => {
    length += body.length
    return index > 0 && length > BATCH_LENGTH
  })
  return over === -1 ? waiting : waiting.slice(0, over)
}

function keyOf(config: { readonly effectiveFromMs: number; readonly version: string }): string {
  return `${config.effectiveFromMs} ${config.version}`
}

async function failing<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
