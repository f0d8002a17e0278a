const listening = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `act` once when the signal is aborted; the returned function takes that back. For a signal to which hundreds
 * listen for a short time each: an event target of Node's searches its whole list at each removal.
 */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (!signal) return () => undefined
  const acts = listening.get(signal) ?? listenTo(signal)
  acts.add(act)
  return () => void acts.delete(act)
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>()
  listening.set(signal, acts)
  signal.addEventListener('abort', () => {
    for (const act of acts) act()
    acts.clear()
  })
  return acts
}
