import type { VantageGroup } from './catalogue.ts'

/** Results that came from outside: which checks they were to answer. Half-open, epoch ms. */
export type ImportSpan = {
  readonly id: string
  readonly timezone: string
  readonly pages: readonly string[]
  readonly locations: readonly { readonly id: string; readonly group: VantageGroup; readonly network: string | null }[]
  readonly everyMs: number
  readonly fromMs: number
  readonly toMs: number
  readonly maintenance: readonly { readonly page: string; readonly fromMs: number; readonly toMs: number }[]
}
