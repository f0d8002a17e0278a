import { z } from 'zod'
import { personText } from './person-text.ts'

/** One step of going through the dead letters. */
export const redriveSchema = z.strictObject({
  /** Only looks: everything stays where it is. */
  dryRun: z.boolean().default(false),
  /** Letters that were sent later stay; null: than now. */
  beforeMs: z.number().int().nonnegative().nullable().default(null),
  /** Why they are worth nothing: they are removed instead of being put back, also those that would stay; null: they are not. */
  discard: personText(500).nullable().default(null),
})

export type RedriveRequest = Readonly<z.infer<typeof redriveSchema>>

export type SeenLetter = {
  readonly id: string
  readonly sentAtMs: number
  /** Where it came from and goes back to; null: it was refused before it got into any queue, and stays. */
  readonly queue: string | null
  readonly reason: string | null
  /** How it begins, for a person. */
  readonly begins: string
}

/** What one step has done; `isOver`: there is nothing left to go through. */
export type RedriveStep = {
  readonly type: 'redrive'
  readonly dryRun: boolean
  readonly beforeMs: number
  /** Each with what became of it. */
  readonly letters: readonly (SeenLetter & { readonly isMoved: boolean; readonly isDiscarded: boolean })[]
  readonly isOver: boolean
}
