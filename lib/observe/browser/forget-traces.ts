import { createRequire } from 'node:module'

/** The very module that Lighthouse has loaded, which it doesn't export. */
const STACKS = '@paulirish/trace_engine/models/trace/extras/StackTraceForEvent.js'

/**
 * Lighthouse's trace engine keeps the stacks of every trace it has read, 5 MB for a common page, for as long as the
 * process lives. To be called when a report has been read: what was computed stays, what was kept for more goes.
 */
export function forgetTraces(): void {
  const fromLighthouse = createRequire(createRequire(import.meta.url).resolve('lighthouse'))
  const { stackTraceForEventInTrace } = fromLighthouse(STACKS) as {
    readonly stackTraceForEventInTrace: Map<unknown, unknown>
  }
  stackTraceForEventInTrace.clear()
}
