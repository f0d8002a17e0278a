import { html } from 'hono/html'
import { publicUptime, sumOfDays } from '../../judge/public-state.ts'
import type { PublicDay, PublicPage } from '../../model/public-status.ts'
import { BARS, BARS_HEIGHT, type DayBar } from '../charts/day-bars.ts'
import { barKind } from '../course-uptime.ts'
import type { Markup } from '../overview-say.ts'

/** How a day is drawn; of several pages: as all their checks together. */
export function dayKind(days: readonly (PublicDay | null)[]): DayBar['kind'] {
  const { due, expected } = sumOfDays(days)
  if (expected > 0 && due === 0) return 'plan'
  const uptime = publicUptime(days)
  return uptime === null ? 'none' : barKind(uptime)
}

/**
 * A portal's days as bars, for a list of portals: a run of equal days is one dashed line, so that a hundred portals weigh
 * little. Decoration: figures stand beside it, and each day on the portal's own page.
 */
export function smallBars(pages: readonly PublicPage[]): Markup {
  const count = Math.max(0, ...pages.map(({ days }) => days.length))
  const kinds = Array.from({ length: count }, (_, day) => dayKind(pages.map(({ days }) => days[day] ?? null)))
  const starts = kinds.flatMap((kind, day) => (kind === kinds[day - 1] ? [] : [day]))
  const lines = starts.map((from, index) => {
    const to = starts[index + 1] ?? count
    const { css, height } = BARS[kinds[from] ?? 'none']
    return html`<path class="${css}" stroke-width="${height}" d="M${from + 0.1} ${BARS_HEIGHT - height / 2}H${to}"/>`
  })
  return html`<svg class="smallbars" aria-hidden="true" focusable="false" width="100%" height="26" viewBox="0 0 ${count} ${BARS_HEIGHT}" preserveAspectRatio="none">${lines}</svg>`
}
