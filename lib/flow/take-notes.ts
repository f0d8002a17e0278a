import { dueAtMs, failingAt, stepTelling } from '../judge/telling.ts'
import type { Note } from '../judge/telling-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import type { Policy } from '../model/policy.ts'
import { getLive, type LivePage, listLive, putLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { getTelling, putTelling, type Telling } from '../record/telling.ts'
import { getWatch, putWatch, type Watch } from '../record/watch.ts'

/** Notes that one write takes, and events that may wait before more are taken: an item holds 400 kB, an event takes 2. */
const AT_ONCE = 40
const MOST_WAITING = 80

/**
 * Moves what pages and the watch have noted into the one item from which it is published, grouped: first that item is
 * written, then notes are taken off where they were, so that whoever dies between loses nothing, and whoever comes next knows
 * what was taken. That item is read before the notes: whatever has been forgotten in it by then is among no notes read
 * later. `isAll`: no note is left.
 */
export async function takeNotes(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly policy: Policy
}): Promise<{ readonly telling: Telling; readonly isAll: boolean }> {
  const { table, clock, policy } = ports
  for (;;) {
    const before = await getTelling(table)
    if (before.outbox.length >= MOST_WAITING) return { telling: before, isAll: false }
    const [lives, watch] = await Promise.all([listLive(table), getWatch(table)])
    const notes = notesOf(lives, watch)
    const nowMs = clock.now()
    if (notes.length === 0 && nowMs < dueAtMs(before.state, policy)) return { telling: before, isAll: true }
    const { state, events, taken, isAll } = stepTelling(before.state, { notes, nowMs, policy, atMost: AT_ONCE })
    const next = { ...before, state, outbox: [...before.outbox, ...events] }
    const isNew = JSON.stringify(state) !== JSON.stringify(before.state) || events.length > 0
    if (isNew && !(await putTelling(table, next))) continue
    await takeOff({ lives, watch, ids: taken }, table)
    return { telling: next, isAll }
  }
}

function notesOf(lives: readonly LivePage[], watch: Watch): readonly Note[] {
  return [
    ...lives.flatMap((live) => live.outbox.map((event) => ({ event, addresses: addressesOf(live, event) }))),
    ...watch.outbox.map((event) => ({ event, addresses: [] })),
  ]
}

function addressesOf({ seen }: LivePage, { facts }: AlertEvent): readonly string[] {
  const addresses = failingAt(facts).map((location) => seen[location]?.address ?? null)
  return [...new Set(addresses.filter((address) => address !== null))]
}

async function takeOff(
  of: { readonly lives: readonly LivePage[]; readonly watch: Watch; readonly ids: ReadonlySet<string> },
  table: Table,
): Promise<void> {
  for (const live of of.lives)
    await without(live, of.ids, { get: () => getLive(table, live.page), put: (next) => putLive(table, next) })
  await without(of.watch, of.ids, { get: () => getWatch(table), put: (next) => putWatch(table, next) })
}

async function without<T extends { readonly outbox: readonly AlertEvent[] }>(
  item: T,
  ids: ReadonlySet<string>,
  store: { readonly get: () => Promise<T | null>; readonly put: (next: T) => Promise<boolean> },
): Promise<void> {
  let current: T | null = item
  while (current) {
    const outbox: readonly AlertEvent[] = current.outbox.filter(({ id }) => !ids.has(id))
    if (outbox.length === current.outbox.length || (await store.put({ ...current, outbox }))) return
    current = await store.get()
  }
}
