import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesDigest } from '../../../lib/observe/browser/files-digest.ts'
import { type Instrument, instrumentId } from '../../../lib/observe/browser/instrument.ts'
import { launchFlags } from '../../../lib/observe/browser/launch.ts'
import { observerCode } from '../../../lib/observe/browser/observer-code.ts'
import { LIGHTHOUSE_VERSION, profileSettings } from '../../../lib/observe/browser/profile.ts'
import { surroundings } from '../../../lib/observe/browser/surroundings.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'

const settings = profileSettings({ profile: 'mobile', cpuSlowdownMultiplier: null })
const instrument: Instrument = {
  ...surroundings(),
  lighthouse: LIGHTHOUSE_VERSION,
  chromium: '153.0.8010.0',
  mode: 'multi-process',
  flags: launchFlags('multi-process'),
  profile: 'mobile',
  settings,
  runs: 3,
}

describe('the id changes with', () => {
  const { throttling } = settings
  const [flag, ...fewer] = instrument.flags
  test.each<[string, Partial<Instrument>]>([
    ["Lighthouse's version", { lighthouse: '13.0.9' }],
    ["Chromium's build", { chromium: '153.0.8010.1' }],
    ["Chromium's mode", { mode: 'no-zygote' }],
    ['a launch flag less', { flags: fewer }],
    ['a launch flag more', { flags: [...instrument.flags, '--mute-audio=2'] }],
    ['their order', { flags: [...fewer, flag as string] }],
    ["the guard's flags", { flags: instrument.flags.filter((one) => !one.startsWith('--host-resolver-rules')) }],
    ['the profile', { profile: 'desktop' }],
    ['a settle wait', { settings: { ...settings, pauseAfterLoadMs: settings.pauseAfterLoadMs - 1 } }],
    ['the quiet that is waited for', { settings: { ...settings, cpuQuietThresholdMs: 500 } }],
    ['what is skipped', { settings: { ...settings, skipAudits: ['bf-cache'] } }],
    ['the screen', { settings: { ...settings, screenEmulation: { ...settings.screenEmulation, width: 413 } } }],
    ['the throttling method', { settings: { ...settings, throttlingMethod: 'devtools' } }],
    ['the network', { settings: { ...settings, throttling: { ...throttling, rttMs: throttling.rttMs + 1 } } }],
    ['the multiplier', { settings: { ...settings, throttling: { ...throttling, cpuSlowdownMultiplier: 4.01 } } }],
    ["Node's major version", { node: 25 }],
    ["puppeteer's version", { puppeteer: '25.0.1' }],
    ['the fonts', { fonts: '0'.repeat(16) }],
    ['our own code', { observer: '0'.repeat(16) }],
    ['the number of runs', { runs: 5 }],
  ])('%s', (_, change) => {
    const changed = { ...instrument, ...change }
    expect(changed).not.toEqual(instrument)
    expect(instrumentId(changed)).not.toBe(instrumentId(instrument))
  })
})

test('it does not change with the locale of texts or the order in which settings are named', () => {
  const turned = Object.fromEntries(Object.entries(settings).reverse()) as typeof settings
  const same = { ...instrument, settings: { ...turned, locale: 'vi' as const } }
  expect(instrumentId(same)).toBe(instrumentId(instrument))
  expect(instrumentId(instrument)).toMatch(/^[0-9a-f]{16}$/)
})

describe('the digest of files', () => {
  test('is that of our code for equal sources elsewhere, and of no others', async () => {
    const folder = temporaryFolder()
    const sources = ['lib/observe/browser', 'lib/transport', 'lib/model/engine.ts', 'lib/judge/representative-run.ts']
    for (const path of sources) await cp(path, join(folder, path), { recursive: true })
    const digest = (): string =>
      filesDigest(
        sources.map((path) => join(folder, path)),
        'texts',
      )
    expect(digest()).toBe(observerCode())
    await writeFile(join(folder, 'lib/transport/more.ts'), '')
    expect(digest()).not.toBe(observerCode())
  })

  test.each(['texts', 'sizes'] as const)('by %s sees a file that comes, goes or changes', async (by) => {
    const folder = temporaryFolder()
    const digest = (): string => filesDigest([folder, join(folder, 'not-there')], by)
    const seen = [digest()]
    await mkdir(join(folder, 'vi'))
    await writeFile(join(folder, 'vi', 'a.ttf'), 'a')
    seen.push(digest())
    await writeFile(join(folder, 'vi', 'a.ttf'), 'aa')
    seen.push(digest())
    await symlink(join(folder, 'nowhere'), join(folder, 'broken.ttf'))
    expect(digest()).toBe(seen.at(-1))
    expect(new Set(seen).size).toBe(3)
  })
})
