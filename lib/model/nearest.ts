/** The candidate that a mistyped word most likely meant: at most two edits away; null where none is that near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const plain = simplify(word)
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: edits(plain, simplify(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.min(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits)
  return ranked[0]?.candidate ?? null
}

/** `form_hosts`, `form-hosts` and `FormHosts` all mean `formHosts`. */
function simplify(word: string): string {
  return word.slice(0, 64).toLowerCase().replace(/[-_ ]/g, '')
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const swap = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
