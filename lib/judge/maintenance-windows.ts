import type { Config } from '../model/config.ts'
import { portalOf } from '../model/id.ts'
import type { ImportSpan } from '../model/import-span.ts'
import type { ExportWindow } from '../model/score-export.ts'
import type { Span } from './page-schedule.ts'

/**
 * Planned maintenance that reaches into a span while what has it was in force, wherever it was written, by portal, then
 * beginning; once, with its earliest declaration.
 */
export function maintenanceWindows(
  of: Span & { readonly configs: readonly Config[]; readonly imports: readonly ImportSpan[] },
): readonly ExportWindow[] {
  const found = new Map<string, ExportWindow>()
  const add = (window: ExportWindow, within: Span): void => {
    const { portal, page, fromMs, toMs, declaredAtMs } = window
    if (Math.max(fromMs, within.fromMs, of.fromMs) >= Math.min(toMs, within.toMs, of.toMs)) return
    const key = JSON.stringify([portal, page, fromMs, toMs])
    const known = found.get(key)?.declaredAtMs ?? null
    found.set(key, {
      ...window,
      declaredAtMs: known === null || declaredAtMs === null ? declaredAtMs : Math.min(known, declaredAtMs),
    })
  }
  for (const config of of.configs)
    for (const { portal, page, fromMs, toMs, note, declaredAtMs = config.publishedAtMs } of config.catalogue
      .maintenance)
      add(
        { portal, page, fromMs, toMs, note, declaredAtMs },
        { fromMs: config.effectiveFromMs, toMs: config.untilMs ?? Number.POSITIVE_INFINITY },
      )
  for (const span of of.imports)
    for (const { page, fromMs, toMs } of span.maintenance) {
      const portal = portalOf(page)
      add({ portal, page: page.slice(portal.length + 1), fromMs, toMs, declaredAtMs: null, note: null }, span)
    }
  return [...found.values()].sort(
    (a, b) => (a.portal < b.portal ? -1 : a.portal > b.portal ? 1 : 0) || a.fromMs - b.fromMs,
  )
}
