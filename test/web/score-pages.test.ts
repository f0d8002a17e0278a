import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS } from '../../lib/model/duration.ts'
import { HOSTILE, openScoredPages, SCORED_END, SCORED_PERIOD } from '../kit/scored-pages.ts'

/** Scores as people come to them: by a form, a job, and its page. */
const ASKED = { criteria: 'test@1', period: SCORED_PERIOD }
const SCORES = `/scores?${new URLSearchParams(ASKED).toString()}`

let pages: Awaited<ReturnType<typeof openScoredPages>>
const who: Record<'evaluator' | 'operator' | 'vnpt' | 'fpt', string> = {
  evaluator: '',
  operator: '',
  vnpt: '',
  fpt: '',
}
beforeAll(async () => {
  pages = await openScoredPages(SCORED_END + DAY_MS)
  who.evaluator = await pages.signIn({ role: 'evaluator', name: 'Chị Hoa' })
  who.operator = await pages.signIn({ role: 'operator' })
  who.vnpt = await pages.signIn({ role: 'vendor', vendor: 'vnpt' })
  who.fpt = await pages.signIn({ role: 'vendor', vendor: 'fpt' })
}, 60_000)
afterAll(() => pages.close())

test('who has not signed in is sent to do so, and comes back', async () => {
  const answer = await pages.get(SCORES)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/sign-in?next=${encodeURIComponent(SCORES)}`])
  expect((await pages.post('/scores', ASKED)).status).toBe(303)
})

test('a form of another site asks for nothing', async () => {
  const answer = await pages.post('/scores', ASKED, { cookie: who.evaluator, origin: 'https://evil.example.org' })
  expect(answer.status).toBe(403)
  expect(await pages.jobs.received()).toEqual([])
})

describe('scores that nobody has computed', () => {
  test('are asked for by a form, made by a job that tells how far it is, and then shown', async () => {
    const before = await pages.text(SCORES, who.evaluator)
    expect(before).toContain('Tính điểm</button>')
    const asked = await pages.post('/scores', ASKED, { cookie: who.evaluator })
    const job = asked.headers.get('location') ?? ''
    expect([asked.status, job]).toEqual([303, expect.stringMatching(/^\/jobs\/score-[0-9a-f]{16}-1$/)])
    const waiting = await pages.text(job, who.evaluator)
    expect(waiting).toContain('đang chờ')
    expect(waiting).toContain('id="live"')
    expect(await pages.text(SCORES, who.evaluator)).toContain(`href="${job}"`)
    await pages.work()
    const done = await pages.text(job, who.evaluator)
    expect(done).toContain('đã xong')
    expect(done).not.toContain('id="live"')
    const [, way = ''] = /class="button" href="([^"]+)"/.exec(done) ?? []
    const page = await pages.text(way.replaceAll('&amp;', '&'), who.evaluator)
    expect(page).toContain('Tính từ số liệu hiện có')
    expect(page).toContain('Kết quả theo cách hiểu của hệ thống, không phải điểm chính thức theo Quyết định số 1/QĐ.')
    expect(rowsOf(page)).toEqual([
      ['da-nang', '10,00'],
      ['hue', '5,00'],
    ])
    expect(page).toContain('chưa đủ căn cứ phân hạng')
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toContain(HOSTILE)
  })

  test('are in English for who wants that', async () => {
    const page = await pages.text(`${SCORES}&lang=en`, who.evaluator)
    expect(page).toContain('By our reading; not official points under Quyết định số 1/QĐ.')
    expect(rowsOf(page)).toEqual([
      ['da-nang', '10.00'],
      ['hue', '5.00'],
    ])
  })

  test('are another one’s to ask for: a role does not see those of another', async () => {
    expect(await pages.text(SCORES, who.operator)).toContain('Tính điểm</button>')
  })

  test('a vendor sees its own portals alone', async () => {
    const asked = await pages.post('/scores', ASKED, { cookie: who.vnpt })
    const job = asked.headers.get('location') ?? ''
    await pages.work()
    const page = await pages.text(SCORES, who.vnpt)
    expect(rowsOf(page)).toEqual([['da-nang', '10,00']])
    expect(page).not.toContain('Huế')
    expect((await pages.get(job, who.fpt)).status).toBe(404)
    expect((await pages.get(job, who.evaluator)).status).toBe(404)
    expect(await pages.text(SCORES, who.fpt)).not.toContain('Đà Nẵng')
  })
})

test.each([
  [{ ...ASKED, period: '2026-13' }, 'Không đọc được kỳ này'],
  [{ ...ASKED, criteria: 'none' }, 'Chưa có bộ tiêu chí này'],
  [{ ...ASKED, period: HOSTILE }, '&lt;img src=x onerror=alert(1)&gt;'],
])('%j is refused in words', async (asked, words) => {
  const posted = await pages.post('/scores', asked, { cookie: who.evaluator })
  const got = await pages.get(`/scores?${new URLSearchParams(asked).toString()}`, who.evaluator)
  for (const answer of [posted, got]) {
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain(words)
    expect(page).not.toContain(HOSTILE)
  }
})

function rowsOf(page: string): readonly (readonly string[])[] {
  return [...page.matchAll(/<tr role="row" class="first" id="([^"]+)">.*?<b>([^<]*)<\/b>/gs)].map(
    ([, id = '', points = '']) => [id, points],
  )
}
