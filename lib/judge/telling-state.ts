import type { AlertEvent } from '../model/alert.ts'

/** An event as its page or the watch has noted it, numbered within its own incident. */
export type Note = {
  readonly event: AlertEvent
  /** At which its page answered, or was to answer, where it fails; empty: not known. */
  readonly addresses: readonly string[]
}

/** An incident of a group. */
export type Member = {
  /** The last of its notes that was taken. */
  readonly taken: number
  readonly isEnded: boolean
  /** People know that it is one of the group. */
  readonly isTold: boolean
  readonly portal: string | null
}

/** Incidents that are told as one, by the name of the first of them: its lead. */
export type Group = {
  /** Whom what is told is about. */
  readonly about: Omit<AlertEvent, 'type' | 'id' | 'seq' | 'event' | 'atMs' | 'children' | 'reason' | 'facts'>
  /** When the lead's opening was noted; null: it hasn't been (flapping). */
  readonly openedAtMs: number | null
  /** The lead's cadence; null: it has none, and nothing joins it. */
  readonly everyMs: number | null
  /** What the lead shares with all that have joined it; before any has, all that it may share: `host:…`. */
  readonly causes: readonly string[]
  /** Events told so far. */
  readonly seq: number
  /** By incident, the lead first. */
  readonly members: Readonly<Record<string, Member>>
  readonly isEscalated: boolean
  /** Somebody has taken on what is told as one: nobody is reminded of it, nor told that nobody has. */
  readonly isTakenOn?: true
  /** When the lead ended before the others and nobody has been told yet; null otherwise. */
  readonly leftAtMs: number | null
}

/** What is remembered of all that is told: by the lead's id. */
export type TellingState = { readonly groups: Readonly<Record<string, Group>> }

export const NOTHING_TOLD: TellingState = { groups: {} }

/** Incidents of a group but its lead, in the order in which they joined. */
export function childrenOf({ about, members }: Group): readonly string[] {
  return Object.keys(members).filter((id) => id !== about.incident)
}

/** Those that have not ended. */
export function openOf(group: Group): readonly string[] {
  return childrenOf(group).filter((id) => group.members[id]?.isEnded === false)
}

/** The group that tells an incident, where it is told with others. */
export function groupWith({ groups }: TellingState, incident: string): Group | null {
  return Object.values(groups).find(({ members }) => members[incident] !== undefined) ?? null
}

export function isOver({ members }: Group): boolean {
  return Object.values(members).every(({ isEnded }) => isEnded)
}
