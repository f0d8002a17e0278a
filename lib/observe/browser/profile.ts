import { createRequire } from 'node:module'
import { type Config, defaultConfig } from 'lighthouse'

/** What a profile makes of Lighthouse's settings. Every member of `throttling` is set. */
export type ProfileSettings = Config.Settings

export const LIGHTHOUSE_VERSION = (
  createRequire(import.meta.url)('lighthouse/package.json') as { readonly version: string }
).version

/** Lighthouse's own profile for phones is the reference: Moto G Power, slow 4G, simulated. */
const PROFILES: Readonly<Record<string, Partial<ProfileSettings>>> = { mobile: {} }

/**
 * Audits that are left out: `bf-cache` navigates the portal a second time, the other two slow the load by counting
 * which code runs. None of them bears on a metric.
 */
export const SKIPPED_AUDITS = ['bf-cache', 'unused-javascript', 'script-treemap-data'] as const

/**
 * Settings for a profile's runs, Lighthouse's defaults where the profile says nothing. `cpuSlowdownMultiplier` null:
 * the profile's own. `contact` is sent with every request as `From`. Throws for a profile that doesn't exist.
 */
export function profileSettings(options: {
  readonly profile: string
  readonly cpuSlowdownMultiplier: number | null
  readonly contact: string | null
}): ProfileSettings {
  const profile = PROFILES[options.profile]
  if (!profile) throw new Error(`no profile ${options.profile}`)
  const defaults = defaultConfig.settings as ProfileSettings
  const throttling = { ...defaults.throttling, ...profile.throttling }
  return {
    ...defaults,
    ...profile,
    throttling: {
      ...throttling,
      cpuSlowdownMultiplier: options.cpuSlowdownMultiplier ?? throttling.cpuSlowdownMultiplier,
    },
    onlyCategories: ['performance'],
    skipAudits: [...SKIPPED_AUDITS],
    disableFullPageScreenshot: true,
    extraHeaders: options.contact === null ? null : { From: options.contact },
  }
}
