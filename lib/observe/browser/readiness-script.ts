/** Epoch ms of the browser's clock: a document's navigation began, or what is waited for can be seen. */
export type WatchMessage = { readonly kind: 'document' | 'ready'; readonly atMs: number }

/** The function in the page by which the script reports. */
export const WATCH_BINDING = 'nhipReport'

/**
 * Source of a script for every new document of a page. It looks once per frame, so that the looking costs the page a
 * query and nothing else, and reports the first frame in which `selector`, a CSS selector, matches an element that is
 * rendered, not hidden, not transparent and larger than nothing.
 */
export function watchScript(selector: string): string {
  return `(${watch.toString()})(${JSON.stringify(selector)}, ${WATCH_BINDING})`
}

/** Runs in the page. */
function watch(selector: string, report: (message: string) => void): void {
  if (window !== window.top) return
  report(JSON.stringify({ kind: 'document', atMs: performance.timeOrigin }))
  const look = (): void => {
    for (const element of document.querySelectorAll(selector)) {
      const { width, height } = element.getBoundingClientRect()
      if (width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
        report(JSON.stringify({ kind: 'ready', atMs: performance.timeOrigin + performance.now() }))
        return
      }
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
