import { createSocket } from 'node:dgram'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { prepareChromium } from '../../../lib/observe/browser/chromium.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { launchBrowser } from '../../../lib/observe/browser/launch.ts'
import { createGuardProxy } from '../../../lib/transport/guard-proxy.ts'
import { family, isRunning } from '../../kit/processes.ts'
import { html, startSite } from '../../kit/site.ts'

/** The default of a second is not enough for a busy machine. */
const SOON = { timeout: 20_000 }

/** Folders of browsers that this process started. */
async function ownFolders(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`nhip-browser-${process.pid}-`))
}

/** A start script that puts a condition before Chromium. */
async function chromiumThat(condition: string) {
  const chromium = await prepareChromium()
  const folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const executablePath = join(folder, 'start')
  await writeFile(executablePath, `#!/bin/sh\n${condition}\nexec "${chromium.executablePath}" "$@"\n`)
  await chmod(executablePath, 0o755)
  return { ...chromium, executablePath }
}

describe('a browser', () => {
  test('leaves no process and no folder when it is ended, and opens no port', async () => {
    const { browser, gone, end } = await launchBrowser(await prepareChromium(), 'multi-process')
    const pids = family(browser.process()?.pid ?? 0)
    expect(pids.length).toBeGreaterThan(1)
    expect((await ownFolders()).length).toBe(1)
    expect(browser.process()?.spawnargs.join(' ')).not.toMatch(/remote-debugging-port/)
    await end()
    await vi.waitFor(() => expect(gone.aborted).toBe(true), SOON)
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), SOON)
    expect(await ownFolders()).toEqual([])
  })

  test('that hears nothing any more is ended all the same', async () => {
    const { browser, gone, end } = await launchBrowser(await prepareChromium(), 'multi-process')
    const pids = family(browser.process()?.pid ?? 0)
    process.kill(-(browser.process()?.pid ?? 0), 'SIGSTOP')
    await end()
    await vi.waitFor(() => expect(gone.aborted).toBe(true), SOON)
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), SOON)
  })

  test('that ends by itself leaves none either once it is replaced', async () => {
    const browser = createKeptBrowser()
    onTestFinished(browser.close)
    await browser.ready()
    const pid = browser.processId() ?? 0
    const pids = family(pid)
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), SOON)
    const { page } = await browser.open(null)
    expect(await page.evaluate('6 * 7')).toBe(42)
    expect(browser.processId()).not.toBe(pid)
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), SOON)
    expect((await ownFolders()).length).toBe(1)
  })

  test('is replaced after a number of audits', async () => {
    const browser = createKeptBrowser({ auditsPerBrowser: 2 })
    onTestFinished(browser.close)
    const pids: (number | null)[] = []
    for (let audit = 0; audit < 3; audit += 1) {
      await browser.ready()
      pids.push(browser.processId())
    }
    expect(pids[1]).toBe(pids[0])
    expect(pids[2]).not.toBe(pids[0])
  })
})

describe('the mode', () => {
  test('is multi-process where the machine allows it', async () => {
    const browser = createKeptBrowser()
    onTestFinished(browser.close)
    expect((await browser.ready()).mode).toBe('multi-process')
  })

  test.each([
    ['no-zygote', 'case "$*" in *--no-zygote*) ;; *) exit 1 ;; esac'],
    ['single-process', 'case "$*" in *--single-process*) ;; *) exit 1 ;; esac'],
  ])('is %s where it does not start otherwise, and is told', async (mode, condition) => {
    const browser = createKeptBrowser({ chromium: await chromiumThat(condition) })
    onTestFinished(browser.close)
    expect((await browser.ready()).mode).toBe(mode)
    const { page } = await browser.open(null)
    expect(await page.evaluate('6 * 7')).toBe(42)
  })

  test('is none where Chromium does not start at all, and nothing is left of the tries', async () => {
    const browser = createKeptBrowser({ chromium: await chromiumThat('exit 1') })
    await expect(browser.ready()).rejects.toThrow(/Chromium does not start/)
    expect(await ownFolders()).toEqual([])
  })
})

describe('a page', () => {
  test('has no network without a proxy, and none around it', async () => {
    const site = await startSite({ '/': html('') })
    const browser = createKeptBrowser()
    onTestFinished(browser.close)
    const { page } = await browser.open(null)
    await expect(page.goto(site.url('/'))).rejects.toThrow(/ERR_/)
    await expect(page.goto(`http://127.0.0.1:${site.port}/`)).rejects.toThrow(/ERR_/)
    expect(site.requests).toEqual([])
  })

  test('can send no datagram: WebRTC would go around the guard', async () => {
    const site = await startSite({ '/': html('') })
    const udp = createSocket('udp4')
    onTestFinished(() => void udp.close())
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
    let datagrams = 0
    udp.on('message', () => (datagrams += 1))
    const guard = await createGuardProxy({
      allowPrivate: true,
      families: [4],
      namedPorts: new Set([site.port]),
      source: null,
    })
    onTestFinished(guard.close)
    const browser = createKeptBrowser()
    onTestFinished(browser.close)
    const { page } = await browser.open(guard.url)
    await page.goto(site.url('/'))
    const candidates = await page.evaluate(async (port) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] })
      const found: string[] = []
      const gathered = new Promise<void>((resolve) => {
        peer.onicecandidate = ({ candidate }) => (candidate ? found.push(candidate.candidate) : resolve())
      })
      peer.createDataChannel('data')
      await peer.setLocalDescription(await peer.createOffer())
      await gathered
      return found
    }, udp.address().port)
    expect(candidates).toEqual([])
    expect(datagrams).toBe(0)
  })
})
