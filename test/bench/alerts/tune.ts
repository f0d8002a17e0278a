import { GOALS } from './classes.ts'
import { TUNABLE_RIVALS } from './rival-table.ts'
import type { Rival } from './rivals.ts'
import { figuresOf, pagesOf } from './statistics.ts'
import type { WorldResult } from './world.ts'

/**
 * Of each family the setting with the best F1 on the tuning seeds: of the share that it found of what its goal speaks of,
 * and the share of its pages that were true.
 */
export function bestOfEachFamily(
  worlds: readonly WorldResult[],
  rivals: readonly Rival[] = TUNABLE_RIVALS,
): readonly Rival[] {
  return [...Map.groupBy(rivals, ({ family }) => family).values()].map((settings) =>
    settings.reduce((best, one) => (f1(worlds, one) > f1(worlds, best) ? one : best)),
  )
}

function f1(worlds: readonly WorldResult[], { name, kind }: Rival): number {
  const recall = figuresOf(worlds, name, GOALS[kind].holds).recall.value
  const precision = pagesOf(worlds, name).precision.value
  return (2 * recall * precision) / (recall + precision) || 0
}
