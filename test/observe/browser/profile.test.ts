import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultConfig, type Result } from 'lighthouse'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AUDIT_PROFILES, profileLabel } from '../../../lib/model/audit-profile.ts'
import { auditPage } from '../../../lib/observe/browser/audit.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { appliedThrottling, profileSettings } from '../../../lib/observe/browser/profile.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { html, startSite } from '../../kit/site.ts'

const settingsOf = (profile: string) => profileSettings({ profile, cpuSlowdownMultiplier: null })

describe('settings', () => {
  test.each([
    ['mobile', 150, 1638.4, 562.5, 1474.56, 675, 4, 'Android', 412],
    ['desktop', 40, 10_240, 150, 9_216, 9_216, 1, 'Macintosh', 1350],
    ['vn-weak-mobile', 60, 10_240, 225, 9_216, 5_529.6, 4, 'Android', 412],
    ['vn-mobile', 40, 51_200, 150, 46_080, 18_432, 4, 'Android', 412],
    ['vn-fixed', 20, 102_400, 75, 92_160, 46_080, 1, 'Macintosh', 1350],
  ])('%s', (profile, rttMs, throughputKbps, latencyMs, downKbps, upKbps, cpu, agent, width) => {
    const settings = settingsOf(profile)
    expect(settings.throttling).toMatchObject({ rttMs, throughputKbps, cpuSlowdownMultiplier: cpu })
    const applied = appliedThrottling(settings)
    expect(applied.requestLatencyMs).toBeCloseTo(latencyMs, 6)
    expect(applied.downloadThroughputKbps).toBeCloseTo(downKbps, 6)
    expect(applied.uploadThroughputKbps).toBeCloseTo(upKbps, 6)
    expect(settings.emulatedUserAgent).toContain(agent)
    expect(settings.screenEmulation).toMatchObject({ width, mobile: agent === 'Android' })
    expect(settings.formFactor).toBe(agent === 'Android' ? 'mobile' : 'desktop')
    expect(settings.throttlingMethod).toBe('simulate')
  })

  test('are those of every profile that can be named, and mobile is what Lighthouse does by itself', () => {
    for (const profile of AUDIT_PROFILES) expect(settingsOf(profile).onlyCategories).toEqual(['performance'])
    const { throttling, screenEmulation, emulatedUserAgent, formFactor } = settingsOf('mobile')
    expect(defaultConfig.settings).toMatchObject({ throttling, screenEmulation, emulatedUserAgent, formFactor })
    expect(() => settingsOf('toString')).toThrow('no profile toString')
  })

  test('a proposal says so wherever it is named', () => {
    const proposals = AUDIT_PROFILES.filter((id) => profileLabel(id).vi !== id)
    expect(proposals).toEqual(['vn-weak-mobile', 'vn-mobile', 'vn-fixed'])
    expect(profileLabel('vn-fixed')).toEqual({
      vi: 'vn-fixed (cấu hình do Nhịp đề xuất)',
      en: 'vn-fixed (proposed by Nhịp)',
    })
  })
})

describe('a page that a large script holds back', () => {
  const SCRIPT_BYTES = 2 * 1024 * 1024
  const SCRIPT = `//${'x'.repeat(SCRIPT_BYTES - 3)}\n`
  /** Lighthouse's curves give half the score here. */
  const MEDIAN_FCP_MS = { 'vn-weak-mobile': 3_000, desktop: 1_600 } as const

  test.each(['vn-weak-mobile', 'desktop'] as const)(
    'takes as long as its bytes do by %s',
    { timeout: 180_000 },
    async (profile) => {
      const seen: IncomingMessage[] = []
      const site = await startSite({
        // In the head: nothing can be painted before it has come.
        // In the head: nothing is painted before it has come.
        '/': html(`<input id="name">
        <script>new Image().src = '/seen?' + [innerWidth, devicePixelRatio, navigator.userAgentData?.mobile]</script>`).replace(
          '</head>',
          '<script src="/large.js"></script></head>',
        ),
        '/large.js': (_request, response) =>
          void response.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT),
        '/seen': (request, response) => {
          seen.push(request)
          response.writeHead(204).end()
        },
      })
      const browser = createKeptBrowser()
      const out = await mkdtemp(join(tmpdir(), 'nhip-test-'))
      onTestFinished(() => Promise.all([browser.close(), rm(out, { recursive: true, force: true })]).then(() => {}))
      const made = await auditPage(auditRequest({ url: site.url('/'), profile, ready: '#name', out }), { browser })
      expect(made).toMatchObject({ outcome: 'passed', conditions: { profile } })

      const { throttling } = settingsOf(profile)
      const simulatedMs = (SCRIPT_BYTES * 8) / throttling.throughputKbps / 1.024
      // 1.6 s; by a phone's slow 4G it would be 10 s.
      expect(made.metrics.lcpMs).toBeGreaterThan(simulatedMs + 2 * throttling.rttMs)
      expect(made.metrics.lcpMs).toBeLessThan(4 * simulatedMs)
      const applied = appliedThrottling(settingsOf(profile))
      const appliedMs = (SCRIPT_BYTES * 8) / applied.downloadThroughputKbps / 1.024
      expect(made.metrics.readyMs).toBeGreaterThan(appliedMs + 2 * applied.requestLatencyMs)

      // Twice: by Lighthouse and by the load that times readiness.
      const device = profile === 'desktop' ? ['1350,1,false', 'Macintosh'] : ['412,1.75,true', 'Android']
      expect(seen.map(({ url }) => decodeURIComponent(url?.slice('/seen?'.length) ?? ''))).toEqual([
        device[0],
        device[0],
      ])
      for (const { headers } of seen) expect(headers['user-agent']).toContain(device[1])
      const report = JSON.parse(await readFile(join(out, 'run-1.report.json'), 'utf8')) as Result
      expect(report.audits['first-contentful-paint']?.scoringOptions?.median).toBe(MEDIAN_FCP_MS[profile])
    },
  )
})
