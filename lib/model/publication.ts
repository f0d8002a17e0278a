import type { BilingualText } from './catalogue.ts'

/** What everybody may see on the public status page; a catalogue without one publishes nothing. */
export type Publication = {
  /** `all`: every measured portal; else these, by their ids. */
  readonly portals: 'all' | readonly string[]
  readonly title: BilingualText
  /** A paragraph of the ministry's own above the portals. */
  readonly note: BilingualText | null
  /** How many days are told, today included. */
  readonly historyDays: number
  /** Whether response times are told. */
  readonly latency: boolean
  /** Whether outages and slow spells are told with their times. */
  readonly incidents: boolean
}

export const HISTORY_DAYS = { min: 7, max: 90 } as const

export const DEFAULT_TITLE: BilingualText = {
  vi: 'Tình trạng các cổng dịch vụ công',
  en: 'Status of public service portals',
}

/** Where the files of the status page lie on a machine that shows them itself. */
export const PREVIEW_PATH = '/public/'

/** What both choose, so that what is taken back is gone before the newer version is in force; null: nothing. */
export function commonPublication(
  current: Publication | undefined,
  latest: Publication | undefined,
): Publication | null {
  if (!current || !latest) return null
  const { portals } = latest
  return {
    ...current,
    portals: portals === 'all' ? current.portals : portals.filter((id) => isPublished(current, id)),
    note: latest.note && current.note,
    historyDays: Math.min(current.historyDays, latest.historyDays),
    latency: current.latency && latest.latency,
    incidents: current.incidents && latest.incidents,
  }
}

/** Whether a portal is among those that are chosen. */
export function isPublished({ portals }: Pick<Publication, 'portals'>, portal: string): boolean {
  return portals === 'all' || portals.includes(portal)
}
