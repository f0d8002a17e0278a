import { type Catalogue, familiesAt, type Location, type Page } from './catalogue.ts'
import { dayOf } from './day.ts'

/** A version of the configuration, and the span in which it is in force. */
export type Config = {
  readonly version: string
  readonly effectiveFromMs: number
  /** When the next version takes over; null: this is the latest. */
  readonly untilMs: number | null
  readonly publishedAtMs: number
  readonly catalogue: Catalogue
  /** Locations that are played: only they are expected to answer. */
  readonly played: readonly string[]
}

/** The slot that holds a moment. */
export function slotOf(timeMs: number, everyMs: number): number {
  return Math.floor(timeMs / everyMs) * everyMs
}

/**
 * Whether a slot is expected under this version. A version begins with the slot that holds its effective moment, so
 * every slot belongs to exactly one version; a page outside its `valid` days is not expected.
 */
export function isExpected(
  config: Pick<Config, 'effectiveFromMs' | 'untilMs' | 'catalogue'>,
  at: { readonly page: Page; readonly slotMs: number; readonly everyMs: number },
): boolean {
  if (at.slotMs < slotOf(config.effectiveFromMs, at.everyMs)) return false
  if (config.untilMs !== null && at.slotMs >= slotOf(config.untilMs, at.everyMs)) return false
  const { from, to } = at.page.valid
  if (from === null && to === null) return true
  const day = dayOf(at.slotMs, config.catalogue.timezone)
  return (from === null || day >= from) && (to === null || day <= to)
}

/**
 * Locations at which a page is due under this version, in the catalogue's order: played, and with an address family
 * over which the page is measured.
 */
export function locationsFor(config: Pick<Config, 'catalogue' | 'played'>, page: Page): readonly Location[] {
  return config.catalogue.locations.filter(
    (location) => config.played.includes(location.id) && familiesAt(location, page).length > 0,
  )
}

/**
 * The version in force at a moment, the first one where none is yet; null: there is none at all. `configs` in order of
 * effect.
 */
export function configAt(configs: readonly Config[], timeMs: number): Config | null {
  return configs.findLast(({ effectiveFromMs }) => effectiveFromMs <= timeMs) ?? configs[0] ?? null
}

/** The version in force for a page's slot, or null where none expects it. `configs` in order of effect. */
export function configFor(
  configs: readonly Config[],
  at: { readonly slotMs: number; readonly everyMs: number },
): Config | null {
  return (
    configs.find(
      (config) =>
        at.slotMs >= slotOf(config.effectiveFromMs, at.everyMs) &&
        (config.untilMs === null || at.slotMs < slotOf(config.untilMs, at.everyMs)),
    ) ?? null
  )
}
