import type { KeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { type LighthouseRun, NO_RUN, runLighthouse } from '../../lib/observe/browser/lighthouse-run.ts'
import { loadOnce } from '../../lib/observe/browser/load.ts'
import { profileSettings } from '../../lib/observe/browser/profile.ts'
import { auditRequest } from './audit-request.ts'

/** What Lighthouse judges besides loading: it follows from the page alone, however busy the machine is. */
export const STEADY = ['accessibility', 'best-practices', 'seo'] as const
export const QUALITIES = ['performance', ...STEADY] as const
export type Quality = (typeof QUALITIES)[number]

export type PageQuality = {
  /** 0–1; null: it was not asked for. */
  readonly scores: Readonly<Record<Quality, number | null>>
  /** Every audit that counts and is short of 1, with the first of what it found; those of loading aside. */
  readonly wrong: readonly string[]
  /** On the wire, with everything the page loads; null where loading was not asked for. */
  readonly wireBytes: number | null
}

const DEADLINE_MS = 90_000

/**
 * A page by one run of Lighthouse as audits run it, in more of its categories. `cookie` is that of somebody who has
 * signed in. Throws where no report came of it.
 */
export async function pageQuality(
  browser: KeptBrowser,
  of: { readonly url: string; readonly cookie: string | null; readonly qualities: readonly Quality[] },
): Promise<PageQuality> {
  const { url, cookie, qualities } = of
  const profile = profileSettings({ profile: 'mobile', cpuSlowdownMultiplier: null })
  const settings = { ...profile, onlyCategories: [...qualities] }
  const { result, facts } = await loadOnce(
    { browser, request: auditRequest({ url }) },
    {
      load: async (page) => {
        const [name = '', value = ''] = cookie?.split('=', 2) ?? []
        if (name !== '')
          await page.page.browserContext().setCookie({ name, value, domain: new URL(url).hostname, path: '/' })
        const run = await runLighthouse(page, { start: { kind: 'open', url }, settings, deadlineMs: DEADLINE_MS })
        // Without loading there is no score of it, and nothing wrong with that.
        return { ...run, fault: run.report?.runtimeError?.code ?? (run.report === null ? run.fault : null) }
      },
      nothing: NO_RUN,
    },
  )
  if (result.report === null) throw new Error(`${url}: no report: ${result.fault ?? JSON.stringify(facts)}`)
  return read(result.report)
}

function read(report: NonNullable<LighthouseRun['report']>): PageQuality {
  const scoreOf = (quality: Quality) => report.categories[quality]?.score ?? null
  const counted = STEADY.flatMap((quality) => report.categories[quality]?.auditRefs ?? [])
  return {
    scores: {
      performance: scoreOf('performance'),
      accessibility: scoreOf('accessibility'),
      'best-practices': scoreOf('best-practices'),
      seo: scoreOf('seo'),
    },
    wrong: counted
      .filter(({ id, weight }) => weight > 0 && (report.audits[id]?.score ?? 1) < 1)
      .map(({ id }) => `${id}: ${report.audits[id]?.title ?? ''} ${firstFound(report.audits[id]?.details)}`.trim()),
    wireBytes: report.audits['total-byte-weight']?.numericValue ?? null,
  }
}

function firstFound(details: unknown): string {
  const { items } = (details ?? {}) as { readonly items?: readonly unknown[] }
  return items?.[0] === undefined ? '' : JSON.stringify(items[0]).slice(0, 300)
}
