import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createToken } from '../../lib/flow/create-token.ts'
import { ORIGIN, openPortalStory, type PortalStory } from '../kit/portal-story.ts'

/** What somebody writes for a day, a month or a period: what is none is refused in one line, and breaks nothing. */
let story: PortalStory
let cookie: string
let token: string
beforeAll(async () => {
  story = await openPortalStory({ days: 10 })
  cookie = await story.signIn({ role: 'operator' })
  const { stores, clock } = story
  const made = await createToken({ role: 'operator', days: 1 }, { table: stores.table, clock, by: 'x' })
  token = made.token
})
afterAll(() => story.stores.close())

const DAYS = ['0001-01-01', '1999-12-31', '2200-01-01', '9999-12-31', '2026-02-30', '-000001-01-01', 'hôm qua', '']
const MONTHS = ['0000-01', '0001-01', '1999-12', '2200-01', '9999-12', '2026-13', '-00001-01', '2026', '']

const api = (path: string): Promise<Response> =>
  Promise.resolve(story.app.request(`${ORIGIN}${path}`, { headers: { authorization: `Bearer ${token}` } }))

describe('a page says what it takes', () => {
  test.each(DAYS)('results of day “%s”', async (day) => {
    const answer = await story.get(`/results/da-nang/home?lang=vi&day=${encodeURIComponent(day)}`, cookie)
    const shown = await answer.text()
    expect(answer.status).toBe(400)
    expect(shown).toContain('Ngày không hợp lệ: viết như 2026-11-22, từ năm 2000 đến năm 2199.')
    expect(shown).toContain(`day: write a day from 2000-01-01 to 2199-12-31, such as 2026-11-22, not “${day}”`)
  })

  test.each(['2000-01-01', '2199-12-31', '2026-11-22'])(
    'day %s is one, and leads to no other that is none',
    async (day) => {
      const answer = await story.get(`/results/da-nang/home?day=${day}`, cookie)
      expect(answer.status).toBe(200)
      for (const [, to = ''] of (await answer.text()).matchAll(/day=(\d{4}-\d\d-\d\d)"/g))
        expect((await story.get(`/results/da-nang/home?day=${to}`, cookie)).status).toBe(200)
    },
  )

  test.each(MONTHS)('changes of month “%s”', async (month) => {
    const answer = await story.get(`/changes?lang=vi&month=${month}`, cookie)
    expect([answer.status, (await answer.text()).includes('Tháng không hợp lệ')]).toEqual([400, true])
  })

  test.each([...DAYS.filter((day) => day !== ''), '2027-01-01'])('a comparison at “%s”', async (date) => {
    const answer = await story.get(`/portals/da-nang/compare?lang=vi&date=${encodeURIComponent(date)}`, cookie)
    expect([answer.status, (await answer.text()).includes('role="alert"')]).toEqual([400, true])
  })

  test.each([...DAYS, ...MONTHS, '0001-01-01..9999-12-31', '0026', '2200-Q1'])('scores of “%s”', async (period) => {
    const asked = encodeURIComponent(period)
    for (const path of ['/scores', '/exports', '/reviews', '/scores/changes'])
      expect((await story.get(`${path}?period=${asked}&before=${asked}&after=${asked}`, cookie)).status).toBeLessThan(
        500,
      )
  })

  test.each(['0001-01-01T00:00', '2200-01-01T00:00', '2026-02-30T10:00', 'mai'])(
    'maintenance from %s',
    async (from) => {
      const form = new FormData()
      for (const [name, value] of Object.entries({ about: 'da-nang', from, to: '2026-12-01T01:00', note: 'x' }))
        form.set(name, value)
      const answer = await story.post('/maintenance', form, cookie)
      expect(await answer.text()).toContain(
        `from: write a time from 2000-01-01 to 2199-12-31, such as 2026-11-22T22:00, instead of “${from}”`,
      )
    },
  )
})

describe('the API says what it takes', () => {
  test.each(MONTHS)('changes of month “%s”', async (month) => {
    const answer = await api(`/api/changes?month=${month}`)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        status: 400,
        code: 'bad_month',
        detail: `month: write a month from 2000-01 to 2199-12, such as 2026-11, not “${month}”`,
      },
    ])
  })

  test('months at both ends are months', async () => {
    for (const month of ['2000-01', '2199-12']) expect((await api(`/api/changes?month=${month}`)).status).toBe(200)
  })
})
