import { beforeEach, describe, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { incidentPath } from '../../lib/model/incident-path.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { fileIncident, fileTold } from '../../lib/record/incidents.ts'
import { createApp, type WebPorts } from '../../lib/web/app.ts'
import { alert } from '../kit/alert.ts'
import { type AlertStory, EVERY, FIRST, openAlertStory, PAGE } from '../kit/alert-story.ts'
import { makeQueue } from '../kit/stores.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const HOSTILE = '<img src=x onerror="alert(1)">'
const DOWN = `down:${PAGE}:domestic:${FIRST}`

let story: AlertStory
let ports: WebPorts
beforeEach(async () => {
  const form = writtenPage({ id: 'form', kind: 'eform', url: 'https://dichvucong.example.org/form' })
  story = await openAlertStory([
    writtenPortal({ name: { vi: `Cổng ${HOSTILE}`, en: 'Portal' }, pages: [writtenPage(), form] }),
  ])
  ports = {
    table: story.stores.table,
    clock: story.clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(story.stores),
    deadLetters: await makeQueue(story.stores),
    jobs: await makeQueue(story.stores),
    archive: story.stores.archive,
    token: 'a-token',
    hostnames: ['127.0.0.1'],
  }
  return () => story.stores.close()
})

const ask = (id: string, lang = 'en', changes: Partial<WebPorts> = {}) =>
  createApp({ ...ports, ...changes }).request(`http://127.0.0.1:4400${incidentPath(id)}&lang=${lang}`)
const page = async (lang = 'en') => (await ask(DOWN, lang)).text()

async function go(words: readonly string[], from = 0, pages: readonly string[] = [PAGE]): Promise<void> {
  for (const [index, word] of words.entries()) {
    await story.slot(from + index, word, pages)
    await story.close()
    await story.tell({ url: 'https://nhip.example.org' })
  }
}

describe('an incident’s page', () => {
  test('is where the alert leads', async () => {
    await go(['...', 'xxx', 'xxx'])
    const [{ event } = { event: null }] = await story.topic.told()
    const since = FIRST + EVERY
    const path = incidentPath(`down:${PAGE}:domestic:${since}`)
    expect(event?.links).toMatchObject({
      incident: `https://nhip.example.org${path}`,
      acknowledge: `https://nhip.example.org${path}#acknowledge`,
      status: `https://nhip.example.org/#${PAGE}`,
    })
    const answer = await createApp(ports).request(`http://127.0.0.1:4400${path}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('is where a digest leads, with nothing to take on', async () => {
    await go(Array.from({ length: 2 }, () => ['xxx', 'xxx', '...', '...', '...']).flat())
    const told = await story.topic.told()
    const links = told.map(({ event }) => Object.keys(event.links).includes('acknowledge'))
    expect(told.map(({ event }) => event.event)).toEqual(['opened', 'resolved', 'opened', 'resolved', 'reminded'])
    expect(links).toEqual([true, false, true, false, false])
  })

  test('says how it stands, what was told, and what each location saw, in both languages', async () => {
    await go(['xx.', 'xxx'])
    const [vi, en] = [await page('vi'), await page('en')]
    expect(vi).toContain('<html lang="vi">')
    for (const words of ['ngừng hoạt động: đang diễn ra', 'Diễn biến', 'Các điểm đo ghi nhận', 'máy chủ lỗi 5xx'])
      expect(vi).toContain(words)
    for (const words of [
      'down: open',
      'What was told',
      'What each location saw',
      'the server answers with a 5xx error',
    ])
      expect(en).toContain(words)
    expect(en.match(/<th role="rowheader"/g)).toHaveLength(2)
    expect(en.match(/class="failed"/g)).toHaveLength(5)
    expect(en.match(/class="passed"/g)).toHaveLength(1)
    expect(en).toContain(`href="${incidentPath(DOWN).slice('/incident'.length)}&amp;lang=vi"`)
  })

  test('says how to take it on, and who has', async () => {
    await go(['xxx', 'xxx'])
    expect(await page()).toContain(`nhip incident ack ${DOWN}`)
    const asked = { incident: DOWN, name: 'Nguyễn Văn A', note: `xem ${HOSTILE}` }
    await acknowledge(asked, { table: story.stores.table, clock: story.clock, by: '0f3a5b7c9d1e' })
    const taken = await page()
    expect(taken).toContain('down: acknowledged')
    expect(taken).toContain('Nguyễn Văn A')
    expect(taken).not.toContain('nhip incident ack')
    expect(taken).not.toContain('<img')
    const note = { ...asked, name: 'Trần B', note: `đã gọi ${HOSTILE}` }
    await acknowledge(note, { table: story.stores.table, clock: story.clock, by: 'another' })
    const said = await page()
    for (const words of ['Nguyễn Văn A', 'Trần B', 'đã gọi']) expect(said).toContain(words)
    expect(said).not.toContain('<img')
  })

  test('says that it recovers, and that it has ended', async () => {
    await go(['xxx', 'xxx', '...'])
    expect(await page()).toContain('down: recovering')
    await go(['...', '...'], 3)
    const ended = await page()
    expect(ended).toContain('down: resolved')
    expect(ended).not.toContain('nhip incident ack')
  })

  test('of one that has joined another leads to it, and back', async () => {
    const pages = [PAGE, 'da-nang/form']
    await go(['xxx', 'xxx', 'xxx', 'xxx'], 0, pages)
    const lead = `down:da-nang/form:domestic:${FIRST}`
    expect(await page()).toContain(`href="${incidentPath(lead)}"`)
    expect(await (await ask(lead)).text()).toContain(`href="${incidentPath(DOWN)}"`)
  })

  test('of a long one shows its beginning and what is of late', async () => {
    await go(Array.from({ length: 14 }, () => 'xxx'))
    const shown = await page()
    expect(shown).toContain('The slots between are left out.')
    expect(shown.match(/<th role="rowheader"/g)?.length).toBeLessThan(12)
  })

  test('of a page that has been slower since a day leads to the days before and since', async () => {
    const id = `shift:${PAGE}:domestic:${FIRST}`
    const told = { group: 'domestic', sinceMs: FIRST, kind: 'shift', severity: 'ticket', page: PAGE } as const
    await go(['...'])
    await fileIncident(ports.table, { ...told, id, openedAtMs: FIRST, resolvedAtMs: null, untold: false })
    const facts = { metric: 'totalMs', before: 400, after: 600, day: '2026-11-11' }
    await fileTold(ports.table, alert({ ...told, incident: id, id: `${id}:1`, atMs: FIRST, facts }), FIRST)
    const [portal, name] = PAGE.split('/')
    expect(await (await ask(id)).text()).toContain(`href="/portals/${portal}/compare?page=${name}&amp;date=2026-11-11"`)
  })

  test('is for those who have signed in where the overview is', async () => {
    await go(['xxx', 'xxx'])
    expect((await ask(DOWN, 'en', { page: 'token' })).status).toBe(303)
  })

  test('there is none of an incident that there is not', async () => {
    for (const id of ['', 'down', 'down:no/page:domestic:1', `${DOWN}x`, '%', `../${DOWN}`])
      expect((await ask(id)).status).toBe(404)
  })

  test('is linked from the overview', async () => {
    await go(['xxx', 'xxx'])
    const overview = await (await createApp(ports).request('http://127.0.0.1:4400/?lang=en')).text()
    expect(overview).toContain(`href="${incidentPath(DOWN)}"`)
  })
})
