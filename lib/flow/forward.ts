import type { Clock } from '../model/clock.ts'
import { listConfigs, putConfig } from '../record/configs.ts'
import type { Hub } from '../record/hub.ts'
import { listKills, putKill } from '../record/kills.ts'
import type { Outbox, Waiting } from '../record/outbox.ts'
import type { Table } from '../record/table.ts'

export type ForwardPorts = {
  readonly hub: Hub
  readonly outbox: Outbox
  /** The location's own table. */
  readonly table: Table
  readonly clock: Clock
}

export type Forwarded = {
  /** Versions of the configuration that are new here. */
  readonly versions: number
  /** Messages that the hub has now. */
  readonly sent: number
  /** What kept it from doing more; null: all is done, or time was up. */
  readonly error: Error | null
}

/** One call takes no longer than this, give or take one batch: the next one is a minute away. */
const TIME_MS = 45_000

/** What the hub is given at once: so many messages, of so many characters in all; one is always given. */
const BATCH = 100
const BATCH_LENGTH = 1_000_000

/**
 * Copies what is new in the hub's configuration to the location's own table, and empties the outbox into the hub. The
 * hub is tried with one message first, and only while it takes what it is given does more follow. Neither part waits
 * for the other. A message comes off the outbox after the hub has it: what a crash repeats, `ingest` knows.
 */
export async function forward(ports: ForwardPorts): Promise<Forwarded> {
  const copied = await failing(copyConfiguration(ports))
  let sent = 0
  const emptied = await failing(
    emptyOutbox(ports, (count) => {
      sent += count
    }),
  )
  return {
    versions: copied instanceof Error ? 0 : copied,
    sent,
    error: emptied instanceof Error ? emptied : copied instanceof Error ? copied : null,
  }
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

async function emptyOutbox({ hub, outbox, clock }: ForwardPorts, onSent: (count: number) => void): Promise<void> {
  const untilMs = clock.now() + TIME_MS
  for (let limit = 1; clock.now() < untilMs; limit = BATCH) {
    const waiting = firstOf(await outbox.take(limit))
    if (waiting.length === 0) return
    await hub.send(waiting.map(({ body }) => body))
    await outbox.remove(waiting)
    onSent(waiting.length)
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
