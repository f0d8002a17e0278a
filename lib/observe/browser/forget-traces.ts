import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * Lighthouse's trace engine keeps the stacks of every trace it has read, 5 MB for a common page, for as long as the
 * process lives. To be called when a report has been read: what was computed stays, what was kept for more goes.
 */
export async function forgetTraces(): Promise<void> {
  kept ??= load()
  const { stackTraceForEventInTrace } = await kept
  stackTraceForEventInTrace.clear()
}

type StackTraces = { readonly stackTraceForEventInTrace: Map<unknown, unknown> }

let kept: Promise<StackTraces> | undefined

/** The very module that Lighthouse has loaded, which it doesn't export. */
async function load(): Promise<StackTraces> {
  const fromLighthouse = createRequire(createRequire(import.meta.url).resolve('lighthouse'))
  const path = fromLighthouse.resolve('@paulirish/trace_engine/models/trace/extras/StackTraceForEvent.js')
  return (await import(pathToFileURL(path).href)) as StackTraces
}
