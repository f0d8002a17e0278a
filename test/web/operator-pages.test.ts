import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plannedHolidays } from '../../lib/flow/declare-holidays.ts'
import { declaredWindows } from '../../lib/flow/declare-window.ts'
import { emptyGroupState, incidentsOf } from '../../lib/judge/incident-state.ts'
import { newWatchState } from '../../lib/judge/watch-state.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { getLive } from '../../lib/record/live.ts'
import { getWatch, putWatch } from '../../lib/record/watch.ts'
import { FLEET_NOW, FLEET_ORIGIN, FLEET_OUTAGE, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'

/** What operators see and do, by the forms of the pages themselves. */
const NOW = FLEET_NOW
const DOWN = FLEET_OUTAGE.id
let fleet: FleetApp
let stores: FleetApp['stores']
let clock: FleetApp['clock']
const cookies = new Map<string, string>()
beforeAll(async () => {
  fleet = await openFleetApp()
  stores = fleet.stores
  clock = fleet.clock
  for (const as of [
    { role: 'operator', name: 'Anh Nam' },
    { role: 'evaluator' },
    { role: 'vendor', vendor: 'fpt' },
  ] as const)
    cookies.set(as.role, await fleet.signIn(as))
})
afterAll(() => stores.close())

const get = async (path: string, role = 'operator') =>
  (
    await fleet.app.request(`${FLEET_ORIGIN}${path}`, {
      headers: { cookie: cookies.get(role) ?? '', 'accept-language': 'en' },
    })
  ).text()
const post = (path: string, form: Record<string, string>, role = 'operator') =>
  fleet.app.request(`${FLEET_ORIGIN}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { origin: FLEET_ORIGIN, cookie: cookies.get(role) ?? '', 'accept-language': 'en' },
  })
const tiles = (page: string) =>
  [...page.matchAll(/class="tile tile-(\w+)" href="\/portals\/([\w-]+)"/g)].map(
    ([, state, portal]) => `${portal} ${state}`,
  )

describe('the fleet', () => {
  test('worst first', async () => {
    expect(tiles(await get('/'))).toEqual(['ca-mau down', 'hue slow', 'an-giang ok'])
  })

  test('in groups by vendor, each worst first', async () => {
    const page = await get('/?by=vendor')
    expect(page.match(/<h3>(fpt|vnpt) /g)).toEqual(['<h3>fpt ', '<h3>vnpt '])
    expect(tiles(page)).toEqual(['hue slow', 'ca-mau down', 'an-giang ok'])
  })

  test('as one place sees it: nothing is known where it has seen nothing; a place that is none is left out', async () => {
    expect(tiles(await get('/?from=domestic'))).toEqual(['an-giang unknown', 'ca-mau unknown', 'hue unknown'])
    expect(tiles(await get('/?from=nowhere'))).toEqual(['ca-mau down', 'hue slow', 'an-giang ok'])
  })

  test('of a vendor its own only, incidents too', async () => {
    const page = await get('/', 'vendor')
    expect(tiles(page)).toEqual(['hue slow'])
    expect(page).not.toContain('ca-mau')
    expect(await get('/incidents', 'vendor')).not.toContain('ca-mau')
    expect(await get(`/incident?id=${DOWN}`, 'vendor')).toContain('There is no such page')
  })
})

describe('incidents', () => {
  test('are listed, and chosen by state and portal', async () => {
    expect(await get('/incidents')).toContain('Portal of ca-mau')
    expect(await get('/incidents?state=open&portal=ca-mau')).toContain('Incidents (1)')
    expect(await get('/incidents?portal=hue')).toContain('There are none such.')
  })

  test('are taken on by who has signed in, and the first stays', async () => {
    expect((await post('/incident/acknowledge', { incident: DOWN, name: 'Chị Hoa' }, 'evaluator')).status).toBe(403)
    const anybody = await fleet.app.request(`${FLEET_ORIGIN}/incident/acknowledge`, {
      method: 'POST',
      body: new URLSearchParams({ incident: DOWN, name: 'x' }),
      headers: { origin: FLEET_ORIGIN },
    })
    expect([anybody.status, await anybody.text()]).toEqual([403, expect.stringContaining('bạn chưa đăng nhập')])
    const unnamed = await post('/incident/acknowledge?lang=vi', { incident: DOWN, name: ' \u00a0 ', note: 'x' })
    expect([unnamed.status, await unnamed.text()]).toEqual([
      400,
      expect.stringContaining('Còn ô bắt buộc chưa điền. <small lang="en">name: fill it in</small>'),
    ])
    const taken = await post('/incident/acknowledge', { incident: DOWN, name: 'Anh Nam', note: '' })
    expect([taken.status, taken.headers.get('location')]).toEqual([303, `/incident?id=${encodeURIComponent(DOWN)}`])
    const form = await get(`/incident?id=${encodeURIComponent(DOWN)}`)
    expect(form).toContain('<textarea name="note" maxlength="500" required>')
    await post('/incident/acknowledge', { incident: DOWN, name: 'Ai khác', note: 'đã gọi đơn vị vận hành' })
    expect(await get(`/incident?id=${encodeURIComponent(DOWN)}`)).toContain('đã gọi đơn vị vận hành')
    const [incident] = incidentsOf((await getLive(stores.table, 'ca-mau/home'))?.groups.domestic ?? emptyGroupState())
    expect(incident?.acknowledged).toMatchObject({ name: 'Anh Nam', by: 'link:platform/Anh Nam', note: null })
    expect((await listChanges(stores.table, NOW)).map(({ act, by }) => [act, by])).toContainEqual([
      'acknowledge',
      'link:platform/Anh Nam',
    ])
    expect(await get('/incidents')).toContain('Anh Nam')
  })

  test('a page is silenced, and the form that is wrong says why', async () => {
    const done = await post('/incident/silence', { incident: DOWN, minutes: '60', note: 'đang sửa' })
    expect([done.status, done.headers.get('location')]).toEqual([303, '/maintenance'])
    expect((await declaredWindows('silence', { table: stores.table, clock })).windows).toMatchObject([
      {
        portal: 'ca-mau',
        page: 'home',
        fromMs: NOW,
        toMs: NOW + HOUR_MS,
        note: 'đang sửa',
        by: 'link:platform/Anh Nam',
      },
    ])
    for (const form of [
      { incident: DOWN, minutes: '60' },
      { incident: DOWN, minutes: 'x', note: 'x' },
      { incident: 'hub', minutes: '1', note: 'x' },
    ]) {
      const refused = await post('/incident/silence', form)
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('This can’t be done')])
    }
    const vi = await (await post('/incident/silence?lang=vi', { incident: DOWN, minutes: '60' })).text()
    expect(vi).toContain('Còn ô bắt buộc chưa điền.')
    for (const [path, form] of [
      ['/incident/silence', { incident: DOWN, minutes: '60' }],
      ['/incident/acknowledge', { incident: DOWN, name: 'Anh Nam' }],
      ['/maintenance', { about: 'hue', from: '2026-12-01T00:00', to: '2026-12-01T01:00' }],
    ] as const) {
      const turned = await post(`${path}?lang=vi`, { ...form, note: 'a\u202egpj.exe' })
      expect([path, turned.status]).toEqual([path, 400])
      const page = await turned.text()
      expect(page).toContain(
        'Nội dung có ký tự điều khiển, hoặc ký tự ẩn đổi chiều chữ: hãy xóa các ký tự đó rồi gửi lại.',
      )
      expect(page).toContain(
        'note: take out control characters and the invisible marks that turn the direction of text',
      )
    }
  })
})

describe('the monitor itself', () => {
  test('its locations, and what is wrong with it', async () => {
    const page = await get('/monitor')
    expect(page).toContain('It has not looked at itself yet.')
    expect(page).toContain('Nothing is.')
    await putWatch(stores.table, {
      ...(await getWatch(stores.table)),
      state: {
        ...newWatchState(NOW),
        conditions: {
          'location.sgn.coverage': {
            watched: { rule: 'coverage', location: 'sgn', group: 'domestic', part: null },
            bad: 1,
            sinceMs: NOW - HOUR_MS,
            incident: null,
            figures: { covered: 30, due: 40 },
            transitions: [],
          },
        },
      },
    } as never)
    clock.set(NOW + 10_000)
    const worse = await get('/monitor', 'evaluator')
    expect(worse).toContain('What is wrong (1)')
    expect(worse).toContain('only 30 of 40 checks were measured (75.0%)')
    expect(await get('/monitor', 'vendor')).toContain('Not allowed')
    clock.set(NOW)
  })
})

describe('maintenance', () => {
  const form = {
    about: 'ca-mau/home',
    from: '2026-12-01T22:00',
    to: '2026-12-02T02:00',
    every: '',
    until: '',
    note: 'nâng cấp',
  }

  test('is planned, shown to those it concerns, and ended', async () => {
    expect((await post('/maintenance', form)).status).toBe(303)
    const { windows } = await declaredWindows('maintenance', { table: stores.table, clock })
    expect(windows).toMatchObject([
      {
        portal: 'ca-mau',
        page: 'home',
        fromMs: Date.parse('2026-12-01T15:00:00Z'),
        every: null,
        note: 'nâng cấp',
        by: 'link:platform/Anh Nam',
      },
    ])
    expect(await get('/maintenance', 'evaluator')).toContain('nâng cấp')
    expect(await get('/maintenance', 'evaluator')).not.toContain('<h2 id="plan">')
    expect(await get('/maintenance', 'vendor')).not.toContain('nâng cấp')
    const ended = await post('/maintenance/end', { kind: 'maintenance', id: windows[0]?.id ?? '' })
    expect(ended.status).toBe(303)
    expect(await get('/maintenance')).toContain('ended early')
  })

  test('a form that is wrong comes back with what it held, and nothing is declared', async () => {
    const before = await declaredWindows('maintenance', { table: stores.table, clock })
    const refused = await post('/maintenance', { ...form, to: '2026-12-01T21:00' })
    const page = await refused.text()
    expect([refused.status, page]).toEqual([400, expect.stringContaining('not after 2026-12-01T22:00')])
    expect(page).toContain('value="2026-12-01T21:00"')
    expect((await post('/maintenance', { ...form, about: 'no-such' })).status).toBe(400)
    const vi = await (await post('/maintenance?lang=vi', { ...form, to: '2026-12-01T21:00' })).text()
    expect(vi).toContain('Thời gian không hợp lệ, hoặc nằm ngoài khoảng cho phép.')
    const gone = await post('/maintenance/end?lang=vi', { kind: 'maintenance', id: 'gone' })
    expect([gone.status, await gone.text()]).toEqual([400, expect.stringContaining('Không có đợt bảo trì')])
    expect((await post('/maintenance', form, 'vendor')).status).toBe(403)
    expect(await declaredWindows('maintenance', { table: stores.table, clock })).toEqual(before)
  })
})

describe('holidays', () => {
  const form = { kind: 'holiday', day: '2027-02-05', lastDay: '2027-02-06', label: 'Tết Đinh Mùi' }
  const planned = async () => (await plannedHolidays({ table: stores.table, clock })).holidays

  test('are planned, shown to everybody, and taken back', async () => {
    expect((await post('/maintenance/holidays', form)).status).toBe(303)
    expect(
      (await post('/maintenance/holidays', { ...form, kind: 'yearly', day: '2027-12-24', lastDay: '' })).status,
    ).toBe(303)
    expect((await post('/maintenance/holidays', { ...form, kind: 'working-day', lastDay: '' })).status).toBe(303)
    expect((await planned()).map(({ day, kind, by }) => [day, kind, by])).toEqual([
      ['12-24', 'holiday', 'link:platform/Anh Nam'],
      ['2027-02-05', expect.any(String), 'link:platform/Anh Nam'],
      ['2027-02-05', expect.any(String), 'link:platform/Anh Nam'],
      ['2027-02-06', 'holiday', 'link:platform/Anh Nam'],
    ])
    for (const role of ['evaluator', 'vendor'] as const) {
      const page = await get('/maintenance', role)
      expect(page).toContain('Tết Đinh Mùi')
      expect(page).not.toContain('<h2 id="plan-holidays">')
    }
    expect(await get('/maintenance?lang=vi')).toContain('24/12 (hằng năm)')
    const [yearly] = await planned()
    expect((await post('/maintenance/holidays/end', { id: yearly?.id ?? '' })).status).toBe(303)
    expect(await get('/maintenance')).toContain('taken back')
  })

  test('a form that is wrong comes back with what it held, and nothing is planned', async () => {
    const before = await planned()
    const refused = await post('/maintenance/holidays', { ...form, day: '2027-02-09', lastDay: '2027-02-08' })
    const page = await refused.text()
    expect([refused.status, page]).toEqual([400, expect.stringContaining('ends before it begins')])
    expect(page).toContain('value="2027-02-09"')
    const yearly = await post('/maintenance/holidays', { ...form, kind: 'yearly' })
    expect([yearly.status, await yearly.text()]).toEqual([400, expect.stringContaining('is one day')])
    const vi = await (await post('/maintenance/holidays?lang=vi', { ...form, day: '2020-02-09', lastDay: '' })).text()
    expect(vi).toContain('Không khai báo được')
    const gone = await post('/maintenance/holidays/end?lang=vi', { id: 'gone' })
    expect([gone.status, await gone.text()]).toEqual([400, expect.stringContaining('Không có ngày nghỉ')])
    expect((await post('/maintenance/holidays', form, 'vendor')).status).toBe(403)
    expect(await planned()).toEqual(before)
  })
})
