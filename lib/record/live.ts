import type { Cells } from '../judge/baseline.ts'
import { emptyGroupState, type GroupState, type IncidentRecord, type VerdictEntry } from '../judge/incident-state.ts'
import type { Pace } from '../judge/season.ts'
import type { Seen } from '../judge/slot-locations.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { PageKey } from '../model/id.ts'
import { LIVE_PARTITIONS, liveKey, livePartition } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'
import { packVerdicts, type Run, unpackVerdicts } from './verdict-runs.ts'

/** How many verdicts a live item remembers. */
export const LIVE_VERDICTS = 72

/** What is known of a page now: one item, written under its version. */
export type LivePage = {
  readonly page: PageKey
  /** Goes up by one with every write; 0 is an item that isn't stored yet. */
  readonly version: number
  readonly groups: Partial<Readonly<Record<VantageGroup, GroupState>>>
  /** By slot, the latest last, at most `LIVE_VERDICTS`. */
  readonly verdicts: readonly VerdictEntry[]
  /** By location, what it told last in a closed slot. */
  readonly seen: Readonly<Record<string, Seen>>
  /** What is usual in the hour of the last closed slot, by location; null: nothing was closed. */
  readonly usual: { readonly hourMs: number; readonly cells: Readonly<Record<string, Cells>> } | null
  /** By location, how far it has been from what is usual lately. */
  readonly paces: Readonly<Record<string, Pace>>
  /** Told but not yet published, in order. */
  readonly outbox: readonly AlertEvent[]
  /** Incidents of this outbox whose own items may not be written yet. */
  readonly unfiled: readonly IncidentRecord[]
}

export function newLivePage(page: PageKey): LivePage {
  return { page, version: 0, groups: {}, verdicts: [], seen: {}, usual: null, paces: {}, outbox: [], unfiled: [] }
}

export async function getLive(table: Table, page: PageKey): Promise<LivePage | null> {
  const item = await table.get(liveKey(page))
  return item ? read(item) : null
}

/** Every page that has a live item. */
export async function listLive(table: Table): Promise<readonly LivePage[]> {
  const partitions = Array.from({ length: LIVE_PARTITIONS }, (_, index) => table.query({ pk: livePartition(index) }))
  return (await Promise.all(partitions)).flat().map(read)
}

/** Writes the next version of an item; false where somebody else has written since it was read. */
export async function putLive(table: Table, live: LivePage): Promise<boolean> {
  const { page, version, verdicts, ...state } = live
  const item = {
    ...liveKey(page),
    schema: SCHEMA,
    version: version + 1,
    json: JSON.stringify({ ...state, runs: packVerdicts(verdicts) }),
  }
  return table.putIf(
    item,
    version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'version = :version', values: { ':version': version } },
  )
}

/** As it is kept; items of older versions have their verdicts as they are. */
type Stored = Pick<LivePage, 'groups' | 'outbox' | 'unfiled'> &
  Partial<Pick<LivePage, 'verdicts' | 'seen' | 'usual' | 'paces'>> & { readonly runs?: readonly Run[] }

function read(item: Item): LivePage {
  const { runs, ...state } = JSON.parse(item.json as string) as Stored
  // Items of older versions lack what newer rules remember.
  const groups = Object.entries(state.groups).map(([group, known]) => [group, { ...emptyGroupState(), ...known }])
  return {
    ...state,
    verdicts: runs ? unpackVerdicts(runs) : (state.verdicts ?? []),
    seen: state.seen ?? {},
    usual: state.usual ?? null,
    paces: state.paces ?? {},
    groups: Object.fromEntries(groups) as LivePage['groups'],
    page: item.sk,
    version: item.version as number,
  }
}
