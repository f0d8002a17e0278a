import type { Config } from '../model/config.ts'
import { HOUR_MS } from '../model/duration.ts'
import { portalOf } from '../model/id.ts'
import type { ImportSpan } from '../model/import-span.ts'
import type { ExportWindow } from '../model/score-export.ts'
import type { Span } from './page-schedule.ts'

/** Maintenance with what of it kept checks of a span from being due: parts, half-open, in order. */
export type CountedWindow = ExportWindow & { readonly counted: readonly Span[] }

/**
 * Maintenance that lies in a span, wherever it was written, by portal, then beginning. It counts, as in `isInMaintenance`,
 * where it was declared before it began, while the version that it stands in was in force.
 */
export function maintenanceWindows(
  of: Span & { readonly configs: readonly Config[]; readonly imports: readonly ImportSpan[] },
): readonly CountedWindow[] {
  const found = new Map<string, CountedWindow>()
  const add = (window: Omit<ExportWindow, 'excludedHours'>, within: Span): void => {
    const part = overlap(window, overlap(within, of))
    if (part === null) return
    const { portal, page, fromMs, toMs, declaredAtMs } = window
    const counts = declaredAtMs === null || declaredAtMs <= fromMs
    const key = JSON.stringify([portal, page, fromMs, toMs, declaredAtMs])
    const counted = union([...(found.get(key)?.counted ?? []), ...(counts ? [part] : [])])
    found.set(key, { ...window, excludedHours: hoursOf(counted), counted })
  }
  for (const config of of.configs)
    for (const window of config.catalogue.maintenance)
      add(
        { ...window, declaredAtMs: window.declaredAtMs ?? config.publishedAtMs },
        { fromMs: config.effectiveFromMs, toMs: config.untilMs ?? Number.POSITIVE_INFINITY },
      )
  for (const span of of.imports)
    for (const { page, fromMs, toMs } of span.maintenance) {
      const id = page.slice(portalOf(page).length + 1)
      add({ portal: portalOf(page), page: id, fromMs, toMs, declaredAtMs: null, note: null }, span)
    }
  return [...found.values()].sort(
    (a, b) => (a.portal < b.portal ? -1 : a.portal > b.portal ? 1 : 0) || a.fromMs - b.fromMs,
  )
}

/** Hours that lie in any of them: what overlaps counts once. */
export function countedHours(windows: readonly CountedWindow[]): number {
  return hoursOf(union(windows.flatMap(({ counted }) => counted)))
}

function overlap(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return null
  const span = { fromMs: Math.max(a.fromMs, b.fromMs), toMs: Math.min(a.toMs, b.toMs) }
  return span.fromMs < span.toMs ? span : null
}

function union(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1)
    if (last && span.fromMs <= last.toMs) merged.splice(-1, 1, { ...last, toMs: Math.max(last.toMs, span.toMs) })
    else merged.push(span)
  }
  return merged
}

function hoursOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0) / HOUR_MS
}
