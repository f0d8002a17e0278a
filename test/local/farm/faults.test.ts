import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Exchange } from '../../../lib/local/farm/exchange.ts'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { FAULTS, type FaultName, faultHandler } from '../../../lib/local/farm/faults.ts'
import { ask, failureOf } from './request.ts'

const FORMIO = '/vi/padsvc/apply-online/64f1a2b3c4d5e6f708192a3b'

let farm: Farm
beforeAll(async () => {
  farm = await startFarm({ port: 0, startedAtMs: Date.now() })
})
afterAll(() => farm.close())

const faulty = (fault: string, path = '/') => farm.url('binh-minh', `${path}?fault=${fault}`)
const moved = async (fault: string) => {
  const { status, headers } = await ask(faulty(fault))
  return [status, headers.location]
}

/** One entry for each fault of the table: the compiler asks for a missing one. */
const PROOFS: Readonly<Record<FaultName, () => Promise<void>>> = {
  none: async () => expect((await ask(farm.url('truong-thanh', '/?fault=none'))).status).toBe(200),
  status: async () => {
    expect((await ask(faulty('status'))).status).toBe(503)
    expect((await ask(faulty('status:418'))).status).toBe(418)
  },
  empty: async () => expect(await ask(faulty('empty'))).toMatchObject({ status: 200, text: '' }),
  soft404: async () => {
    expect(await ask(faulty('soft404'))).toMatchObject({ status: 200, text: expect.stringContaining('Không tìm thấy') })
  },
  notice: async () => {
    const { status, text } = await ask(faulty('notice'))
    expect([status, text.includes('bảo trì'), text.toLowerCase().includes('dịch vụ công')]).toEqual([200, true, false])
  },
  waf: async () => {
    expect((await ask(faulty('waf'))).status).toBe(403)
    expect(await ask(faulty('waf:200'))).toMatchObject({ status: 200, text: expect.stringContaining('support ID') })
  },
  captcha: async () => {
    expect(await ask(faulty('captcha'))).toMatchObject({ status: 200, text: expect.stringContaining('g-recaptcha') })
  },
  ratelimit: async () => {
    expect(await ask(faulty('ratelimit:7'))).toMatchObject({ status: 429, headers: { 'retry-after': '7' } })
  },
  login: async () => {
    expect(await moved('login')).toEqual([302, '/dang-nhap?redirect_uri=%2F%3Ffault%3Dlogin'])
    expect((await ask(farm.url('binh-minh', '/dang-nhap?fault=login'))).text).toContain('type="password"')
  },
  sso: async () => {
    const [status, location] = await moved('sso')
    expect([status, location]).toEqual([302, farm.url('dang-nhap', '/dang-nhap?redirect_uri=%2F%3Ffault%3Dsso')])
    expect((await ask(String(location))).text).toContain('type="password"')
  },
  elsewhere: async () => expect(await moved('elsewhere')).toEqual([302, farm.url('quoc-gia')]),
  'redirect-loop': async () => expect(await moved('redirect-loop')).toEqual([302, '/?fault=redirect-loop']),
  delay: async () => {
    expect((await ask(faulty('delay:1'))).status).toBe(200)
    expect(await isSilent(faulty('delay:600000'))).toBe(true)
  },
  drip: async () => {
    const whole = await ask(faulty('none'))
    expect((await ask(faulty('drip:1'))).text).toBe(whole.text)
    const first = await firstChunk(faulty('drip:60000'))
    expect(first.length).toBe(Math.ceil(whole.body.length / 20))
  },
  truncate: async () => expect(await failureOf(ask(faulty('truncate')))).toBe('ECONNRESET'),
  'form-error': async () => {
    const page = await ask(faulty('form-error', FORMIO))
    const api = /data-api="([^"]+)"/.exec(page.text)?.[1]
    expect([page.status, (await ask(farm.url('binh-minh', api))).status]).toEqual([200, 503])
  },
  reset: async () => expect(await failureOf(ask(faulty('reset')))).toBe('ECONNRESET'),
  hang: async () => expect(await isSilent(faulty('hang'))).toBe(true),
  malformed: async () => expect(await failureOf(ask(faulty('malformed')))).toMatch(/^HPE_/),
  'huge-headers': async () => expect(await failureOf(ask(faulty('huge-headers')))).toBe('HPE_HEADER_OVERFLOW'),
  endless: async () => {
    const response = await responseOf(faulty('endless'))
    let receivedBytes = 0
    for await (const chunk of response) {
      receivedBytes += (chunk as Buffer).length
      if (receivedBytes > 30_000_000) break
    }
    expect(receivedBytes).toBeGreaterThan(30_000_000)
  },
  gzipbomb: async () => {
    const { headers, body } = await ask(faulty('gzipbomb:8'))
    expect(headers['content-encoding']).toBe('gzip')
    expect(body.length).toBeLessThan(100_000)
    expect(gunzipSync(body).length).toBe(8 * 1_048_576)
  },
}

describe('by query', () => {
  test.each(Object.keys(FAULTS) as FaultName[])('%s', async (name) => {
    expect.hasAssertions()
    await PROOFS[name]()
  })

  test('a fault hits a form, its API and the files too', async () => {
    for (const path of [FORMIO, '/api/danh-muc/tinh', '/tai-nguyen/cong.css', '/anh/tin-1.svg', '/khong-co']) {
      expect((await ask(faulty('status:500', path))).status).toBe(500)
    }
  })

  const wrong = ['bogus', 'toString', 'status:600', 'status:399', 'reset:1', 'delay:-1', 'delay:', 'gzipbomb:0']
  test.each(wrong)('%s is refused with 400', async (fault) => {
    const { status, text } = await ask(faulty(fault))
    expect([status, text.includes('redirect-loop')]).toEqual([400, true])
  })
})

describe('bodies without an end', () => {
  test.each(['endless', 'gzipbomb:102400'])('%s stops when the client goes', async (fault) => {
    const ended = Promise.withResolvers<unknown>()
    const server = createServer((request, response) => {
      const gone = new AbortController()
      response.once('close', () => gone.abort())
      // The rest of an exchange is not used by these two.
      const exchange = { request, response, signal: gone.signal } as Exchange
      faultHandler(fault)!(exchange).then(() => ended.resolve('ran to its end'), ended.resolve)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const response = await responseOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await once(response, 'data')
    response.destroy()
    expect(await ended.promise).toMatchObject({ name: 'AbortError' })
    server.close()
  })
})

async function responseOf(url: string): Promise<IncomingMessage> {
  const { port, pathname, search, host } = new URL(url)
  const request = get({ host: '127.0.0.1', port, path: `${pathname}${search}`, agent: false, headers: { host } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response
}

async function firstChunk(url: string): Promise<Buffer> {
  const response = await responseOf(url)
  const [chunk] = (await once(response, 'data')) as [Buffer]
  response.destroy()
  return chunk
}

/** Whether a request is still open, without an answer, once three others, sent later, have been answered. */
async function isSilent(url: string): Promise<boolean> {
  const { port, pathname, search, host } = new URL(url)
  let isOver = false
  const request = get({ host: '127.0.0.1', port, path: `${pathname}${search}`, agent: false, headers: { host } })
  for (const event of ['response', 'error', 'close']) request.once(event, () => (isOver = true))
  await once(request, 'finish')
  for (let turn = 0; turn < 3; turn += 1) await ask(farm.url('binh-minh'))
  const silent = !isOver
  request.destroy()
  return silent
}
