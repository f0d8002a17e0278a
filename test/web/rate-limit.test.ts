import { afterAll, beforeAll, expect, test } from 'vitest'
import { FLEET_ORIGIN, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'

/** A session that asks too often is told by a page when it may ask again; that of a token is told by the API (`openapi.test.ts`). */
let fleet: FleetApp
beforeAll(async () => {
  fleet = await openFleetApp({ requestsPerMinute: 3 })
})
afterAll(() => fleet.stores.close())

const ask = (path: string, cookie = '', method = 'GET'): Promise<Response> =>
  Promise.resolve(
    fleet.app.request(`${FLEET_ORIGIN}${path}`, {
      method,
      headers: { origin: FLEET_ORIGIN, ...(cookie && { cookie }) },
    }),
  )

test('whoever asks too often gets a page that says when to come back, and nobody else does', async () => {
  const [own, other] = [await fleet.signIn({ role: 'operator' }), await fleet.signIn({ role: 'operator' })]
  for (const left of ['2', '1', '0']) {
    const answer = await ask('/portals', own)
    expect([answer.status, answer.headers.get('ratelimit-remaining')]).toEqual([200, left])
  }
  for (const [lang, title, again] of [
    ['vi', 'Quá nhiều yêu cầu', 'Hãy thử lại sau'],
    ['en', 'Too many requests', 'Try again in'],
  ] as const) {
    const refused = await ask(`/portals?lang=${lang}`, own)
    const seconds = Number(refused.headers.get('retry-after'))
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'text/html; charset=UTF-8'])
    expect(seconds).toBeGreaterThan(0)
    const page = await refused.text()
    expect(page).toContain(`<h1>${title}</h1>`)
    expect(page).toContain(`${again} <b>${seconds}</b>`)
    const [, untilText = ''] = /<time datetime="([^"]+)"/.exec(page) ?? []
    expect(Date.parse(untilText)).toBe(fleet.clock.now() + 1_000 * seconds)
    expect(page).toContain('</footer>')
  }
  expect((await ask('/incident/acknowledge', own, 'POST')).status).toBe(429)
  expect((await ask('/portals', other)).status).toBe(200)
})

test('who is not known is not counted: no one stands in the way of others', async () => {
  for (let count = 0; count < 5; count++) expect((await ask('/portals')).status).toBe(200)
  for (let count = 0; count < 5; count++) expect((await ask('/sign-in')).status).toBe(200)
})
