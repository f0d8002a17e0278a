import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReview } from '../../lib/flow/review.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import { HOSTILE, openScoredPages, SCORED_END, SCORED_PERIOD } from '../kit/scored-pages.ts'

/** An evaluation from its opening to its correction, by the forms of pages, as people do it. One story, in order. */
const OF = { criteria: 'test@1', period: SCORED_PERIOD }
const at = (local: string): number => Date.parse(`${local}:00+07:00`)
let pages: Awaited<ReturnType<typeof openScoredPages>>
let reviewId = ''
beforeAll(async () => {
  pages = await openScoredPages(at('2026-05-01T09:00'))
}, 180_000)
afterAll(() => pages.close())

const evaluator = (name: string): Promise<string> => pages.signIn({ role: 'evaluator', name })
/** What the page says after a form was sent, and after its job has run. */
async function act(form: Readonly<Record<string, string>>, by = 'Chị Hoa'): Promise<string> {
  const cookie = await evaluator(by)
  const answer = await pages.post('/periods', { ...OF, ...form }, { cookie })
  if (answer.status !== 303) return answer.text()
  await pages.work()
  return pages.text(answer.headers.get('location') ?? '', cookie)
}

describe('a period', () => {
  test('is opened by evaluators alone', async () => {
    for (const who of [{ role: 'operator' }, { role: 'vendor', vendor: 'vnpt' }] as const) {
      const cookie = await pages.signIn(who)
      expect((await pages.post('/periods', { ...OF, act: 'open' }, { cookie })).status).toBe(403)
      const page = await pages.text('/periods', cookie)
      expect(page).toContain('Chưa có kỳ nào được mở.')
      expect(page).not.toContain('action="/periods"')
    }
    expect((await pages.post('/periods', { ...OF, act: 'open' })).status).toBe(403)
    expect(await pages.jobs.received()).toEqual([])
  })

  test('is opened, and what it will be scored by is published', async () => {
    expect(await act({ act: 'open' })).toContain('đã xong')
    const page = await pages.text('/periods', await pages.signIn({ role: 'vendor', vendor: 'vnpt' }))
    expect(page).toContain('Mã băm công bố khi mở kỳ (SHA-256)')
    expect(page.match(/<code>[0-9a-f]{64}<\/code>/g)).toHaveLength(5)
    expect(page).toContain('<dd>link:platform/Chị Hoa</dd>')
    expect(page).not.toContain('mở muộn')
    expect(await act({ act: 'open' })).toContain('Kỳ này đã được mở theo bộ tiêu chí này.')
  })

  test('is previewed when it is over', async () => {
    expect(await act({ act: 'preview' })).toContain('Kỳ này chưa kết thúc.')
    pages.clock.set(at('2026-05-06T09:00'))
    expect(await act({ act: 'preview' })).toContain('đã xong')
    const cookie = await pages.signIn({ role: 'vendor', vendor: 'fpt' })
    expect(await pages.text('/periods', cookie)).toContain('kết quả dự kiến, đang nhận đề nghị xem xét lại')
    const scores = await pages.text(`/scores?${new URLSearchParams(OF).toString()}`, cookie)
    expect(scores).toContain('Kết quả dự kiến')
    expect(scores).toContain('<b>5,00</b>')
    expect(scores).not.toContain('Đà Nẵng')
    // Without being asked for one, the latest is shown.
    const latest = await pages.text('/scores', cookie)
    expect(latest).toContain('<b>5,00</b>')
    expect(latest).toContain(
      `Kết quả được lưu gần nhất: Kỳ đánh giá <b>${SCORED_PERIOD}</b>, Bộ tiêu chí <b>test@1</b>.`,
    )
    expect(await act({ act: 'close' })).toContain('Vẫn còn thời hạn nhận đề nghị xem xét lại.')
  })

  test('is contested, with a file that others can have', async () => {
    const file = { name: 'bien-ban.txt', base64: Buffer.from('biên bản').toString('base64') }
    const { id } = await openReview(
      {
        period: SCORED_PERIOD,
        portal: 'hue',
        page: null,
        locations: null,
        from: '2026-05-04T08:00',
        to: '2026-05-04T09:00',
        cause: HOSTILE,
        note: 'có biên bản',
        behalf: null,
        files: [file],
      },
      {
        table: pages.stores.table,
        clock: pages.clock,
        archive: pages.stores.archive,
        by: 'fpt-token',
        principal: { role: 'vendor', vendor: 'fpt' },
      },
    )
    reviewId = id
    const page = await pages.text(`/reviews/${id}`, await evaluator('Anh Nam'))
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toContain(HOSTILE)
    const [, url = ''] = /<a href="([^"]+)" download>bien-ban\.txt/.exec(page) ?? []
    expect(await (await fetch(url.replaceAll('&amp;', '&'))).text()).toBe('biên bản')
    const own = await pages.text('/reviews', await pages.signIn({ role: 'vendor', vendor: 'fpt' }))
    expect(own).toContain(`/reviews/${id}`)
    const foreign = await pages.signIn({ role: 'vendor', vendor: 'vnpt' })
    expect(await pages.text('/reviews', foreign)).not.toContain(id)
    expect((await pages.get(`/reviews/${id}`, foreign)).status).toBe(404)
  })

  test('waits for the decision of another evaluator than the one concerned', async () => {
    pages.clock.set(at('2026-05-21T09:00'))
    expect(await act({ act: 'close' })).toContain('Còn đề nghị xem xét lại chưa được quyết định.')
    const path = `/reviews/${reviewId}`
    const decision = { verdict: 'accept', finding: 'portal', reason: 'có xác nhận' }
    const concerned = await evaluator('Chị Hoa')
    expect(await pages.text(path, concerned)).not.toContain(`action="${path}"`)
    const refused = await pages.post(path, decision, { cookie: concerned })
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('cần người đánh giá khác')])
    const vendor = await pages.signIn({ role: 'vendor', vendor: 'fpt' })
    expect((await pages.post(path, decision, { cookie: vendor })).status).toBe(403)
    const other = await evaluator('Anh Nam')
    const form = await pages.text(path, other)
    expect(form).toContain(`action="${path}"`)
    // Both came by links of one maker, whatever their names: that is said before and after.
    const onWord =
      /Việc người quyết định không phải là người có liên quan chỉ dựa vào lời.*người có quyền trên máy chạy Nhịp \(<code>platform<\/code>\)/
    expect(form).toMatch(onWord)
    for (const bad of [
      { ...decision, verdict: '' },
      { ...decision, reason: '' },
    ])
      expect((await pages.post(path, bad, { cookie: other })).status).toBe(409)
    expect((await pages.post(path, decision, { cookie: other })).headers.get('location')).toBe(path)
    const decided = await pages.text(path, vendor)
    expect(decided).toContain('chấp nhận')
    expect(decided).toContain('Anh Nam')
    expect(decided).toMatch(onWord)
    expect((await pages.post(path, decision, { cookie: other })).status).toBe(409)
  })

  test('is closed once nothing is missing, or somebody signs for it', async () => {
    await putReceipt(pages.stores.table, {
      type: 'receipt',
      location: 'a',
      minuteMs: SCORED_END + HOUR_MS,
      catalogVersion: 'v1',
      count: 1,
      atMs: SCORED_END + HOUR_MS,
    })
    expect(await act({ act: 'close' })).toContain('Kết quả của một số điểm đo có thể còn thiếu')
    expect(await act({ act: 'close', gap: 'máy b hỏng' })).toContain('đã xong')
    const page = await pages.text('/periods?lang=en', await pages.signIn({ role: 'operator' }))
    expect(page).toContain('Signed for although results may be missing of b: máy b hỏng')
    const scores = await pages.text('/scores', await evaluator('Chị Hoa'))
    expect(scores).toContain('Đã chốt')
    expect(scores).toContain('trước loại trừ: 5,00')
  })

  test('is corrected with a reason', async () => {
    expect(await act({ act: 'correct', gap: 'máy b hỏng' })).toContain('Bản điều chỉnh phải nêu lý do.')
    expect(await act({ act: 'correct', gap: 'máy b hỏng', reason: 'kết quả đến muộn' })).toContain('đã xong')
    expect(await pages.text('/periods', await evaluator('Chị Hoa'))).toContain('2, bản điều chỉnh')
  })

  test.each([
    [{ act: 'delete' }, 'act'],
    [{ act: 'open', period: 'x' }, 'Không đọc được kỳ này'],
    [{ act: 'open', criteria: 'none' }, 'Chưa có bộ tiêu chí này'],
  ])('%j is refused in words', async (form, words) => {
    const page = await act(form)
    expect(page).toContain('role="alert"')
    expect(page).toContain(words)
  })
})
