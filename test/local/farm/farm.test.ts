import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { ask, failureOf } from './request.ts'

const STARTED_AT_MS = 1_790_000_000_000
const [HA_NOI, DA_NANG, SAI_GON] = ['127.0.0.11', '127.0.0.12', '127.0.0.13'] as const
const FORMIO = '/vi/padsvc/apply-online/64f1a2b3c4d5e6f708192a3b'
const SURVEY = '/nop-ho-so?formalityCaseId=20260118002'

let farm: Farm
let nowMs = STARTED_AT_MS
beforeAll(async () => {
  farm = await startFarm({ port: 0, startedAtMs: STARTED_AT_MS, clock: () => nowMs })
})
afterAll(() => farm.close())
beforeEach(() => {
  nowMs = STARTED_AT_MS
})

describe('portals', () => {
  test('the healthy one serves its homepage and both eForms', async () => {
    const texts = { '/': 'dịch vụ công', [FORMIO]: 'Đăng ký khai sinh', [SURVEY]: 'Đổi giấy phép lái xe' }
    for (const [path, text] of Object.entries(texts)) {
      const answer = await ask(farm.url('binh-minh', path))
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.text.toLowerCase()).toContain(text.toLowerCase())
    }
  })

  test('the one with a timetable is down from second 30 to second 70, its forms and files with it', async () => {
    const expected = [
      [29_999, 200],
      [30_000, 503],
      [69_999, 503],
      [70_000, 200],
      [930_000, 503],
    ] as const
    for (const [elapsedMs, status] of expected) {
      nowMs = STARTED_AT_MS + elapsedMs
      expect((await ask(farm.url('phu-an'))).status).toBe(status)
      expect((await ask(farm.url('phu-an', '/tai-nguyen/cong.css'))).status).toBe(status)
    }
  })

  test('the regional one resets the third location alone', async () => {
    expect((await ask(farm.url('ven-song'), { source: HA_NOI })).status).toBe(200)
    expect((await ask(farm.url('ven-song'), { source: DA_NANG })).status).toBe(200)
    expect(await failureOf(ask(farm.url('ven-song'), { source: SAI_GON }))).toBe('ECONNRESET')
  })

  test('the blocked one answers with a block page and a support id', async () => {
    const answer = await ask(farm.url('truong-thanh'))
    expect(answer.status).toBe(403)
    expect(answer.text).toMatch(/support ID is: <strong>\d{15,19}</)
    expect(answer.text.toLowerCase()).not.toContain('dịch vụ công')
  })

  test('the one behind a login shows its homepage, and sends the eForm to a page with a password field', async () => {
    expect((await ask(farm.url('bo-bien-dao'))).status).toBe(200)
    const moved = await ask(farm.url('bo-bien-dao', SURVEY))
    expect(moved.status).toBe(302)
    const login = await ask(new URL(moved.headers.location!, farm.url('bo-bien-dao')).href)
    expect(login.status).toBe(200)
    expect(login.text).toContain('type="password"')
    expect(login.text.toLowerCase()).not.toContain('dịch vụ công')
  })

  test('the redirecting one leads to the National Portal, which is there', async () => {
    const moved = await ask(farm.url('cao-nguyen'))
    expect(moved.status).toBe(302)
    expect(moved.headers.location).toBe(farm.url('quoc-gia'))
    expect((await ask(moved.headers.location!)).status).toBe(200)
  })

  test('the one with a broken form serves the page, not the definition, for the first 40 of 80 minutes', async () => {
    expect((await ask(farm.url('hoa-mai', FORMIO))).status).toBe(200)
    const api = farm.url('hoa-mai', '/api/forms/64f1a2b3c4d5e6f708192a3b')
    for (const [minutes, status] of [
      [0, 503],
      [39, 503],
      [40, 200],
      [79, 200],
      [80, 503],
    ] as const) {
      nowMs = STARTED_AT_MS + minutes * 60_000
      expect((await ask(api)).status).toBe(status)
    }
  })

  test('the flaky one fails at some moment of the second minute, and is well at its start', async () => {
    const statuses = new Set<string>()
    for (let elapsedMs = 60_000; elapsedMs < 120_000; elapsedMs += 1_000) {
      nowMs = STARTED_AT_MS + elapsedMs
      statuses.add(
        await ask(farm.url('hai-dang')).then(
          ({ status }) => (status === 200 ? 'well' : 'ill'),
          () => 'ill',
        ),
      )
    }
    expect(statuses).toEqual(new Set(['well', 'ill']))
  })

  test('a procedure, a path or a host that does not exist is 404', async () => {
    const unknownForm = '/vi/padsvc/apply-online/000000000000000000000000'
    for (const path of ['/khong-co', unknownForm, '/nop-ho-so?formalityCaseId=1', '/api/forms/1']) {
      expect((await ask(farm.url('binh-minh', path))).status).toBe(404)
    }
    expect((await ask(farm.url('khong-co'))).status).toBe(404)
  })

  test('without a portal’s name the farm lists its portals and faults', async () => {
    const { text } = await ask(`http://127.0.0.1:${farm.port}/`)
    expect(text).toContain(farm.url('phu-an'))
    expect(text).toContain('gzipbomb')
  })
})

test('nothing can be sent to a portal', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await ask(farm.url('binh-minh', FORMIO), { method })
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD')
  }
})

describe('files', () => {
  test('are compressed, have an ETag, and are not sent twice', async () => {
    const url = farm.url('binh-minh', '/thu-vien/survey-js-ui.min.js')
    const plain = await ask(url)
    const packed = await ask(url, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(packed.body.length).toBeLessThan(plain.body.length / 2)
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true)
    const again = await ask(url, { headers: { 'if-none-match': packed.headers.etag! } })
    expect([again.status, again.body.length]).toEqual([304, 0])
  })

  test('that a page refers to are all there', async () => {
    for (const path of ['/', FORMIO, SURVEY]) {
      const { text } = await ask(farm.url('binh-minh', path))
      const links = [...text.matchAll(/(?:src|href|data-api)="(\/[^"#]+)"/g)].map((match) => match[1]!)
      expect(links.length).toBeGreaterThan(5)
      for (const link of new Set(links)) {
        expect([link, (await ask(farm.url('binh-minh', link))).status]).toEqual([link, 200])
      }
    }
  })
})

describe('faults set by hand', () => {
  test('hit one portal, for all sources or some, until they are taken away', async () => {
    const status = async (portal: string, source: string) => (await ask(farm.url(portal), { source })).status
    farm.setFault({ portal: 'binh-minh', fault: 'status:500' })
    farm.setFault({ portal: 'binh-minh', fault: 'status:502', sources: [DA_NANG] })
    expect(await status('binh-minh', HA_NOI)).toBe(500)
    expect(await status('binh-minh', DA_NANG)).toBe(502)
    expect(await status('quoc-gia', HA_NOI)).toBe(200)
    farm.setFault({ portal: 'binh-minh', fault: null, sources: [DA_NANG] })
    expect(await status('binh-minh', DA_NANG)).toBe(500)
    farm.setFault({ portal: 'binh-minh', fault: null })
    expect(await status('binh-minh', HA_NOI)).toBe(200)
  })

  test('make one location fail at every portal', async () => {
    farm.setFault({ portal: '*', fault: 'reset', sources: [DA_NANG] })
    expect(await failureOf(ask(farm.url('quoc-gia'), { source: DA_NANG }))).toBe('ECONNRESET')
    expect((await ask(farm.url('quoc-gia'), { source: HA_NOI })).status).toBe(200)
    farm.setFault({ portal: '*', fault: null })
    expect((await ask(farm.url('quoc-gia'), { source: DA_NANG })).status).toBe(200)
  })

  test('go before the timetable, and after the query', async () => {
    farm.setFault({ portal: 'truong-thanh', fault: 'none' })
    expect((await ask(farm.url('truong-thanh'))).status).toBe(200)
    expect((await ask(farm.url('truong-thanh', '/?fault=status:500'))).status).toBe(500)
    farm.setFault({ portal: 'truong-thanh', fault: null })
    expect((await ask(farm.url('truong-thanh'))).status).toBe(403)
  })

  test('must exist', () => {
    expect(() => farm.setFault({ portal: 'khong-co', fault: 'reset' })).toThrow("no portal 'khong-co'")
    expect(() => farm.setFault({ portal: 'binh-minh', fault: 'status:99' })).toThrow("no fault 'status:99'")
  })
})

test('requests are counted by portal, path and source', async () => {
  const own = await startFarm({ port: 0, startedAtMs: STARTED_AT_MS })
  await ask(own.url('binh-minh'), { source: HA_NOI })
  await ask(own.url('binh-minh', '/?a=1'), { source: HA_NOI })
  await ask(own.url('binh-minh'), { source: DA_NANG })
  await ask(own.url('binh-minh', FORMIO), { source: DA_NANG, method: 'POST' })
  expect(own.requests()).toEqual([
    { portal: 'binh-minh', path: '/', source: HA_NOI, count: 2 },
    { portal: 'binh-minh', path: '/', source: DA_NANG, count: 1 },
    { portal: 'binh-minh', path: FORMIO, source: DA_NANG, count: 1 },
  ])
  await own.close()
})

test('a taken port is refused with the system’s code', async () => {
  await expect(startFarm({ port: farm.port, startedAtMs: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('closing cuts hanging requests and frees the port', async () => {
  const own = await startFarm({ port: 0, startedAtMs: 0 })
  const hanging = failureOf(ask(own.url('binh-minh', '/?fault=hang')))
  while (own.requests().length === 0) await new Promise((resolve) => setImmediate(resolve))
  await own.close()
  expect(await hanging).toBe('ECONNRESET')
  const next = await startFarm({ port: own.port, startedAtMs: 0 })
  await next.close()
})
