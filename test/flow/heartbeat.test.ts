import { describe, expect, test } from 'vitest'
import { sendHeartbeat } from '../../lib/flow/heartbeat.ts'
import { whyNotWorking } from '../../lib/judge/platform-works.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { startSite } from '../kit/site.ts'

const send = (url: string, allowPrivate = true) =>
  sendHeartbeat({ url, contact: 'https://example.org/nhip', allowPrivate })

describe('a sign of life', () => {
  test('is one GET that says who asks; any 2xx is heard', async () => {
    let agent: string | undefined
    const site = await startSite({
      '/ping': (request, response) => {
        agent = request.headers['user-agent']
        response.writeHead(204).end()
      },
    })
    expect(await send(site.url('/ping'))).toEqual({ heard: true })
    expect(site.requests).toEqual(['GET /ping'])
    expect(agent).toMatch(/^nhip\/.+ \(\+https:\/\/example\.org\/nhip\)$/)
  })

  test('is not heard where the answer is another, too long, or none', async () => {
    const site = await startSite({
      '/away': (_, response) => response.writeHead(302, { location: '/ping' }).end(),
      '/long': (_, response) => response.end('x'.repeat(1_000_000)),
    })
    expect(await send(site.url('/gone'))).toEqual({ heard: false, reason: 'status 404' })
    expect(await send(site.url('/away'))).toEqual({ heard: false, reason: 'status 302' })
    expect(await send(site.url('/long'))).toMatchObject({ heard: false, reason: expect.stringMatching(/more than/) })
    expect(site.requests).not.toContain('GET /ping')
    expect(await send('http://127.0.0.1:1/')).toMatchObject({ heard: false })
  })

  test('goes to no private address, by the one way to the network', async () => {
    const site = await startSite({ '/ping': 200 })
    expect(await send(site.url('/ping'), false)).toMatchObject({ heard: false })
    expect(site.requests).toEqual([])
  })
})

describe('the platform works', () => {
  const nowMs = 1_790_000_100_000
  const signs = {
    nowMs,
    everyMs: 5 * MINUTE_MS,
    lastAnsweredMs: nowMs - 20 * MINUTE_MS,
    untoldSinceMs: nowMs - 10 * MINUTE_MS,
  }

  test('while results of three cadences and five minutes ago are in, and alerts get out within ten minutes', () => {
    expect(whyNotWorking(signs)).toBeNull()
    expect(whyNotWorking({ ...signs, untoldSinceMs: null })).toBeNull()
  })

  test.each([
    [{ everyMs: null }, 'nothing is measured'],
    [{ lastAnsweredMs: null }, 'no slot with a result has been closed'],
    [{ lastAnsweredMs: signs.lastAnsweredMs - 1 }, 'no slot with a result has been closed since 2026-'],
    [{ untoldSinceMs: signs.untoldSinceMs - 1 }, 'alerts wait to be published since 2026-'],
  ])('not with %j', (changes, why) => {
    expect(whyNotWorking({ ...signs, ...changes })).toContain(why)
  })
})
