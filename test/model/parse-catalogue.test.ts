import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { parseCatalogue } from '../../lib/model/parse-catalogue.ts'
import {
  parseWritten,
  problemsOf,
  writtenCatalogue,
  writtenLocation,
  writtenPage,
  writtenPortal,
} from '../kit/written-catalogue.ts'

const TEXT = `catalog: Test
timezone: Asia/Ho_Chi_Minh
contact: https://example.org/nhip
locations:
  - { id: sgn, group: local }
portals:
  - id: da-nang
    name: { vi: Đà Nẵng }
    owner: da-nang
    kind: province
    form_hosts: [dichvucong.example.org]
    pages:
      - { id: home, kind: homepage, url: "https://u:p@example.org/" }
      - { id: home, kind: eform, url: null, procedure: 1.001193, http: { every: 7m } }
  - id: hue
    kind: province
    name: { vi: Huế, en: Hue }
    owner: hue
    http:
      timeout: 10m
    pages: [{ id: home, kind: homepage, url: "https://hue.example.org/" }]
maintenance:
  - { portal: hue, page: hom, from: "2026-11-22T22:00", to: "2026-11-22T21:00" }
catalog: Other
`

describe('all problems at once', () => {
  const { catalogue, portals, pages, problems } = parseCatalogue({ text: TEXT, file: 'test.yaml' })

  test('syntax, schema and meaning are reported together, in the order of the text', () => {
    expect(problems.map(({ line, column, path, code }) => `${line}:${column} ${code} ${path}`)).toEqual([
      '5:23 unknown_value locations[0].group',
      '8:5 missing_key portals[0].name.en',
      '11:5 unknown_key portals[0].form_hosts',
      '13:42 invalid_url portals[0].pages[0].url',
      '14:15 duplicate_id portals[0].pages[1].id',
      '14:56 wrong_type portals[0].pages[1].procedure',
      '14:81 every_not_divisor portals[0].pages[1].http.every',
      '20:16 timeout_not_below_every portals[1].http.timeout',
      '23:26 unknown_page maintenance[0].page',
      '23:61 empty_span maintenance[0].to',
      '24:1 duplicate_key ',
      '24:10 invalid_id catalog',
    ])
    expect({ catalogue, portals, pages }).toEqual({ catalogue: null, portals: 2, pages: 3 })
  })

  test('each says what was received and what to write', () => {
    const byCode = new Map(problems.map((problem) => [problem.code, problem]))
    expect(byCode.get('unknown_value')).toMatchObject({ value: 'local', fix: 'write domestic or abroad' })
    expect(byCode.get('missing_key')).toMatchObject({ value: null, fix: 'add en' })
    expect(byCode.get('unknown_key')).toMatchObject({
      value: ['dichvucong.example.org'],
      fix: 'write formHosts, or remove it',
    })
    expect(byCode.get('wrong_type')).toMatchObject({ value: 1.001193, fix: expect.stringContaining('quotes') })
    expect(byCode.get('every_not_divisor')).toMatchObject({ value: '7m', fix: 'write 6m or 10m' })
    expect(byCode.get('duplicate_id')?.message).toContain('line 13')
    expect(byCode.get('unknown_page')?.fix).toBe('write home')
    for (const problem of problems) expect(problem).toEqual(JSON.parse(JSON.stringify(problem)))
  })
})

test.each([
  ['\u202e', 'U+202E', 'turns the direction of text'],
  ['\u2069', 'U+2069', 'turns the direction of text'],
  ['\u061c', 'U+061C', 'turns the direction of text'],
  ['\u200b', 'U+200B', 'nobody sees'],
  ['\ufeff', 'U+FEFF', 'nobody sees'],
])('a character that people cannot see is named with its place: %j', (unseen, point, does) => {
  const text = stringify(writtenCatalogue()).replace('Da Nang', `Da${unseen} Nang`)
  const name = `Da${unseen} Nang public service portal`
  expect(text).toContain(name)
  const lines = text.slice(0, text.indexOf(name)).split('\n')
  expect(parseCatalogue({ text, file: 'test.yaml' }).problems).toEqual([
    {
      line: lines.length,
      column: (lines.at(-1)?.length ?? 0) + 1,
      path: 'portals[0].name.en',
      code: 'unseen_character',
      message: `"Da\\u${point.slice(2).toLowerCase()} Nang public service portal" has ${point} as character 3, which ${does}`,
      value: name,
      fix: 'take it out: type the text anew, or copy it as plain text',
    },
  ])
})

test('what is seen stays: line breaks, tabs, and signs with a variation of theirs', () => {
  const name = { vi: 'Đà Nẵng\tmột\nhai ❤\ufe0f', en: 'Da\u00a0Nang' }
  expect(problemsOf(writtenCatalogue({ portals: [writtenPortal({ name })] }))).toEqual([])
})

test('without problems there is a catalogue', () => {
  const { catalogue, ...rest } = parseWritten(writtenCatalogue())
  expect(rest).toEqual({ portals: 1, pages: 1, problems: [] })
  expect(catalogue?.catalog).toBe('test')
})

const portals = (...changes: readonly Record<string, unknown>[]) =>
  writtenCatalogue({ portals: changes.map(writtenPortal) })
const page = (changes: Record<string, unknown>) => portals({ pages: [writtenPage(changes)] })
const maintained = (changes: Record<string, unknown>, zone = 'Asia/Ho_Chi_Minh') =>
  writtenCatalogue({
    timezone: zone,
    maintenance: [{ portal: 'da-nang', from: '2026-11-22T22:00', to: '2026-11-23T02:00', ...changes }],
  })

const published = (publish: Record<string, unknown>) => writtenCatalogue({ publish: { portals: 'all', ...publish } })

test.each([
  ['two portals of one id', portals({}, {}), ['duplicate_id portals[1].id']],
  ['one page id in two portals', portals({}, { id: 'hue' }), []],
  [
    'two locations of one id',
    writtenCatalogue({ locations: [writtenLocation(), writtenLocation()] }),
    ['duplicate_id locations[1].id'],
  ],
  [
    'a group as location',
    writtenCatalogue({ locations: [writtenLocation({ id: 'abroad' })] }),
    ['reserved_id locations[0].id'],
  ],
  ['a zone that is none', writtenCatalogue({ timezone: 'Asia/Hanoi' }), ['unknown_timezone timezone']],
  ['an offset as zone', writtenCatalogue({ timezone: '+07:00' }), ['unknown_timezone timezone']],
  ['a day that is none', page({ valid: { from: '2026-02-29' } }), ['invalid_day portals[0].pages[0].valid.from']],
  ['validity of one day', page({ valid: { from: '2026-02-28', to: '2026-02-28' } }), []],
  [
    'validity backwards',
    page({ valid: { from: '2026-03-01', to: '2026-02-28' } }),
    ['empty_span portals[0].pages[0].valid.to'],
  ],
  ['a port of 0', page({ url: 'https://example.org:0/' }), ['invalid_url portals[0].pages[0].url']],
  ['a host that ends with a dot', page({ url: 'https://example.org./' }), ['invalid_url portals[0].pages[0].url']],
  ['a port above 65535', page({ url: 'https://example.org:70000/' }), ['invalid_url portals[0].pages[0].url']],
  ['a hash route, a port, a private address', page({ url: 'http://10.0.0.1:8080/a?b=c#/ke-khai/1' }), []],
  ['an address with Vietnamese letters', page({ url: 'https://example.org/nộp-hồ-sơ' }), []],
  ['an IPv6 address', page({ url: 'http://[2001:db8::1]/' }), []],
  [
    'an impossible source',
    writtenCatalogue({ locations: [writtenLocation({ source: '127.0.0.300' })] }),
    ['invalid_address locations[0].source'],
  ],
  [
    'maintenance of a portal that is not there',
    maintained({ portal: 'hue' }),
    ['unknown_portal maintenance[0].portal'],
  ],
  ['maintenance of a page that is not there', maintained({ page: 'form' }), ['unknown_page maintenance[0].page']],
  ['maintenance of nothing', maintained({ to: '2026-11-22T22:00' }), ['empty_span maintenance[0].to']],
  ['maintenance each week', maintained({ every: 'week', until: '2027-11-22T22:00' }), []],
  [
    'maintenance on the last day of each month',
    maintained({ from: '2026-11-30T22:00', to: '2026-12-01T02:00', every: 'month-end' }),
    [],
  ],
  [
    'maintenance that recurs no more before it begins',
    maintained({ every: 'day', until: '2026-11-22T22:00' }),
    ['bad_recurrence maintenance[0].every'],
  ],
  [
    'maintenance that never ends',
    maintained({ to: '2026-11-23T22:00', every: 'day' }),
    ['bad_recurrence maintenance[0].every'],
  ],
  [
    'maintenance on a day that not every month has',
    maintained({ from: '2026-10-31T22:00', every: 'month' }),
    ['bad_recurrence maintenance[0].every'],
  ],
  [
    'maintenance that ends to recur though it never did',
    maintained({ until: '2027-11-22T22:00' }),
    ['until_without_every maintenance[0].until'],
  ],
  ['maintenance as often as nobody knows', maintained({ every: 'year' }), ['unknown_value maintenance[0].every']],
  ['holidays of every year', writtenCatalogue({ calendar: { holidays: ['09-02', '02-29', '2027-02-05'] } }), []],
  [
    'a holiday that no year has',
    writtenCatalogue({ calendar: { holidays: ['02-30'] } }),
    ['invalid_day calendar.holidays[0]'],
  ],
  ['maintenance across offsets', maintained({ from: '2026-11-22T22:00', to: '2026-11-22T15:01Z' }), []],
  [
    'maintenance backwards across offsets',
    maintained({ from: '2026-11-22T22:00', to: '2026-11-22T15:00Z' }),
    ['empty_span maintenance[0].to'],
  ],
  [
    'a time that never is',
    maintained({ from: '2026-03-29T02:30' }, 'Europe/Berlin'),
    ['time_never maintenance[0].from'],
  ],
  [
    'a time that comes twice',
    maintained({ to: '2026-10-25T02:30', from: '2026-10-25T00:00' }, 'Europe/Berlin'),
    ['time_twice maintenance[0].to'],
  ],
  [
    'the same time with an offset',
    maintained({ to: '2026-10-25T02:30+01:00', from: '2026-10-25T00:00' }, 'Europe/Berlin'),
    [],
  ],
  [
    'a day both off and on',
    writtenCatalogue({ calendar: { holidays: ['2026-09-02'], workingDays: ['2026-09-02'] } }),
    ['holiday_and_working_day calendar.workingDays[0]'],
  ],
  ['pages but no location', writtenCatalogue({ locations: [] }), ['no_location locations']],
  ['neither addresses nor locations', { ...page({ url: null }), locations: [] }, []],
  [
    'an IP version that no location has',
    page({ families: [4, 6] }),
    ['family_nowhere portals[0].pages[0].families[1]'],
  ],
  [
    'IPv4 by default, where no location has it',
    writtenCatalogue({ locations: [writtenLocation({ families: [6] })] }),
    ['family_nowhere portals[0].pages[0].url'],
  ],
  [
    'an IP version that one of several locations has',
    {
      ...page({ families: [6] }),
      locations: [writtenLocation(), writtenLocation({ id: 'han', families: [4, 6] })],
    },
    [],
  ],
  [
    'an IP version of an address from which another one is measured',
    writtenCatalogue({ locations: [writtenLocation({ source: '127.0.0.11', families: [4, 6] })] }),
    ['family_without_source locations[0].families[1]'],
  ],
  [
    'the IP version of the address that is measured from',
    { ...page({ families: [6] }), locations: [writtenLocation({ source: '::1' })] },
    [],
  ],
  [
    'IP versions that can not be read, at a location and at a page',
    { ...page({ families: [6] }), locations: [writtenLocation({ families: ['6'] })] },
    ['unknown_value locations[0].families[0]'],
  ],
  ['a status page of portals that there are', published({ portals: ['da-nang'], history: '7d' }), []],
  ['of all, whatever is measured', published({ portals: 'all' }), []],
  ['a status page of what is no choice', published({ portals: 'some' }), ['wrong_value publish.portals']],
  ['of nothing', published({ portals: [] }), ['wrong_length publish.portals']],
  [
    'of portals that are not there, or twice',
    published({ portals: ['hue', 'da-nang', 'da-nang'] }),
    ['unknown_portal publish.portals[0]', 'repeated_value publish.portals[2]'],
  ],
  [
    'of a portal of which nothing is measured',
    {
      ...published({ portals: ['own', 'off'] }),
      portals: [
        writtenPortal({ id: 'own', pages: [writtenPage({ url: null })] }),
        writtenPortal({ id: 'off', state: 'retired' }),
      ],
    },
    ['nothing_measured publish.portals[0]', 'nothing_measured publish.portals[1]'],
  ],
  ['of more days than are kept to be told', published({ history: '91d' }), ['invalid_history publish.history']],
  ['of days in hours', published({ history: '240h' }), ['invalid_history publish.history']],
  ['with a key that there is not', published({ scores: true }), ['unknown_key publish.scores']],
  ['with a title in one language', published({ title: { vi: 'Tình trạng' } }), ['missing_key publish.title.en']],
  ['the same IP version twice', page({ families: [4, 4] }), ['repeated_value portals[0].pages[0].families[1]']],
])('%s', (_, written, expected) => {
  expect(problemsOf(written)).toEqual(expected)
})

test('whatever stands in a file, there is a catalogue or there are problems, each with a place inside the text', () => {
  const valid = stringify(
    writtenCatalogue({ maintenance: [{ portal: 'da-nang', from: '2026-11-22T22:00', to: '2026-11-23T02:00' }] }),
  )
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      ' ',
      '  ',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '!x ',
      '#',
      '|',
      '>',
      '? ',
      '%',
      '---',
      'null',
      '-1',
      '1e400',
    ),
    fc.string({ maxLength: 4 }),
  )
  const edit = fc.tuple(fc.nat(valid.length), fc.nat(6), piece)
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce((edited, [at, cut, put]) => edited.slice(0, at) + put + edited.slice(at + cut), valid)
      const { catalogue, problems } = parseCatalogue({ text, file: 'test.yaml' })
      expect(catalogue === null).toBe(problems.length > 0)
      const lines = text.split(/\r?\n/).length
      for (const { line, column, fix } of problems) {
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(lines)
        expect(column).toBeGreaterThanOrEqual(1)
        expect(fix).not.toBe('')
      }
    }),
    { numRuns: 500 },
  )
})
