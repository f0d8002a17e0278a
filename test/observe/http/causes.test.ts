import { describe, expect, test } from 'vitest'
import { judgeHttp } from '../../../lib/judge/outcome.ts'
import { CAUSES, type Cause, outcomeOf } from '../../../lib/model/cause.ts'
import { type HttpRequest, observeHttp } from '../../../lib/observe/http/observe.ts'
import { CASES, ELSEWHERE, TRUST } from '../../kit/cause-cases.ts'
import { httpRequest } from '../../kit/http-request.ts'
import { LOOKALIKES } from '../../kit/obstruction-pages.ts'
import { startSite } from '../../kit/site.ts'
import { NO_STAND_INS, STAND_INS } from '../../kit/stand-in-pages.ts'

async function look(request: Partial<HttpRequest> & { readonly url: string }) {
  const facts = await observeHttp(httpRequest(request.url, { timeoutMs: 20_000, trust: TRUST, ...request }))
  return { facts, ...judgeHttp(facts) }
}

test('each cause has a case here, or is of no single check and tested elsewhere', () => {
  const covered = [...Object.keys(CASES), ...Object.keys(ELSEWHERE)]
  expect(covered.toSorted()).toEqual([...CAUSES].toSorted())
})

describe.each(Object.entries(CASES))('%s', (cause, cases) => {
  test.each(cases)('%s', async (_name, setUp) => {
    const seen = await look(await setUp())
    expect({ cause: seen.cause, detail: seen.detail }).toEqual({ cause, detail: seen.detail })
    expect(seen.outcome).toBe(outcomeOf(cause as Cause))
  })
})

describe('what only looks like an obstruction', () => {
  test.each([...LOOKALIKES, ...NO_STAND_INS].map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { status, headers, page, cause }) => {
      const site = await startSite({
        '/': (_request, response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(page),
      })
      expect((await look({ url: site.url('/') })).cause).toBe(cause)
    },
  )
})

test.each(STAND_INS.map((one) => [one.name, one] as const))(
  'what a server shows in the place of a portal: %s',
  async (_name, { page }) => {
    const site = await startSite({ '/': page })
    expect((await look({ url: site.url('/') })).cause).toBe('content_mismatch')
    // Where the page holds what is expected of it, it is the one that is meant.
    const said = /<(?:h1|h2|p|title)>([^<]+)/.exec(page)?.[1] ?? ''
    expect((await look({ url: site.url('/'), expectText: said })).cause).toBeNull()
  },
)
