import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHTML } from 'entities'
import { expect, test } from 'vitest'
import type { History } from '../../lib/flow/history.ts'
import { REPORT_FILE_NAMES } from '../../lib/model/report-file.ts'
import { clientsOf, type Received, subscribeQueue, takeAlerts } from '../kit/alert-queue.ts'
import { readRequests, recordingTo } from '../kit/aws-requests.ts'
import { runNhip, startUp } from '../kit/nhip-process.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'

const QUEUE = 'phu-an-on-call'

/** Cadence of the demo. */
const EVERY_MS = 10_000

test('the demo measures, audits, and tells a subscriber of an outage and of its end', {
  timeout: 720_000,
}, async () => {
  const folder = temporaryFolder()
  const recorded = join(folder, 'requests.ndjson')
  const platform = await startUp(join(folder, 'data'), [], recordingTo(recorded))
  const clients = clientsOf(platform.ready)
  await subscribeQueue(clients, { name: QUEUE, filterPolicy: { portal: ['phu-an'] } })

  await until('the first result is in the status', async () =>
    (await platform.status()).pages.some(({ locations }) => locations.some(({ outcome }) => outcome === 'passed')),
  )
  await until('the first result is on the page', async () => /\d ms/.test(await platform.page()))

  const [out, tokenFile] = [join(folder, 'history.json'), join(folder, 'token')]
  writeFileSync(tokenFile, platform.token(), { mode: 0o600 })
  const asked = ['--page', 'phu-an/home', '--days', '1', '--format', 'json', '--hub', platform.ready.url]
  const exported = await runNhip(['export-history', ...asked, '--token-file', tokenFile, '--out', out])
  expect([exported.code, exported.stderr]).toEqual([0, expect.stringMatching(/^Job \S+ was taken on\.\n$/)])
  const { pages } = JSON.parse(readFileSync(out, 'utf8')) as { readonly pages: readonly History[] }
  expect(pages).toMatchObject([{ page: 'phu-an/home' }])
  expect(pages[0]?.days.some(({ counts }) => counts.passed > 0)).toBe(true)

  const alerts: Received[] = []
  const take = async () => {
    alerts.push(...(await takeAlerts(clients, { name: QUEUE, endpoint: platform.ready.endpoints.messages })))
    return alerts
  }
  const audited = await until(
    'an audit has come',
    async () =>
      (await platform.status()).pages.find(({ audit }) => audit?.outcome === 'passed' && audit.score !== null),
    { withinMs: 180_000 },
  )
  const { slotMs, location, files } = audited.audit ?? {}
  expect(files).toEqual(REPORT_FILE_NAMES)
  const report = `/reports/${audited.page}/${slotMs}/${location}/report.html.gz`
  await until('its report is linked from the page', async () => (await platform.page()).includes(`href="${report}"`))
  expect(await (await fetch(`${platform.ready.url}${report}`)).text()).toContain('__LIGHTHOUSE_JSON__')
  const resolved = await until(
    'the incident is resolved',
    async () => (await take()).find(({ event }) => event.event === 'resolved'),
    { withinMs: 180_000 },
  )
  await until('the portal has been measured on', async () => {
    const page = (await platform.status()).pages.find(({ page: key }) => key === 'phu-an/home')
    return page?.locations.every(({ slotMs }) => slotMs >= resolved.event.atMs + EVERY_MS)
  })
  await take()
  clients.close()

  expect(alerts.map(({ event }) => event.event)).toEqual(['opened', 'resolved'])
  const [{ event: opened }] = alerts as [Received]
  expect(opened.incident).toMatch(/^down\b.*\bphu-an\/home\b.*\bdomestic\b/)
  for (const [index, { event, attributes }] of alerts.entries()) {
    expect(event).toMatchObject({
      type: 'alert',
      id: `${opened.incident}:${index + 1}`,
      seq: index + 1,
      kind: 'down',
      severity: 'page',
      incident: opened.incident,
      subject: 'page',
      portal: 'phu-an',
      page: 'phu-an/home',
      vendor: 'hoa-sen',
      owner: 'tinh-phu-an',
      group: 'domestic',
      sinceMs: opened.sinceMs,
      reason: { vi: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) },
    })
    expect(attributes).toEqual({
      event: event.event,
      kind: 'down',
      severity: 'page',
      portal: 'phu-an',
      vendor: 'hoa-sen',
    })
  }
  expect(opened.sinceMs % EVERY_MS).toBe(0)
  expect(decodeHTML(await platform.page())).toContain(opened.reason.en)

  const operations = new Set(
    readRequests(recorded)
      .filter(({ status }) => status === 200)
      .map(({ operation }) => operation),
  )
  const needed = ['PutItem', 'Query', 'SendMessageBatch', 'ReceiveMessage', 'DeleteMessageBatch', 'Publish']
  expect([...operations]).toEqual(expect.arrayContaining(needed))

  platform.kill('SIGTERM')
  expect(await platform.ended).toEqual({ code: 0, signal: null })
  expect(platform.stderr()).toBe('Finishing what is in flight…\n')
})
