import { type Fault, faultHandler } from './faults.ts'
import { findPortal } from './portals.ts'

export type FaultSetting = {
  /** A portal's id, or `*` for all. */
  readonly portal: string
  /** Null takes the faults away that were set before. */
  readonly fault: Fault | null
  /** Source addresses that are hit; absent: all. */
  readonly sources?: readonly string[] | undefined
}

export type FaultBoard = {
  readonly set: (setting: FaultSetting) => void
  readonly find: (request: { readonly portal: string; readonly source: string }) => Fault | null
}

const ANY = '*'

/**
 * Faults that were set by hand, kept until they are taken away. A portal's own setting goes before `*`, and one that
 * names the source before one that does not. Taking away without sources clears all that was set for that portal.
 */
export function createFaultBoard(): FaultBoard {
  const board = new Map<string, Map<string, Fault>>()
  return {
    set: ({ portal, fault, sources }) => {
      if (portal !== ANY && !findPortal(portal)) throw new RangeError(`the farm has no portal '${portal}'`)
      if (fault !== null && !faultHandler(fault)) throw new RangeError(`the farm knows no fault '${fault}'`)
      const bySource = board.get(portal) ?? new Map<string, Fault>()
      board.set(portal, bySource)
      if (fault === null && !sources) bySource.clear()
      for (const source of sources ?? [ANY]) {
        if (fault === null) bySource.delete(source)
        else bySource.set(source, fault)
      }
    },
    find: ({ portal, source }) => {
      for (const name of [portal, ANY]) {
        const bySource = board.get(name)
        const found = bySource?.get(source) ?? bySource?.get(ANY)
        if (found !== undefined) return found
      }
      return null
    },
  }
}
