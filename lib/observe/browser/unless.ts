/**
 * What the work comes to, or `otherwise` as soon as the signal is aborted. Nothing of the work stays attached to the
 * signal once it is done, however long the signal lives: `Promise.race` would keep every result.
 */
export function unless<T, O>(signal: AbortSignal, otherwise: O, work: Promise<T>): Promise<T | O> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => resolve(otherwise)
    const settled = (): void => signal.removeEventListener('abort', aborted)
    signal.addEventListener('abort', aborted, { once: true })
    if (signal.aborted) aborted()
    work.finally(settled).then(resolve, reject)
  })
}
