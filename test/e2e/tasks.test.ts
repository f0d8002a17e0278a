import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openReview } from '../../lib/flow/review.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import type { BilingualText } from '../../lib/model/catalogue.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { ownerKey } from '../../lib/model/job.ts'
import type { NewLink } from '../../lib/model/session.ts'
import { changeJob, listStoredJobs } from '../../lib/record/jobs.ts'
import { BADGE_WORDS as B } from '../../lib/web/badge-words.ts'
import { COMPARE_WORDS as C } from '../../lib/web/compare-words.ts'
import { EXPORTS_WORDS as X } from '../../lib/web/exports-words.ts'
import { INCIDENT_WORDS as I } from '../../lib/web/incident-words.ts'
import { JOBS_WORDS as J, JOB_STATUS_WORDS } from '../../lib/web/jobs-words.ts'
import { lastedText } from '../../lib/web/lasted.ts'
import { LOST_WORDS as L } from '../../lib/web/lost-words.ts'
import { METHODS_WORDS } from '../../lib/web/methods-words.ts'
import { OVERVIEW_WORDS as O } from '../../lib/web/overview-words.ts'
import { ACT_WORDS, PERIODS_WORDS as P } from '../../lib/web/periods-words.ts'
import { PORTAL_SCORE_WORDS as D } from '../../lib/web/portal-score-words.ts'
import { PORTAL_WORDS as W } from '../../lib/web/portal-words.ts'
import { REVIEWS_WORDS as R } from '../../lib/web/reviews-words.ts'
import { SCORES_WORDS as S } from '../../lib/web/scores-words.ts'
import { SHELL_WORDS } from '../../lib/web/shell-words.ts'
import { SIGN_IN_WORDS } from '../../lib/web/sign-in-words.ts'
import { WINDOW_WORDS as M } from '../../lib/web/windows-words.ts'
import { openChromium, violations } from '../kit/chromium.ts'
import { FLEET_OUTAGE, openFleetApp } from '../kit/fleet-app.ts'
import { type Person, personAt } from '../kit/person.ts'
import { openScoredPages, SCORED_PERIOD } from '../kit/scored-pages.ts'
import { serve } from '../kit/serve.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'

/**
 * The main tasks of each role, in a real browser, as one story each: in Vietnamese by pointer and with scripts, in English
 * by keys alone and without any.
 */
const HANDS = [
  { lang: 'vi', hand: 'pointer' },
  { lang: 'en', hand: 'keys' },
] as const
let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())

type Opened = Pick<Awaited<ReturnType<typeof openFleetApp>>, 'app' | 'signIn'>

/** Whoever signs in to the pages of an app, each at a browser of their own. */
async function visitorsOf(
  { app, signIn }: Opened,
  of: (typeof HANDS)[number],
): Promise<(who: NewLink) => Promise<Person>> {
  const served = await serve(app)
  onTestFinished(() => served.close())
  return async (who) => {
    const person = await personAt(browser, { ...of, url: served.url, cookie: await signIn(who) })
    onTestFinished(() => person.close())
    return person
  }
}

const pathOf = ({ page }: Person): string => new URL(page.url()).pathname

describe.each(HANDS)('in $lang, by $hand', (of) => {
  const { lang } = of
  const t = (text: BilingualText): string => text[lang]

  test('an operator: the worst first, an incident taken on, silenced and noted, maintenance, the monitor', async () => {
    const fleet = await openFleetApp({ page: 'token' })
    onTestFinished(() => fleet.stores.close())
    const operator = await (await visitorsOf(fleet, of))({ role: 'operator', name: 'Chị Hoa' })
    const note = 'đã gọi đơn vị vận hành'
    expect(await operator.open('/')).toBe(200)
    const tiles = await operator.page.$$eval('.tiles a', (all) => all.map((tile) => tile.getAttribute('href')))
    expect(tiles).toEqual(['/portals/ca-mau', '/portals/hue', '/portals/an-giang'])
    const portal = lang === 'vi' ? 'Cổng dịch vụ công ca-mau' : 'Portal of ca-mau'
    await operator.follow(`${portal} · ${t(O.homepage)}`)
    expect(pathOf(operator)).toBe('/incident')
    expect(await operator.seen()).toContain(t(I.nobody))
    await operator.fill(t(I.note), note)
    await operator.follow(t(I.take))
    const taken = await operator.seen()
    for (const words of [portal, 'Chị Hoa', note]) expect(taken).toContain(words)
    await operator.choose(t(I.howLong), lastedText(4 * HOUR_MS, { lang }))
    await operator.fill(t(I.why), 'chờ nâng cấp')
    await operator.follow(t(I.silence))
    expect(pathOf(operator)).toBe('/maintenance')
    expect(await operator.seen()).toContain('chờ nâng cấp')
    await operator.choose(t(M.about), 'hue/home')
    await operator.fill(t(M.from), '2026-11-24T22:00')
    await operator.fill(t(M.to), '2026-11-24T21:00')
    await operator.follow(t(M.declare))
    expect(await operator.page.$eval('[role=alert]', (alert) => alert.textContent)).toMatch(
      lang === 'vi' ? /^Thời gian không hợp lệ/ : /^the maintenance ends at/,
    )
    await operator.fill(t(M.to), '2026-11-25T02:00')
    await operator.follow(t(M.declare))
    expect(await operator.seen()).toMatch(/hue\/home[\s\S]*22:00[\s\S]*02:00[\s\S]*Chị Hoa/)
    await operator.follow(t(M.end))
    expect(await operator.seen()).toContain(t(M.ended))
    await operator.follow(lang === 'vi' ? 'Hệ thống đo' : 'Monitor')
    expect(pathOf(operator)).toBe('/monitor')
    expect(await operator.open('/changes')).toBe(200)
    expect((await operator.seen()).match(/Chị Hoa/g)?.length).toBeGreaterThanOrEqual(4)
  })

  test('a vendor: its own portals, history, comparison, lost points and their evidence, a review, the badge', async () => {
    const fleet = await openFleetApp({ page: 'token' }, { portals: 3, days: 70 })
    onTestFinished(() => fleet.stores.close())
    await ensureBucket(fleet.stores.messagesEndpoint)
    const vendor = await (await visitorsOf(fleet, of))({ role: 'vendor', vendor: 'vnpt', name: 'Anh Nam' })
    const portal = lang === 'vi' ? 'Cổng dịch vụ công ca-mau' : 'Portal of ca-mau'
    expect(await vendor.open('/portals')).toBe(200)
    expect(await vendor.seen()).not.toContain('hue')
    expect(await vendor.open('/portals/hue')).toBe(404)
    await vendor.open('/portals')
    await vendor.follow(portal)
    expect(await vendor.seen()).toMatch(/9\d[.,]\d+%/)
    await vendor.follow(`${t(W.details)}: ${t(O.homepage)}`)
    expect(pathOf(vendor)).toBe('/portals/ca-mau/pages/home')
    const [table = ''] = await vendor.page.$$eval('main summary', (all) =>
      all.map(({ textContent }) => textContent ?? ''),
    )
    expect(await vendor.seen()).not.toContain('– ms')
    await vendor.fold(table)
    expect(await vendor.page.$eval('details[open] table', ({ rows }) => rows.length)).toBeGreaterThan(60)
    await vendor.follow(portal)
    await vendor.follow(t(C.compare))
    await vendor.fill(t(C.date), '2026-10-20')
    await vendor.follow(t(C.show))
    expect(await vendor.seen()).toContain(t(C.same))
    await vendor.follow(portal)
    await vendor.follow(t(L.score))
    expect(await vendor.seen()).toContain(t(L.lost))
    await vendor.follow(t(L.evidence))
    expect(pathOf(vendor)).toBe('/portals/ca-mau/pages/home/checks')
    expect(await vendor.seen()).toContain('HTTP')
    await vendor.open('/portals/ca-mau/score')
    const record = join(temporaryFolder(), 'bien-ban.txt')
    await writeFile(record, 'biên bản')
    await vendor.choose(t(L.page), t(O.homepage))
    await vendor.fill(t(L.from), '2026-11-10T08:00')
    await vendor.fill(t(L.to), '2026-11-10T09:30')
    await vendor.fill(t(L.cause), 'mất điện')
    await vendor.fill(t(L.note), 'có biên bản')
    await vendor.attach(t(L.files), record)
    await vendor.follow(t(L.send))
    expect(pathOf(vendor)).toMatch(/^\/reviews\/[0-9a-f]{8}$/)
    for (const words of ['mất điện', 'bien-ban.txt', 'Anh Nam', t(R.open), `10/11/2026: ${t(O.homepage)}`])
      expect(await vendor.seen()).toContain(words)
    await vendor.open('/portals/ca-mau')
    await vendor.follow(t(B.badge))
    expect(await vendor.seen()).toContain('https://tinh-trang.example.org/badges/ca-mau')
    expect(await vendor.page.$$eval('main img', (all) => all.map((one) => one.naturalWidth > 0))).toEqual([true, true])
  })

  test('an evaluator: a period from its opening to its closing, down to raw results, a review, an export, the methods', async () => {
    const at = (local: string): number => Date.parse(`${local}:00+07:00`)
    const pages = await openScoredPages(at('2026-05-01T09:00'))
    onTestFinished(() => pages.close())
    const { table, archive } = pages.stores
    const visitor = await visitorsOf(pages, of)
    const who = { role: 'evaluator', name: 'Chị Hoa' } as const
    const evaluator = await visitor(who)
    /** Sessions of before are over by then. */
    const later = async (local: string): Promise<void> => {
      pages.clock.set(at(local))
      await evaluator.enter(await pages.signIn(who))
    }
    const jobDone = async (): Promise<void> => {
      expect(pathOf(evaluator)).toMatch(/^\/jobs\//)
      expect(await evaluator.seen()).toContain(t(JOB_STATUS_WORDS.queued))
      await pages.work()
      await evaluator.page.reload()
      expect(await evaluator.seen()).toContain(t(JOB_STATUS_WORDS.done))
    }
    await evaluator.open('/periods')
    await evaluator.fold(t(P.openNew))
    await evaluator.fill(t(S.period), SCORED_PERIOD)
    await evaluator.follow(t(ACT_WORDS.open))
    await jobDone()
    await evaluator.follow(t(J.see))
    await later('2026-05-06T09:00')
    await evaluator.fold(t(ACT_WORDS.preview))
    await evaluator.follow(t(ACT_WORDS.preview))
    await jobDone()
    await evaluator.follow(t(J.see))
    await evaluator.follow(t(P.scores))
    const portal = lang === 'vi' ? 'Huế' : 'Hue'
    expect(await evaluator.seen()).toContain(lang === 'vi' ? '5,00' : '5.00')
    await evaluator.follow(portal)
    await evaluator.follow(t(D.make))
    await jobDone()
    await evaluator.follow(t(J.see))
    expect(await evaluator.page.$$eval('main details.ways', ({ length }) => length)).toBeGreaterThan(0)
    await evaluator.follow(t(D.results))
    expect(pathOf(evaluator)).toBe('/results/hue/home')
    expect(await evaluator.page.$$eval('.results tbody tr', ({ length }) => length)).toBe(48)

    const { id } = await openReview(
      {
        period: SCORED_PERIOD,
        portal: 'hue',
        page: null,
        locations: null,
        from: '2026-05-04T08:00',
        to: '2026-05-04T09:00',
        cause: 'mất điện',
        note: 'có biên bản',
        behalf: null,
        files: [],
      },
      { table, archive, clock: pages.clock, by: 'fpt-token', principal: { role: 'vendor', vendor: 'fpt' } },
    )
    await evaluator.open(`/reviews/${id}`)
    expect(await evaluator.seen()).toContain(t(R.concerned))
    const other = await visitor({ role: 'evaluator', name: 'Anh Nam' })
    await other.open('/reviews')
    await other.follow(portal)
    await other.choose(t(R.decision), t(R.accept))
    await other.fill(t(R.reason), 'có xác nhận')
    await other.follow(t(R.decide))
    for (const words of [t(R.accepted), 'Anh Nam', 'có xác nhận']) expect(await other.seen()).toContain(words)

    await later('2026-05-21T09:00')
    await evaluator.open('/periods')
    await evaluator.fold(t(ACT_WORDS.close))
    await evaluator.fill(t(P.gapReason), 'máy b hỏng')
    await evaluator.follow(t(ACT_WORDS.close))
    await jobDone()
    await evaluator.follow(t(J.see))
    expect(await evaluator.seen()).toMatch(/1, .*\n?[\s\S]*máy b hỏng/)

    await evaluator.open('/exports')
    await evaluator.fill(t(S.period), SCORED_PERIOD)
    await evaluator.choose(t(X.format), t(X.csvVi))
    await evaluator.follow(t(X.make))
    const jobs = await listStoredJobs(table, { owner: ownerKey({ role: 'evaluator' }) })
    const job = jobs.find(({ kind }) => kind === 'export')
    if (!job) throw new Error('what was asked for is kept')
    await changeJob(table, { ...job, status: 'running', attempts: 1, progress: { done: 3, total: 10 } })
    // The page renews itself; without its script there is a link.
    if (of.hand === 'keys') await evaluator.follow(t(SHELL_WORDS.renew))
    await until('how far it is', async () => (await evaluator.seen()).includes(`${t(J.progress)}: 3/10`))
    await pages.work()
    await evaluator.page.reload()
    const file = await fetch(await evaluator.page.$eval('a[download]', (way) => way.href))
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="nhip-export-2026-05-04..2026-05-05-test.csv"',
    ])
    expect(await file.text()).toContain('Huế')

    await evaluator.open('/methods')
    expect(await evaluator.seen()).toContain(t(METHODS_WORDS.lead))
    expect(await evaluator.page.$$eval('.formula code', ({ length }) => length)).toBeGreaterThanOrEqual(10)
  })
})

test('what was written outlives the session: signed in again elsewhere, the form is sent by reloading', async () => {
  const fleet = await openFleetApp({ page: 'token' })
  onTestFinished(() => fleet.stores.close())
  const operator = await (await visitorsOf(fleet, HANDS[0]))({ role: 'operator', name: 'Chị Hoa' })
  const { page } = operator
  await operator.open(`/incident?id=${encodeURIComponent(FLEET_OUTAGE.id)}`)
  await operator.fill(I.note.vi, 'đã gọi đơn vị vận hành')
  const cookie = (await page.browserContext().cookies()).find(({ name }) => name === 'nhip')
  if (!cookie) throw new Error('somebody who has signed in has a cookie')
  await page.browserContext().deleteCookie(cookie)
  await operator.follow(I.take.vi)
  expect(await operator.seen()).toContain(SIGN_IN_WORDS.signedOutFormText.vi)
  expect(await violations(page)).toEqual([])
  await operator.enter(`${cookie.name}=${cookie.value}`)
  await page.reload()
  expect(await operator.seen()).toContain('đã gọi đơn vị vận hành')
  expect(pathOf(operator)).toBe('/incident')
})

test('a page that renews itself leaves alone what somebody has written to be sent', async () => {
  const fleet = await openFleetApp({ page: 'token' })
  onTestFinished(() => fleet.stores.close())
  const operator = await (await visitorsOf(fleet, HANDS[0]))({ role: 'operator' })
  const { page } = operator
  // Each turn is taken here instead of every few seconds.
  await page.evaluateOnNewDocument('self.setInterval = (turn) => { self.turn = turn; return 1 }')
  await operator.open(`/incident?id=${encodeURIComponent(FLEET_OUTAGE.id)}`)
  const isRenewed = () =>
    page.evaluate(
      '(async () => { const before = document.getElementById("live"); await self.turn(); return before !== document.getElementById("live") })()',
    )
  expect(await isRenewed()).toBe(true)
  for (const [words, goesOn] of [
    ['Tạm dừng tự cập nhật', false],
    ['Tiếp tục tự cập nhật', true],
  ] as const) {
    expect(await page.$eval('#renewal', ({ textContent }) => textContent)).toBe(words)
    await page.click('#renewal')
    expect(await isRenewed()).toBe(goesOn)
  }
  await operator.fill(I.note.vi, 'đang xử lý')
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.localName')).toBe('button')
  expect(await isRenewed()).toBe(false)
  expect(await page.$eval('textarea', ({ value }) => value)).toBe('đang xử lý')
})
