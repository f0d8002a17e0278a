import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { chromiumCacheDir, prepareChromium } from '../../../lib/observe/browser/chromium.ts'
import { undrawnLetters, VIETNAMESE_LETTERS } from '../../../lib/observe/browser/drawn-letters.ts'
import { fontConfiguration } from '../../../lib/observe/browser/fonts.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'

const PREPARE = fileURLToPath(new URL('../../kit/prepare-chromium.ts', import.meta.url))

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** Another process that prepares Chromium in a folder; it says so when it begins to unpack and when it is done. */
function prepareElsewhere(cacheDir: string) {
  const child = fork(PREPARE, [cacheDir], { execArgv: [] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: unknown[] = []
  child.on('message', (message) => said.push(message))
  return { child, said, exited: once(child, 'exit') }
}

describe('unpacking', () => {
  test('is done once, whoever asks at the same time, and what is there starts', async () => {
    const cacheDir = await folder()
    const others = [prepareElsewhere(cacheDir), prepareElsewhere(cacheDir)]
    expect(await Promise.all(others.map(({ exited }) => exited))).toEqual([
      [0, null],
      [0, null],
    ])
    const [only, ...rest] = await readdir(cacheDir)
    expect(only).toMatch(/^chromium-[\d.]+-\d+$/)
    expect(rest).toEqual([])
    const told = vi.fn<(text: unknown) => void>()
    const prepared = await prepareChromium({ cacheDir, onProgress: told })
    expect(told).not.toHaveBeenCalled()
    expect(prepared.version).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
    expect(prepared.executablePath.startsWith(join(cacheDir, only ?? ''))).toBe(true)
  })

  test.each([
    ['in the temporary folder at once, where there may be no room for it', '.', 0],
    ['elsewhere in time, for it may be another machine that unpacks there', 'cache', 3_600_000],
  ])('survives being killed in the middle; what was left goes %s', async (_where, below, ageMs) => {
    const cacheDir = join(await folder(), below)
    const killed = prepareElsewhere(cacheDir)
    const drafts = async () => (await readdir(cacheDir).catch(() => [])).filter((name) => /\.draft-/.test(name))
    await vi.waitFor(async () => expect((await drafts()).length).toBe(1), { timeout: 60_000, interval: 5 })
    killed.child.kill('SIGKILL')
    await killed.exited
    const [draft = ''] = await drafts()
    if (ageMs > 0) {
      const other = `${draft}-of-another`
      await cp(join(cacheDir, draft), join(cacheDir, other), { recursive: true })
      const longAgo = new Date(Date.now() - ageMs)
      await utimes(join(cacheDir, draft), longAgo, longAgo)
      await prepareChromium({ cacheDir })
      expect(await drafts()).toEqual([other])
    } else {
      await prepareChromium({ cacheDir })
      expect(await drafts()).toEqual([])
    }
  })

  test('is done again where a file is cut short', async () => {
    const cacheDir = await folder()
    const { executablePath } = await prepareChromium({ cacheDir })
    await truncate(join(dirname(executablePath), 'chromium'), 4_096)
    const told = vi.fn<(text: unknown) => void>()
    await prepareChromium({ cacheDir, onProgress: told })
    expect(told).toHaveBeenCalledTimes(1)
    expect((await stat(join(dirname(executablePath), 'chromium'))).size).toBeGreaterThan(100_000_000)
  })

  test('leaves no core behind when Chromium crashes', async () => {
    const { executablePath } = await prepareChromium({ cacheDir: await folder() })
    const { stdout } = await promisify(execFile)('/bin/sh', [
      '-c',
      `ulimit -c unlimited; exec "${await shellInPlaceOf(executablePath)}" -c 'ulimit -c'`,
    ])
    expect(stdout.trim()).toBe('0')
  })

  test('goes where the environment says', async () => {
    expect(await chromiumCacheDir({ NHIP_CACHE_DIR: '/somewhere' })).toBe('/somewhere')
    expect(await chromiumCacheDir({})).toMatch(/node_modules\/\.cache\/nhip$/)
  })
})

/** A copy of the start script beside a shell that bears Chromium's name. */
async function shellInPlaceOf(executablePath: string): Promise<string> {
  const made = await folder()
  await copyFile(executablePath, join(made, basename(executablePath)))
  await symlink('/bin/sh', join(made, 'chromium'))
  return join(made, basename(executablePath))
}

describe('glyphs', () => {
  /** Letters that a browser does not draw which sees the fonts of these folders and no others. */
  async function undrawn(folders: (chromiumFolder: string) => readonly string[], libraries: 'auto' | 'shipped') {
    const chromium = await prepareChromium({ libraries })
    const own = await folder()
    const configuration = {
      folders: folders(dirname(chromium.executablePath)),
      cacheFolder: join(own, 'cache'),
      system: false,
    }
    await writeFile(join(own, 'fonts.conf'), fontConfiguration(configuration))
    const env = { ...chromium.env, FONTCONFIG_FILE: join(own, 'fonts.conf') }
    const browser = createKeptBrowser({ chromium: { ...chromium, env } })
    onTestFinished(browser.close)
    const { page } = await browser.open(null)
    return undrawnLetters(page, VIETNAMESE_LETTERS)
  }

  test('of Vietnamese letters are drawn with the fonts that ship, and no others', async () => {
    expect(await undrawn((chromium) => [join(chromium, 'fonts', 'fonts')], 'auto')).toEqual([])
  })

  test('are drawn with the libraries that ship, too', async () => {
    expect(await undrawn((chromium) => [join(chromium, 'fonts', 'fonts')], 'shipped')).toEqual([])
  })

  test('are not drawn without a font: the two tests above can fail', async () => {
    const empty = join(await folder(), 'none')
    await mkdir(empty)
    expect(await undrawn(() => [empty], 'auto')).toEqual(VIETNAMESE_LETTERS)
  })
})
