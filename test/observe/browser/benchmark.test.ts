import { expect, onTestFinished, test } from 'vitest'
import { makeRun } from '../../../lib/observe/browser/attempt.ts'
import { reuseBenchmarkIndex } from '../../../lib/observe/browser/benchmark.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { profileSettings } from '../../../lib/observe/browser/profile.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { html, startSite } from '../../kit/site.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'

type TraceEvent = {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
}

test('an index that is known leaves room: nothing is collected while a document comes, as after a measured one', {
  timeout: 180_000,
}, async () => {
  const site = await startSite({
    '/': (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end(html('<h1>Cổng dịch vụ công</h1>')),
  })
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  onTestFinished(() => reuseBenchmarkIndex(null))
  reuseBenchmarkIndex(1234.5)
  const request = auditRequest({ url: site.url('/'), keep: temporaryFolder() })
  await browser.ready()
  const { run, left } = await makeRun({
    browser,
    request,
    settings: profileSettings(request),
    deadlineMs: 50_000,
    number: 1,
  })
  expect(run).toMatchObject({ cause: null, score: expect.any(Number) })
  expect(left?.report?.environment.benchmarkIndex).toBe(1234.5)
  const events = (left?.artifacts?.Trace.traceEvents ?? []) as readonly TraceEvent[]
  const document = events.findLast(({ name }) => name === 'DocumentLoader::CommitNavigation') as TraceEvent
  const task = events.find((event) => event.name.endsWith('RunTask') && spans(event, document)) as TraceEvent
  expect(events.filter((event) => spans(task, event)).map(({ name }) => name)).toContain(
    'LocalWindowProxy::CreateContext',
  )
  expect(events.filter((event) => event.name === 'MinorGC' && spans(task, event))).toEqual([])
})

function spans(outer: TraceEvent, inner: TraceEvent): boolean {
  const [end, innerEnd] = [outer.ts + (outer.dur ?? 0), inner.ts + (inner.dur ?? 0)]
  return outer.pid === inner.pid && outer.tid === inner.tid && outer.ts <= inner.ts && innerEnd <= end
}
