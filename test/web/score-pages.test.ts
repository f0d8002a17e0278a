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
}, 180_000)
afterAll(() => pages.close())

test('who has not signed in is sent to do so, and comes back', async () => {
  const answer = await pages.get(SCORES)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/sign-in?next=${encodeURIComponent(SCORES)}`])
  expect((await pages.post('/scores', ASKED)).status).toBe(403)
})

test('a form of another site asks for nothing', async () => {
  const answer = await pages.post('/scores', ASKED, { cookie: who.evaluator, origin: 'https://evil.example.org' })
  expect(answer.status).toBe(403)
  expect(await pages.jobs.received()).toEqual([])
})

test('what an address leaves open is chosen, and said', async () => {
  const noCriteria = await pages.text(`/scores?period=${SCORED_PERIOD}`, who.evaluator)
  expect(noCriteria).toContain(
    `Địa chỉ không nêu bộ tiêu chí. Đang hiển thị: Kỳ đánh giá <b>${SCORED_PERIOD}</b>, Bộ tiêu chí <b>test@1</b>.`,
  )
  expect(noCriteria).toContain('Tính điểm</button>')
  expect(await pages.text('/scores?criteria=test&lang=en', who.evaluator)).toContain(
    'The address names no period. Shown: Period <b>2026-04</b>, Criteria <b>test@1</b>.',
  )
  for (const path of [SCORES, '/scores']) {
    const page = await pages.text(`${path}${path.includes('?') ? '&' : '?'}lang=vi`, who.evaluator)
    expect([path, page.includes('Địa chỉ không nêu'), page.includes('được lưu gần nhất')]).toEqual([path, false, false])
  }
  const wrong = await pages.get('/scores?period=2026-13', who.evaluator)
  expect([wrong.status, (await wrong.text()).includes('Không đọc được kỳ này')]).toEqual([400, true])
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

describe('one portal’s score', () => {
  const path = (portal: string): string => `/scores/${portal}?${new URLSearchParams(ASKED).toString()}&live=1`

  test('leads to its rules, by location and part of the week from a job, and to single results', async () => {
    await pages.post('/scores', ASKED, { cookie: who.evaluator })
    await pages.work()
    const before = await pages.text(path('hue'), who.evaluator)
    expect(before).toContain('<b class="big">5,00</b>')
    expect(before).toContain('50,0% lượt đạt')
    expect(before).toContain('href="/results/hue/home?day=2026-05-05"')
    const [kind, group] = ['facts', 'domestic']
    const asked = await pages.post('/scores/hue', { ...ASKED, kind, group }, { cookie: who.evaluator })
    const job = asked.headers.get('location') ?? ''
    expect(job).toMatch(/^\/jobs\/facts-/)
    await pages.work()
    const [, way = ''] = /class="button" href="([^"]+)"/.exec(await pages.text(job, who.evaluator)) ?? []
    const page = await pages.text(way.replaceAll('&amp;', '&'), who.evaluator)
    // Two days of ten working hours, of which every second one failed, at each of two places.
    const rows = [
      ...page.matchAll(/scope="row">(giờ làm việc)<.*?data-label="Điểm đo">(\w)<.*?hợp lệ">(\d+)<.*?công">(\d+)</gs),
    ]
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['giờ làm việc', 'a', '20', '10'],
      ['giờ làm việc', 'b', '20', '10'],
    ])
    expect(page).toContain('class="hours"')
  })

  test('is printed by a job', async () => {
    const asked = await pages.post('/scores/hue', { ...ASKED, kind: 'report', lang: 'vi' }, { cookie: who.evaluator })
    expect(asked.headers.get('location')).toMatch(/^\/jobs\/report-/)
    await pages.work()
    expect(await pages.text(asked.headers.get('location') ?? '', who.evaluator)).toContain('.html')
  })

  test('of another vendor is not there', async () => {
    expect((await pages.get(path('hue'), who.vnpt)).status).toBe(404)
    expect((await pages.get('/results/hue/home?day=2026-05-04', who.vnpt)).status).toBe(404)
    const asked = await pages.post('/scores/hue', { ...ASKED, kind: 'facts' }, { cookie: who.vnpt })
    expect([asked.status, asked.headers.get('location')]).toEqual([400, null])
  })
})

test('a day’s results are shown one by one, in both languages', async () => {
  const day = await pages.text('/results/hue/home?day=2026-05-04', who.fpt)
  expect(day.match(/data-label="Kết quả"><span class="failed">máy chủ lỗi 5xx/g)).toHaveLength(24)
  expect(day).toContain('Ngày này chưa được niêm phong.')
  expect(await pages.text('/results/hue/home?day=2026-05-04&lang=en', who.fpt)).toContain('This day is not sealed yet.')
  expect(await pages.text('/results/hue/home?day=2026-05-09', who.fpt)).toContain('Không còn lượt đo nào')
})

test('methods explain every number to everybody who has signed in', async () => {
  const page = await pages.text('/methods', who.vnpt)
  expect(page).toContain('trung bình ± t(k − 1; 0,975) × s ÷ √k')
  expect(page).toContain('theo cách hiểu của hệ thống')
  expect(await pages.text('/methods?lang=en', who.vnpt)).toContain('95% interval')
  expect((await pages.get('/methods')).status).toBe(303)
})

test.each([
  ['en', 'Uptime and coverage', 'uptime = passed ÷ (passed + failed);'],
  ['vi', 'Tỷ lệ sẵn sàng và mức bao phủ', 'tỷ lệ sẵn sàng = thành công ÷ (thành công + không thành công);'],
  ['en', 'Verdict of a slot', 'down: 2 × failing &gt; expected;'],
  ['vi', 'Kết luận của một thời điểm đo', 'ngừng hoạt động: 2 × số điểm lỗi &gt; số điểm phải trả lời;'],
  ['en', 'An outage', 'opens: 2 × down in a row (3 where one location is alone, one saw the page pass, or one of two'],
  [
    'vi',
    'Sự cố ngừng hoạt động',
    'mở: 2 lần ngừng hoạt động liên tiếp (3 lần nếu chỉ một điểm đo có kết quả, có điểm đo vẫn thấy trang, hoặc một trong hai',
  ],
  ['en', 'Slow (the main rule)', 'wait ÷ m ≥ 1.75 and'],
  ['vi', 'Chậm (quy tắc chính)', 'chờ ÷ m ≥ 1,75 và'],
  ['en', 'Before and after a date', 'p = min(1; 2 × P(U ≤ min(u; n × m − u)))'],
  ['vi', 'So sánh trước và sau một ngày', 'chênh lệch = trung vị của (sau − trước)'],
  ['en', 'Cost', 'month = Σ quantity × price;'],
  ['vi', 'Chi phí', 'tháng = Σ khối lượng × đơn giá;'],
  ['en', 'Rounding of durations', 'ms = ⌊measured + 0.5⌋'],
  ['vi', 'Làm tròn thời gian', 'ms = ⌊số đo + 0,5⌋'],
  ['en', '95% interval', 'cut at 0 and at the most points there are'],
  ['vi', 'Khoảng tin cậy 95%', 'cắt ở 0 và ở điểm tối đa'],
])('methods (%s): %s has its formula', async (lang, name, formula) => {
  const page = await pages.text(`/methods?lang=${lang}`, who.vnpt)
  const card = page.slice(page.indexOf(`<h3>${name}</h3>`)).split('<h3>')[1] ?? ''
  expect(card).toContain(`<p class="formula"><code>`)
  expect(card).toContain(formula)
})
