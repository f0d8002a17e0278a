import { expect, test } from 'vitest'
import { commonPublication, DEFAULT_TITLE, type Publication } from '../../lib/model/publication.ts'
import {
  parseWritten,
  writtenCatalogue,
  writtenLocation,
  writtenPage,
  writtenPortal,
} from '../kit/written-catalogue.ts'

test('defaults are those of the documentation', () => {
  expect(parseWritten(writtenCatalogue()).catalogue).toEqual({
    catalog: 'test',
    timezone: 'Asia/Ho_Chi_Minh',
    contact: 'https://example.org/nhip',
    locations: [
      { id: 'sgn', group: 'domestic', network: null, scoring: false, control: null, source: null, families: [4] },
    ],
    portals: [
      {
        id: 'da-nang',
        name: { vi: 'Cổng dịch vụ công Đà Nẵng', en: 'Da Nang public service portal', official: null },
        owner: 'da-nang',
        kind: 'province',
        vendor: null,
        hosting: null,
        idCode: null,
        order: null,
        consent: null,
        state: 'active',
        predecessors: [],
        formHosts: [],
        pages: [
          {
            key: 'da-nang/home',
            portal: 'da-nang',
            id: 'home',
            kind: 'homepage',
            url: 'https://dichvucong.example.org/',
            expect: { text: null, hosts: [] },
            http: { everyMs: 300_000, timeoutMs: 30_000 },
            audit: { everyMs: 21_600_000, runs: 3, profile: 'mobile' },
            procedure: null,
            engine: null,
            ready: null,
            valid: { from: null, to: null },
            scored: true,
            families: [4],
            account: null,
            journey: null,
            allow: [],
          },
        ],
      },
    ],
    maintenance: [],
    calendar: { holidays: [], workingDays: [] },
  })
})

test('every value that can be written arrives', () => {
  const portal = {
    id: 'hue',
    name: { vi: 'Huế', en: 'Hue', official: 'Hệ thống' },
    owner: 'tp-hue',
    kind: 'other',
    vendor: 'vnpt',
    hosting: 'VNPT',
    idCode: 'H57',
    order: 12,
    consent: { letter: '12/CV', date: '2026-01-15' },
    state: 'backend',
    predecessors: ['thua-thien-hue'],
    formHosts: ['form.example.org'],
  }
  const page = {
    id: 'khai-sinh',
    kind: 'eform',
    url: 'https://hue.example.org/#/ke-khai/1',
    expect: { text: 'dịch vụ công', hosts: ['a.example.org'] },
    procedure: '1.001193',
    engine: 'formio',
    ready: '[name^="data["]',
    valid: { from: '2026-01-01', to: '2026-12-31' },
    scored: false,
    families: [4, 6],
    account: 'nhip/hue',
    journey: [
      { open: 'https://hue.example.org/' },
      { choose: { in: '#xa', option: 'Phường Thuận Hóa' } },
      { type: { in: '#u', text: '{account.user}' } },
      { waitFor: { selector: 'a.nop' } },
      { click: { text: 'Nộp trực tuyến' } },
    ],
    allow: [{ method: 'POST', url: 'https://hue.example.org/api/danh-muc/*' }],
  }
  const location = {
    id: 'han',
    group: 'abroad',
    network: 'AWS',
    scoring: true,
    control: 'https://example.org/',
    source: '::1',
    families: [6],
  }
  const calendar = { holidays: ['2026-09-02'], workingDays: ['2026-08-22'] }
  const { catalogue, problems } = parseWritten(
    writtenCatalogue({
      locations: [location, writtenLocation()],
      portals: [{ ...portal, pages: [page] }],
      calendar,
      maintenance: [
        { portal: 'hue', page: 'khai-sinh', from: '2026-11-22T22:00', to: '2026-11-22T19:00Z', note: 'nâng cấp' },
        { portal: 'hue', from: '2026-11-22T22:00:30', to: '2026-11-23T02:00' },
      ],
    }),
  )
  expect(problems).toEqual([])
  expect(catalogue?.locations[0]).toEqual(location)
  expect(catalogue?.calendar).toEqual(calendar)
  expect(catalogue?.portals[0]).toMatchObject(portal)
  expect(catalogue?.portals[0]?.pages[0]).toMatchObject({
    ...page,
    key: 'hue/khai-sinh',
    portal: 'hue',
    journey: [
      { kind: 'open', url: 'https://hue.example.org/' },
      { kind: 'choose', selector: '#xa', option: 'Phường Thuận Hóa' },
      { kind: 'type', selector: '#u', text: '{account.user}' },
      { kind: 'waitFor', target: { selector: 'a.nop', text: null } },
      { kind: 'click', target: { selector: null, text: 'Nộp trực tuyến' } },
    ],
  })
  expect(catalogue?.maintenance).toEqual([
    {
      portal: 'hue',
      page: 'khai-sinh',
      fromMs: Date.parse('2026-11-22T15:00Z'),
      toMs: Date.parse('2026-11-22T19:00Z'),
      note: 'nâng cấp',
    },
    {
      portal: 'hue',
      page: null,
      fromMs: Date.parse('2026-11-22T15:00:30Z'),
      toMs: Date.parse('2026-11-22T19:00Z'),
      note: null,
    },
  ])
})

test('settings are merged field by field: page, portal, defaults', () => {
  const { catalogue } = parseWritten(
    writtenCatalogue({
      defaults: { http: { every: '10m', timeout: '20s' }, audit: { every: '12h', runs: 5 } },
      portals: [
        writtenPortal({
          http: { timeout: '10s' },
          audit: { runs: 1 },
          pages: [
            writtenPage(),
            writtenPage({ id: 'b', http: { every: '1h', timeout: '5s' }, audit: { every: '1d', runs: 9 } }),
          ],
        }),
      ],
    }),
  )
  expect(catalogue?.portals[0]?.pages.map(({ http, audit }) => ({ http, audit }))).toEqual([
    { http: { everyMs: 600_000, timeoutMs: 10_000 }, audit: { everyMs: 43_200_000, runs: 1, profile: 'mobile' } },
    { http: { everyMs: 3_600_000, timeoutMs: 5_000 }, audit: { everyMs: 86_400_000, runs: 9, profile: 'mobile' } },
  ])
})

test('decomposed Vietnamese letters become composed ones', () => {
  const { catalogue } = parseWritten(
    writtenCatalogue({
      locations: [writtenLocation({ network: 'Mạng'.normalize('NFD') })],
      portals: [writtenPortal({ name: { vi: 'Đà Nẵng'.normalize('NFD'), en: 'x' } })],
    }),
  )
  expect(catalogue?.portals[0]?.name.vi).toBe('Đà Nẵng'.normalize('NFC'))
  expect(catalogue?.locations[0]?.network).toBe('Mạng'.normalize('NFC'))
})

test('a catalogue publishes what it says, and nothing where it says nothing', () => {
  const title = { vi: 'Tình trạng', en: 'Status' }
  const published = (publish: unknown) => parseWritten(writtenCatalogue({ publish })).catalogue?.publish
  expect(published(undefined)).toBeUndefined()
  expect(published({ portals: 'all' })).toEqual({
    portals: 'all',
    title: DEFAULT_TITLE,
    note: null,
    historyDays: 90,
    latency: false,
    incidents: false,
  })
  const written = { portals: ['da-nang'], title, note: title, latency: true, incidents: true }
  expect(published({ ...written, history: '30d' })).toEqual({ ...written, historyDays: 30 })
})

test('of two versions what both publish is published: what is taken back goes at once', () => {
  const more: Publication = {
    portals: 'all',
    title: DEFAULT_TITLE,
    note: DEFAULT_TITLE,
    historyDays: 90,
    latency: true,
    incidents: true,
  }
  const less: Publication = { ...more, portals: ['a'], note: null, historyDays: 7, latency: false, incidents: false }
  expect(commonPublication(more, less)).toEqual(less)
  expect(commonPublication(less, more)).toEqual(less)
  expect(commonPublication({ ...more, portals: ['b'] }, less)?.portals).toEqual([])
  expect(commonPublication(more, undefined)).toBeNull()
  expect(commonPublication(undefined, more)).toBeNull()
})
