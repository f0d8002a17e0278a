import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Status } from '../../lib/flow/status.ts'
import type { Principal } from '../../lib/model/token.ts'
import { getLive, newLivePage, putLive } from '../../lib/record/live.ts'
import { keptOverviews } from '../../lib/web/kept-overviews.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { FLEET_NOW, FLEET_ORIGIN, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** The first page is made once for who sees the same, and nobody gets another's. */
describe('the first page, compressed and kept', () => {
  const PEOPLE = [
    { as: { role: 'operator', name: 'Anh Nam' }, sees: ['an-giang', 'ca-mau', 'hue'] },
    { as: { role: 'operator', name: 'Chị Hoa' }, sees: ['an-giang', 'ca-mau', 'hue'] },
    { as: { role: 'evaluator', name: 'Ông Ba' }, sees: ['an-giang', 'ca-mau', 'hue'] },
    { as: { role: 'vendor', vendor: 'vnpt', name: 'Cô Tư' }, sees: ['an-giang', 'ca-mau'] },
    { as: { role: 'vendor', vendor: 'fpt', name: 'Bác Năm' }, sees: ['hue'] },
  ] as const
  const VIEWS = ['/', '/?by=vendor', '/?by=owner', '/?from=domestic', '/?from=sgn', '/?by=vendor&from=sgn']
  const LANGS = ['vi', 'en'] as const
  let fleet: FleetApp
  const cookies: string[] = []
  beforeAll(async () => {
    fleet = await openFleetApp({ page: 'token' })
    for (const { as } of PEOPLE) cookies.push(await fleet.signIn(as))
  })
  afterAll(() => fleet.stores.close())

  const ask = (path: string, headers: Record<string, string>): Promise<Response> =>
    Promise.resolve(fleet.app.request(`${FLEET_ORIGIN}${path}`, { headers }))
  const packed = async (path: string, headers: Record<string, string>): Promise<string> => {
    const answer = await ask(path, { ...headers, 'accept-encoding': 'gzip, br' })
    expect([answer.status, answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([
      200,
      'gzip',
      'Accept-Encoding',
    ])
    return gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()
  }

  test('everybody at once, in each view and language: what each sees, and no word of others', async () => {
    const asked = PEOPLE.flatMap((person, index) =>
      VIEWS.flatMap((path) => LANGS.map((lang) => ({ ...person, path, lang, cookie: cookies[index] ?? '' }))),
    )
    const pages = await Promise.all(
      asked.map(({ path, lang, cookie }) => packed(path, { cookie, 'accept-language': lang })),
    )
    for (const [index, { as, sees, lang, path, cookie }] of asked.entries()) {
      const page = pages[index] ?? ''
      const portals = [...page.matchAll(/href="\/portals\/([\w-]+)"/g)].map(([, id]) => id)
      expect([path, as.name, portals.toSorted((a = '', b = '') => a.localeCompare(b))]).toEqual([path, as.name, sees])
      for (const portal of ['an-giang', 'ca-mau', 'hue'])
        expect(page.includes(portal), `${portal} to ${as.name}`).toBe((sees as readonly string[]).includes(portal))
      expect(PEOPLE.filter(({ as: { name } }) => page.includes(name)).map((person) => person.as.name)).toEqual([
        as.name,
      ])
      expect(page).toContain(`<html lang="${lang}">`)
      expect(page).toContain(lang === 'vi' ? 'Các cổng' : 'Portals')
      const view = new URL(path, FLEET_ORIGIN).searchParams
      expect([...page.matchAll(/<option value="(\w+)" selected/g)].map(([, value]) => value)).toEqual(
        [view.get('by') ?? 'none', view.get('from') ?? []].flat(),
      )
      // Byte for byte what a page is that nobody has compressed.
      const plain = await ask(path, { cookie, 'accept-language': lang })
      expect(plain.headers.get('content-encoding')).toBeNull()
      expect(await plain.text()).toBe(page)
    }
  })

  test('who takes no gzip gets none, and a browser never keeps it', async () => {
    const answer = await ask('/', { cookie: cookies[0] ?? '', 'accept-encoding': 'gzip;q=0, identity' })
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const zipped = await ask('/', { cookie: cookies[0] ?? '', 'accept-encoding': 'gzip' })
    expect(zipped.headers.get('cache-control')).toBe('no-store')
    expect(zipped.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('who has signed out sees nothing of what is kept', async () => {
    const cookie = await fleet.signIn({ role: 'operator', name: 'Người đã ra' })
    expect(await packed('/', { cookie })).toContain('Người đã ra')
    await fleet.app.request(`${FLEET_ORIGIN}/sign-out`, { method: 'POST', headers: { origin: FLEET_ORIGIN, cookie } })
    const answer = await ask('/', { cookie, 'accept-encoding': 'gzip' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2F'])
  })

  test('what has changed is shown six seconds later at the latest', async () => {
    const cookie = cookies[4] ?? ''
    expect(await packed('/', { cookie })).toContain('tile-slow')
    const live = (await getLive(fleet.stores.table, 'hue/home')) ?? newLivePage('hue/home')
    await putLive(fleet.stores.table, {
      ...live,
      verdicts: live.verdicts.map((entry) => ({ ...entry, verdict: 'down' as const })),
    })
    fleet.clock.set(FLEET_NOW + 6_000)
    expect(await packed('/', { cookie })).toContain('tile-down')
  })

  test('who has changed something through it sees it changed at once; what is refused changes nothing', async () => {
    const cookie = cookies[4] ?? ''
    const turn = async (verdict: 'down' | 'ok'): Promise<void> => {
      const live = (await getLive(fleet.stores.table, 'hue/home')) ?? newLivePage('hue/home')
      const verdicts = live.verdicts.map((entry) => ({ ...entry, verdict }))
      await putLive(fleet.stores.table, { ...live, verdicts })
    }
    const post = (path: string, headers: Record<string, string>) =>
      fleet.app.request(`${FLEET_ORIGIN}${path}`, { method: 'POST', headers: { origin: FLEET_ORIGIN, ...headers } })
    fleet.clock.set(FLEET_NOW + 20_000)
    await turn('down')
    expect(await packed('/', { cookie })).toContain('tile-down')
    await turn('ok')
    fleet.clock.set(FLEET_NOW + 20_001)
    expect((await post('/api/tokens', {})).status).toBe(401)
    expect(await packed('/', { cookie })).toContain('tile-down')
    const gone = await fleet.signIn({ role: 'operator', name: 'Người đã ra' })
    expect((await post('/sign-out', { cookie: gone })).status).toBe(303)
    expect(await packed('/', { cookie })).not.toContain('tile-down')
  })
})

describe('by what is seen', () => {
  const portals = ['a', 'b'].map((id) =>
    writtenPortal({ id, vendor: `vendor-${id}`, pages: [writtenPage({ url: `https://${id}.example.org/` })] }),
  )
  const config = configOf(catalogueOf({ portals }))
  const status: Status = { type: 'status', atMs: 0, catalogVersion: 'v1', pages: [], incidents: [], locations: [] }
  const asked = { lang: 'vi', by: undefined, from: undefined } as const
  const of = (principal: Principal) => ({ ...asked, principal })

  test('a page is the same one as long as the state is, whoever asks', async () => {
    const clock = heldClock(0)
    let reads = 0
    const overviewOf = keptOverviews(
      {
        currentStatus: () => Promise.resolve(status),
        readEvents: () => Promise.resolve(() => []),
        readConfig: () => Promise.resolve(config).finally(() => reads++),
      },
      { clock, forMs: 1_000 },
    )
    const operators = await overviewOf(of({ role: 'operator' }))
    expect(await overviewOf(of({ role: 'evaluator' }))).toBe(operators)
    expect(await overviewOf({ ...of({ role: 'operator' }), by: 'nothing', from: 'nowhere' })).toBe(operators)
    const pages = await Promise.all([
      overviewOf(of({ role: 'vendor', vendor: 'vendor-a' })),
      overviewOf(of({ role: 'vendor', vendor: 'vendor-b' })),
      overviewOf({ ...of({ role: 'operator' }), lang: 'en' }),
      overviewOf({ ...of({ role: 'operator' }), by: 'vendor' }),
    ])
    expect(new Set([operators, ...pages])).toHaveLength(5)
    // Who has no portal sees none, whoever else has looked.
    const portalsIn = ({ main }: { readonly main: unknown }) => String(main).match(/href="\/portals\/[\w-]+"/g)
    expect(portalsIn(await overviewOf(of({ role: 'vendor', vendor: 'none' })))).toBeNull()
    expect(portalsIn(operators)).toHaveLength(2)
    expect(reads).toBe(1)
    // Read anew meanwhile, for whoever comes next.
    clock.set(5_999)
    expect(await overviewOf(of({ role: 'operator' }))).toBe(operators)
    expect(reads).toBe(2)
    await expect.poll(() => overviewOf(of({ role: 'operator' }))).not.toBe(operators)
    expect(reads).toBe(2)
  })

  test('a state that could not be read is tried again', async () => {
    let away = true
    const overviewOf = keptOverviews(
      {
        currentStatus: () => Promise.resolve(status),
        readEvents: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(() => [])),
        readConfig: () => Promise.resolve(config),
      },
      { clock: heldClock(0), forMs: 1_000 },
    )
    await expect(overviewOf(of({ role: 'operator' }))).rejects.toThrow('away')
    away = false
    expect((await overviewOf(of({ role: 'operator' }))).title).not.toBe('')
  })
})
