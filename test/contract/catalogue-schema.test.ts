import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseCatalogue } from '../../lib/model/parse-catalogue.ts'
import { schemaText } from '../../scripts/schema-text.ts'
import {
  parseWritten,
  writtenCatalogue,
  writtenLocation,
  writtenPage,
  writtenPortal,
} from '../kit/written-catalogue.ts'

const folder = new URL('../../catalogs/', import.meta.url)
const published = await readFile(new URL('catalogue.schema.json', folder), 'utf8')
const catalogues = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
const accepts = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(published))

const portal = (changes: Record<string, unknown>) => writtenCatalogue({ portals: [writtenPortal(changes)] })
const page = (changes: Record<string, unknown>) => portal({ pages: [writtenPage(changes)] })
const location = (changes: Record<string, unknown>) => writtenCatalogue({ locations: [writtenLocation(changes)] })
const maintenance = (changes: Record<string, unknown>) =>
  writtenCatalogue({
    maintenance: [{ portal: 'da-nang', from: '2026-11-22T22:00', to: '2026-11-23T02:00', ...changes }],
  })

const OPEN = 'https://dichvucong.example.org/'
const END = { click: { text: 'Nộp trực tuyến' } }
const journey = (...steps: readonly unknown[]) => page({ journey: [{ open: OPEN }, ...steps] })
const allow = (url: string) => page({ allow: [{ method: 'POST', url }] })

/** What a schema can express, with the one problem that `catalog check` finds. */
const WRONG_BY_SCHEMA: readonly (readonly [string, unknown, string])[] = [
  ['a list instead of a catalogue', [], 'wrong_type'],
  ['an unknown key at the root', writtenCatalogue({ color: 'red' }), 'unknown_key'],
  ['an unknown key of a page', page({ uri: 'https://example.org/' }), 'unknown_key'],
  ['an unknown key of a name', portal({ name: { vi: 'a', en: 'b', fr: 'c' } }), 'unknown_key'],
  ['no contact', writtenCatalogue({ contact: undefined }), 'missing_key'],
  ['no English name', portal({ name: { vi: 'Đà Nẵng' } }), 'missing_key'],
  ['no pages, not even none', portal({ pages: undefined }), 'missing_key'],
  ['a page without address, not even null', page({ url: undefined }), 'missing_key'],
  ['portals as a map', writtenCatalogue({ portals: { 'da-nang': {} } }), 'wrong_type'],
  ['a procedure as a number', page({ procedure: 1.001193 }), 'wrong_type'],
  ['scoring as a text', location({ scoring: 'yes' }), 'wrong_type'],
  ['an empty vendor', portal({ vendor: null }), 'wrong_type'],
  ['an id in capitals', portal({ id: 'Da-Nang', owner: 'da-nang' }), 'invalid_id'],
  ['an id of 64 letters', portal({ id: 'a'.repeat(64) }), 'invalid_id'],
  ['a location called hub', location({ id: 'hub' }), 'reserved_id'],
  ['a location called like a group', location({ id: 'domestic' }), 'reserved_id'],
  ['a third vantage group', location({ group: 'regional' }), 'unknown_value'],
  ['a kind of portal that is none', portal({ kind: 'city' }), 'unknown_value'],
  ['a state that is none', portal({ state: 'closed' }), 'unknown_value'],
  ['an engine that is none', page({ engine: 'react' }), 'unknown_value'],
  ['a journey without steps', page({ journey: [] }), 'wrong_length'],
  ['a step that is none', page({ journey: [{ open: OPEN, submit: '#form' }] }), 'unknown_key'],
  ['a choice of nothing', page({ journey: [{ open: OPEN }, { choose: { in: '#tinh' } }, END] }), 'missing_key'],
  ['a request that is allowed to delete', page({ allow: [{ method: 'DELETE', url: `${OPEN}api` }] }), 'unknown_value'],
  [
    'a form that is allowed by another method',
    page({ allow: [{ method: 'dialog', url: `${OPEN}tra-cuu?*` }] }),
    'unknown_value',
  ],
  ['a cadence that does not divide the day', page({ http: { every: '7m' } }), 'every_not_divisor'],
  ['a cadence below 10 s', page({ http: { every: '9s', timeout: '1s' } }), 'every_too_short'],
  ['a cadence of two days', page({ audit: { every: '2d' } }), 'every_not_divisor'],
  ['a cadence as a number of seconds', page({ http: { every: 300 } }), 'wrong_type'],
  ['a fraction as timeout', writtenCatalogue({ defaults: { http: { timeout: '1.5s' } } }), 'invalid_duration'],
  ['a timeout of 0', page({ http: { timeout: '0s' } }), 'invalid_duration'],
  ['ten runs', page({ audit: { runs: 10 } }), 'out_of_range'],
  ['half a run', page({ audit: { runs: 2.5 } }), 'wrong_type'],
  ['a profile that is not known', page({ audit: { profile: 'vn-5g' } }), 'unknown_profile'],
  ['an address without scheme', page({ url: 'dichvucong.example.org' }), 'invalid_url'],
  ['an ftp address', page({ url: 'ftp://example.org/' }), 'invalid_url'],
  ['an address with a password', page({ url: 'https://a:b@example.org/' }), 'invalid_url'],
  ['an address with a space', page({ url: 'https://example.org/a b' }), 'invalid_url'],
  ['an address without host', page({ url: 'https:///a' }), 'invalid_url'],
  ['an address as expected host', page({ expect: { hosts: ['https://example.org'] } }), 'invalid_host_name'],
  ['a form host with a port', portal({ formHosts: ['example.org:8080'] }), 'invalid_host_name'],
  ['an empty readiness selector', page({ ready: ' ' }), 'empty_text'],
  ['a name that is turned round', portal({ name: { vi: 'Đà Nẵng \u202egnauQ', en: 'Da Nang' } }), 'unseen_character'],
  [
    'a name with a space that nobody sees',
    portal({ name: { vi: 'Đà\u200b Nẵng', en: 'Da Nang' } }),
    'unseen_character',
  ],
  ['an expected text with a soft hyphen', page({ expect: { text: 'dịch\u00ad vụ công' } }), 'unseen_character'],
  ['no IP version', page({ families: [] }), 'wrong_length'],
  ['IP version 5', page({ families: [5] }), 'unknown_value'],
  ['one IP version twice', page({ families: [4, 4] }), 'repeated_value'],
  ['a day in another notation', page({ valid: { from: '15/01/2026' } }), 'invalid_day'],
  ['consent without a date', portal({ consent: { letter: '12/CV' } }), 'missing_key'],
  ['maintenance by the day', maintenance({ from: '2026-11-22' }), 'invalid_time'],
  ['maintenance at 24:00', maintenance({ to: '2026-11-23T24:00' }), 'invalid_time'],
  ['a contact that nobody reaches', writtenCatalogue({ contact: 'the monitoring team' }), 'invalid_contact'],
  ['a host name as source', location({ source: 'localhost' }), 'invalid_address'],
  ['an offset as zone', writtenCatalogue({ timezone: '+07:00' }), 'unknown_timezone'],
]

/** Correct in every single value: a schema can't see what is wrong. */
const WRONG_BY_MEANING: readonly (readonly [string, unknown, string])[] = [
  ['a zone that no one knows', writtenCatalogue({ timezone: 'Asia/Hanoi' }), 'unknown_timezone'],
  ['a name that is a filler', portal({ name: { vi: '\u3164', en: 'Da Nang' } }), 'unseen_character'],
  ['a control character', location({ network: 'Viettel\u0085' }), 'unseen_character'],
  ['a day that does not exist', page({ valid: { from: '2026-02-30' } }), 'invalid_day'],
  ['two portals of one id', writtenCatalogue({ portals: [writtenPortal(), writtenPortal()] }), 'duplicate_id'],
  ['a timeout as long as the cadence', page({ http: { every: '30s' } }), 'timeout_not_below_every'],
  ['a host that does not fit', page({ http: { every: '1m' } }), 'host_does_not_fit'],
  ['maintenance of another portal', maintenance({ portal: 'hue' }), 'unknown_portal'],
  ['maintenance that ends before it begins', maintenance({ to: '2026-11-22T21:00' }), 'empty_span'],
  ['a step that does two things', journey({ ...END, waitFor: { text: 'Tờ khai' } }), 'not_one_step'],
  ['a click on nothing', journey({ click: {} }), 'no_target'],
  [
    'a journey that presses a submit button',
    journey({ click: { selector: 'button[type=submit]' } }),
    'journey_submits',
  ],
  ['a journey that sends the form', journey({ click: { text: 'Nộp hồ sơ' } }), 'journey_submits'],
  ['a journey that begins nowhere', page({ journey: [END] }), 'journey_start'],
  ['a journey that ends in waiting', journey({ waitFor: { selector: 'form' } }), 'journey_end'],
  ['a journey to another host', journey({ open: 'https://elsewhere.example.org/' }), 'journey_elsewhere'],
  ['a password without an account', journey({ type: { in: '#p', text: '{account.password}' } }, END), 'no_account'],
  ['a placeholder of nothing', journey({ type: { in: '#p', text: '{account.name}' } }, END), 'unknown_placeholder'],
  ['leave for a whole host', allow(`${OPEN}*`), 'allows_everything'],
  ['leave for any host', allow('https://*/api/danh-muc'), 'invalid_url'],
  ['leave to send a form', allow(`${OPEN}api/ho-so/nop`), 'journey_submits'],
  ['addresses but no location', writtenCatalogue({ locations: [] }), 'no_location'],
]

test('the published schema is the one in the code (node scripts/write-schema.ts writes it)', () => {
  expect(published).toBe(schemaText('catalogs/catalogue.schema.json'))
})

describe.each(catalogues)('catalogs/%s', (name) => {
  test('is accepted by schema and check, and tells editors of the schema', async () => {
    const text = await readFile(new URL(name, folder), 'utf8')
    expect(parseCatalogue({ text, file: name }).problems).toEqual([])
    expect({ accepted: accepts(parse(text)), errors: accepts.errors }).toEqual({ accepted: true, errors: null })
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./catalogue.schema.json')
  })
})

test.each(WRONG_BY_SCHEMA)('schema and check refuse %s', (_, written, code) => {
  expect(accepts(written)).toBe(false)
  expect(parseWritten(written as Record<string, unknown>).problems.map((problem) => problem.code)).toContain(code)
})

test('each wrong catalogue but the list has one problem', () => {
  const counts = WRONG_BY_SCHEMA.slice(1).map(([name, written]) => ({
    name,
    problems: parseWritten(written as Record<string, unknown>).problems.length,
  }))
  expect(counts.filter(({ problems }) => problems !== 1)).toEqual([])
  expect(WRONG_BY_SCHEMA.length).toBeGreaterThanOrEqual(20)
})

test.each(WRONG_BY_MEANING)('the schema lets pass, the check refuses %s', (_, written, code) => {
  expect(accepts(written)).toBe(true)
  expect(parseWritten(written as Record<string, unknown>).problems.map((problem) => problem.code)).toEqual([code])
})

test.each([
  ['all left out that can be', writtenCatalogue()],
  ['no address anywhere', writtenCatalogue({ locations: [], portals: [writtenPortal({ pages: [] })] })],
  ['a page that is only listed', page({ url: null })],
  ['other spellings of a cadence', page({ http: { every: '3600s' }, audit: { every: '1440m' } })],
  ['a hash route', page({ url: 'HTTPS://example.org:8443/a?b#/ke-khai/1' })],
  ['a mailbox', writtenCatalogue({ contact: 'mailto:nhip@example.org' })],
  ['a bare mailbox', writtenCatalogue({ contact: 'nhip+vn@example.org' })],
  ['times with offsets', maintenance({ from: '2026-11-22T22:00:30+07:00', to: '2026-11-22T23:00Z' })],
  ['underscores in host names', portal({ formHosts: ['dvc_1.example.org', '203.0.113.7'] })],
  [
    'IPv6',
    { ...location({ source: 'fd00::1', control: 'http://[2001:db8::1]/' }), portals: page({ families: [6] }).portals },
  ],
  ['both IP versions', location({ families: [6, 4] })],
])('schema and check accept %s', (_, written) => {
  expect(parseWritten(written).problems).toEqual([])
  expect({ accepted: accepts(JSON.parse(JSON.stringify(written))), errors: accepts.errors }).toEqual({
    accepted: true,
    errors: null,
  })
})
