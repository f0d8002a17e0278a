import { createRequire } from 'node:module'
import { type Config, defaultConfig, desktopConfig } from 'lighthouse'
import { Simulation } from 'lighthouse/core/lib/lantern/lantern.js'
import { type AuditProfile, type ProfileNetwork, profileOf } from '../../model/audit-profile.ts'
import { REFERENCE_MULTIPLIER } from '../../model/calibration.ts'

/** What a profile makes of Lighthouse's settings. Every member of `throttling` is set. */
export type ProfileSettings = Config.Settings

export const LIGHTHOUSE_VERSION = (
  createRequire(import.meta.url)('lighthouse/package.json') as { readonly version: string }
).version

/** Lighthouse counts in kibibits. */
const KBPS_PER_MBPS = 1_024

const { DEVTOOLS_RTT_ADJUSTMENT_FACTOR: LATENCY_FACTOR, DEVTOOLS_THROUGHPUT_ADJUSTMENT_FACTOR: THROUGHPUT_FACTOR } =
  Simulation.Constants.throttling

/**
 * Audits that are left out: `bf-cache` navigates the portal a second time, the other two slow the load by counting
 * which code runs. None of them bears on a metric.
 */
export const SKIPPED_AUDITS = ['bf-cache', 'unused-javascript', 'script-treemap-data'] as const

/**
 * Settings for a profile's runs, Lighthouse's defaults where the profile says nothing. `cpuSlowdownMultiplier` is what
 * stands for the reference's 4 on this machine, and the profile's own is in proportion; null: as it is. Throws for a
 * profile that doesn't exist.
 */
export function profileSettings(options: {
  readonly profile: string
  readonly cpuSlowdownMultiplier: number | null
}): ProfileSettings {
  const profile = profileOf(options.profile)
  if (!profile) throw new Error(`no profile ${options.profile}`)
  const device = deviceSettings(profile)
  const throttling = profile.network === null ? device.throttling : throttlingOf(profile.network)
  return {
    ...device,
    throttling: {
      ...throttling,
      cpuSlowdownMultiplier: slowdownHere(throttling.cpuSlowdownMultiplier, options.cpuSlowdownMultiplier),
    },
    onlyCategories: ['performance'],
    skipAudits: [...SKIPPED_AUDITS],
    disableFullPageScreenshot: true,
  }
}

/** A processor can't be told apart by less than a thousandth. */
function slowdownHere(profileMultiplier: number, locationMultiplier: number | null): number {
  if (locationMultiplier === null) return profileMultiplier
  return Math.round(((profileMultiplier * locationMultiplier) / REFERENCE_MULTIPLIER) * 1_000) / 1_000
}

/**
 * What a load is slowed down by for real. Lighthouse leaves it unset (0) where it only ever simulates, as for `desktop`:
 * it then follows from what is simulated.
 */
export function appliedThrottling({ throttling }: ProfileSettings): ProfileSettings['throttling'] {
  const { rttMs, throughputKbps, requestLatencyMs, downloadThroughputKbps, uploadThroughputKbps } = throttling
  return {
    ...throttling,
    // Simulated, a processor can be faster than this one; for real it can't.
    cpuSlowdownMultiplier: Math.max(1, throttling.cpuSlowdownMultiplier),
    requestLatencyMs: requestLatencyMs || rttMs * LATENCY_FACTOR,
    downloadThroughputKbps: downloadThroughputKbps || throughputKbps * THROUGHPUT_FACTOR,
    uploadThroughputKbps: uploadThroughputKbps || throughputKbps * THROUGHPUT_FACTOR,
  }
}

/** Lighthouse's own: screen, user agent, scoring curves, and what stands for its network and processor. */
function deviceSettings({ device }: AuditProfile): ProfileSettings {
  const defaults = defaultConfig.settings as ProfileSettings
  return device === 'mobile' ? defaults : { ...defaults, ...(desktopConfig.settings as Partial<ProfileSettings>) }
}

/** A network in Lighthouse's terms: what is applied for real follows from what is simulated by Lighthouse's own factors. */
function throttlingOf({
  downMbps,
  upMbps,
  rttMs,
  cpuSlowdownMultiplier,
}: ProfileNetwork): ProfileSettings['throttling'] {
  return {
    rttMs,
    throughputKbps: downMbps * KBPS_PER_MBPS,
    requestLatencyMs: rttMs * LATENCY_FACTOR,
    downloadThroughputKbps: downMbps * KBPS_PER_MBPS * THROUGHPUT_FACTOR,
    uploadThroughputKbps: upMbps * KBPS_PER_MBPS * THROUGHPUT_FACTOR,
    cpuSlowdownMultiplier,
  }
}
