/**
 * FNV-1a, 32 bits, over UTF-16 code units: a stable spread of hosts and pages over a cadence. Never change it: every
 * timetable hangs on it. Source: http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
