import { afterAll, expect, test } from 'vitest'
import { hasBadPort } from '../../../lib/model/bad-port.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'

const browser = createKeptBrowser()
afterAll(browser.close)

const PORTS = Array.from({ length: 2 ** 16 }, (_, port) => port)
const isBad = (port: number): boolean => hasBadPort(`http://cong.example:${port}/`)

test('of the ports in our list and those beside them, our browser refuses those in the list', {
  timeout: 180_000,
}, async () => {
  const { page, close } = await browser.open(null)
  const refused = new Set<number>()
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'net::ERR_UNSAFE_PORT') refused.add(Number(new URL(request.url()).port))
  })
  const asked = PORTS.filter((port) =>
    [-2, -1, 0, 1, 2].some((away) => isBad(Math.max(0, Math.min(port + away, 65_535)))),
  )
  // Where there is no network, all fail; the refused ones before anybody is asked.
  await page.evaluate(async (all) => {
    for (const port of all) await fetch(`http://127.0.0.1:${port}/`, { mode: 'no-cors' }).catch(() => {})
  }, asked)
  await close()
  expect([...refused].toSorted((a, b) => a - b)).toEqual(PORTS.filter(isBad))
})
