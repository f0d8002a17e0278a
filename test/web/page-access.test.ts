import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewLink } from '../../lib/model/session.ts'
import { FLEET_ORIGIN, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { PAGES, SHOWN_PAGES } from '../kit/pages.ts'

/** Who may see and do what: page × role, another vendor's portal among them, taken from the router itself. */
const VIEWERS: Readonly<Record<'operator' | 'evaluator' | 'vendor' | 'foreign', NewLink>> = {
  operator: { role: 'operator' },
  evaluator: { role: 'evaluator' },
  vendor: { role: 'vendor', vendor: 'vnpt' },
  foreign: { role: 'vendor', vendor: 'fpt' },
}
const ROLES = ['operator', 'evaluator', 'vendor'] as const
const EVERY = Object.keys(PAGES)
const SITE = new Map([['index.html', Buffer.from('<h1>Tình trạng</h1>')]])
let fleet: FleetApp
beforeAll(async () => {
  fleet = await openFleetApp({ page: 'token', site: (path) => Promise.resolve(SITE.get(path) ?? null) })
})
afterAll(() => fleet.stores.close())

const ask = async (page: string, who: keyof typeof VIEWERS | null) => {
  const [method = 'GET'] = page.split(' ')
  return fleet.app.request(`${FLEET_ORIGIN}${PAGES[page]?.path}`, {
    method,
    headers: { ...(who === null ? {} : { cookie: await fleet.signIn(VIEWERS[who]) }), origin: FLEET_ORIGIN },
    ...(method === 'POST' ? { body: new URLSearchParams() } : {}),
  })
}

test('everything of the router is in the table but the API, which has one of its own, and nothing else is', () => {
  const routed = fleet.app.routes.filter(({ path, method }) => !path.startsWith('/api/') && method !== 'ALL')
  expect([...new Set(routed.map(({ method, path }) => `${method} ${path}`))].toSorted()).toEqual(EVERY.toSorted())
})

describe.each(EVERY)('%s', (page) => {
  const listed = PAGES[page]
  const isOpen = listed?.roles === 'anybody'

  test('of nobody that is known', async () => {
    const answer = await ask(page, null)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    if (listed?.isFile) return expect([answer.status, (await answer.text()).length > 0]).toEqual([200, true])
    if (isOpen) return expect([200, 303, 403]).toContain(answer.status)
    if (page.startsWith('POST ')) {
      expect(answer.status).toBe(403)
      return expect(await answer.text()).toContain('<h1>Chưa gửi được: bạn chưa đăng nhập</h1>')
    }
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/sign-in/)])
    return expect(await answer.text()).toBe('')
  })

  test.each(ROLES)('of a signed-in %s', async (role) => {
    const answer = await ask(page, role)
    const isAdmitted = isOpen || listed?.roles.includes(role)
    if (!isAdmitted) expect(answer.status).toBe(403)
    // A form without its fields is refused for what it lacks; a report that isn't kept isn't there.
    else expect([200, 303, 400, 404, 409, ...(isOpen ? [403] : [])]).toContain(answer.status)
    if (!listed?.isFile) expect(answer.headers.get('cache-control')).toMatch(/no-store|no-cache/)
  })

  const reader = listed?.roles === 'anybody' ? undefined : listed?.roles[0]
  test.runIf(SHOWN_PAGES.some(([shown]) => shown === page) && reader)('lies one of the ways at the head', async () => {
    const answer = await (await ask(page, reader as (typeof ROLES)[number])).text()
    const [head = ''] = /<nav aria-label[^]*?<\/nav>/.exec(answer) ?? []
    expect(head.match(/aria-current="page"/g)).toHaveLength(1)
  })

  test.runIf(listed?.isFile)('is the same for everybody, and tells nothing of who asks', async () => {
    const answers = await Promise.all([null, 'operator', 'vendor', 'foreign'].map((who) => ask(page, who as never)))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect(answers.map((answer) => [answer.status, answer.headers.get('set-cookie')])).toEqual(
      answers.map(() => [200, null]),
    )
  })

  test.runIf(listed?.foreign !== undefined)('of another vendor: as if it were not there', async () => {
    const answer = await ask(page, 'foreign')
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('Cổng dịch vụ công ca-mau')
  })
})
