import { setTimeout } from 'node:timers/promises'

/** What the work comes to, or `otherwise` when it takes too long; what it comes to later is not heard of. */
export async function inTime<T, O>(deadlineMs: number, otherwise: O, work: Promise<T>): Promise<T | O> {
  const over = new AbortController()
  const late = setTimeout(deadlineMs, otherwise, { signal: over.signal }).catch(() => otherwise)
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
    work.catch(() => {})
  }
}
