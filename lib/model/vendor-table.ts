import type { BilingualText } from './catalogue.ts'

/** Why nothing is told of how points spread: of portals with a total there are too few, or too few agencies own them. */
export type NoSpreadReason = 'too_few_portals' | 'too_few_owners'

export type VendorRow = {
  /** As the catalogue has it. */
  readonly name: string
  readonly portals: number
  readonly owners: number
  /** Of the portals those with a total. */
  readonly scored: number
  readonly reason: NoSpreadReason | null
  /** Quartiles of totals, each of them one that a portal has; null where there is a reason. */
  readonly points: { readonly p25: number; readonly p50: number; readonly p75: number } | null
}

export type VendorTable = {
  /** By who provides the software. */
  readonly software: readonly VendorRow[]
  /** By who runs the servers. */
  readonly hosting: readonly VendorRow[]
  /** Portals of which the catalogue doesn't say it. */
  readonly unnamed: { readonly software: number; readonly hosting: number }
}

export const NO_SPREAD_WORDS: Readonly<Record<NoSpreadReason, BilingualText>> = {
  too_few_portals: {
    vi: 'chưa đủ căn cứ: dưới 5 cổng có điểm',
    en: 'insufficient data: fewer than 5 portals with points',
  },
  too_few_owners: {
    vi: 'chưa đủ căn cứ: dưới 3 cơ quan chủ quản',
    en: 'insufficient data: portals of fewer than 3 owners',
  },
}
