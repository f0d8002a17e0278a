import type { ChaosResult } from './run-chaos.ts'

/** Expected = present + explained, for every slot; nothing that was taken is lost, nobody is told twice. */
export function isSound(of: ChaosResult): boolean {
  return (
    of.expected > 0 &&
    of.expected === sum(of.present) + sum(of.unsent) &&
    // Else nobody has looked whether one of them was lost.
    of.acknowledged > 0 &&
    of.unexplained.length + of.unexpected.length + of.lost.length + of.deadLetters === 0 &&
    of.ownIsExact &&
    // It was sent, and nobody knows what became of it: that must not be.
    (of.own.missing.not_answered ?? 0) === 0 &&
    of.openings === of.incidents &&
    // Else it was too busy with itself to see the portal that failed for a third of the time.
    (of.playedHours < 2 || of.incidents > 0)
  )
}

/** The count by reason, for people. */
export function chaosTable(of: ChaosResult): string {
  const rows: readonly (readonly [string, number])[] = [
    ['expected', of.expected],
    ['present', sum(of.present)],
    ...named(of.present),
    ['not sent', sum(of.unsent)],
    ...named(of.unsent),
    ['unexplained', of.unexplained.length],
    ['not expected', of.unexpected.length],
    ['results that the queue took', of.acknowledged],
    ['of them lost', of.lost.length],
    ['the platform says: expected', of.own.expected],
    ['the platform says: present', of.own.present],
    ...named(of.own.missing),
    ...named(of.disturbances),
    ...named(of.faults),
    ['incidents', of.incidents],
    ['openings', of.openings],
    ['dead letters', of.deadLetters],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, count]) => `${name.padEnd(width)} ${String(count).padStart(7)}`).join('\n')
}

function named(counts: Readonly<Partial<Record<string, number>>>): readonly (readonly [string, number])[] {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => [`  ${name}`, count ?? 0])
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
