import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import { checkLines } from '../../lib/cli/show-check.ts'
import { CAUSES, WARNINGS } from '../../lib/model/cause.ts'
import { CAUSE_ADVICE, WARNING_WORDS } from '../../lib/model/cause-advice.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { type Lang, say } from '../../lib/model/lang.ts'
import { NO_PHASES, type Observation, type Phases } from '../../lib/model/observation.ts'
import { observation } from '../kit/observation.ts'

const AT_MS = Date.UTC(2026, 10, 22, 12)
const URL = 'https://dvc.example.vn/'

const phases = (changes: Partial<Phases>): Phases => ({ ...NO_PHASES, ...changes })

const WHOLE = phases({ dnsMs: 10, connectMs: 20, tlsMs: 30, waitMs: 100, downloadMs: 40, totalMs: 200 })

function seen(changes: Partial<Observation> = {}): Observation {
  const own = changes.phases ?? WHOLE
  return observation({
    url: URL,
    startedAtMs: AT_MS,
    httpStatus: 200,
    httpVersion: '1.1',
    address: '203.0.113.7',
    family: 4,
    wireBytes: 18_234,
    bodyBytes: 90_211,
    hops: [{ url: URL, httpStatus: changes.httpStatus === undefined ? 200 : changes.httpStatus, phases: own }],
    ...changes,
    phases: own,
  })
}

function lines(of: Observation, how: { columns?: number; lang?: Lang; brief?: boolean; wrap?: boolean } = {}) {
  const { columns = 80, lang = 'en', brief = false, wrap = false } = how
  return checkLines(of, { columns, say: (text) => say(text, lang), colour: pc.createColors(false) }, { brief, wrap })
}

/** Label, bar and value of each line that has a bar; a bar as where it begins and how long it is. */
function bars(of: Observation, columns = 80) {
  return lines(of, { columns }).flatMap((line) => {
    const [, label, bar = '', value, broken] = /^ {2}(\S+) {2,}?([ █▏░]*?) +([\d.]+ m?s)( ✗)?$/.exec(line) ?? []
    return label === undefined ? [] : [{ label, ink: bar.trim(), value, broken: broken !== undefined }]
  })
}

describe('the waterfall', () => {
  test('has a line per phase, one behind the other, to one scale', () => {
    const drawn = lines(seen()).slice(2)
    expect(drawn.map((line) => line.slice(0, 10).trim())).toEqual(['DNS', 'connect', 'TLS', 'wait', 'download'])
    const spans = drawn.map((line) => [line.search(/[█▏]/), line.replace(/[^█▏]/g, '').length])
    for (const [index, [from = 0, length = 0]] of spans.entries()) {
      const before = spans[index - 1]
      expect(length).toBeGreaterThanOrEqual(1)
      // Each begins where the one before ended, to a column.
      if (before) expect(Math.abs(from - (before[0] ?? 0) - (before[1] ?? 0))).toBeLessThanOrEqual(1)
    }
    const [dns = 0, connect = 0, , wait = 0] = spans.map(([, length]) => length)
    expect([Math.round(connect / dns), Math.round(wait / connect)]).toEqual([2, 5])
    expect(drawn[0]).toMatch(/ {2}10\.0 ms$/)
  })

  test.each([80, 60, 40, 200])('keeps within %i columns, every value in one place', (columns) => {
    const drawn = lines(
      seen({ cause: 'wait_timeout', httpStatus: null, phases: phases({ connectMs: 5, totalMs: 12_345 }) }),
      {
        columns,
        wrap: true,
      },
    )
    for (const line of drawn.slice(1)) expect(line.length).toBeLessThanOrEqual(columns)
    const ends = drawn
      .filter((line) => /ms|12\.3 s/.test(line) && /connect|wait/.test(line) && !line.includes('('))
      .map((line) => line.replace(' ✗', '').length)
    expect(new Set(ends).size).toBe(1)
  })

  test('has figures alone where there is no room for bars', () => {
    expect(lines(seen(), { columns: 30 }).slice(2)).toEqual([
      '  DNS         10.0 ms',
      '  connect     20.0 ms',
      '  TLS         30.0 ms',
      '  wait       100.0 ms',
      '  download    40.0 ms',
    ])
  })

  test('a phase that is next to nothing is still seen', () => {
    expect(bars(seen({ phases: phases({ connectMs: 0.01, waitMs: 1_000, totalMs: 1_000 }) }))[0]).toMatchObject({
      label: 'connect',
      ink: '▏',
      value: '0.0 ms',
    })
  })

  test('of several hops goes on from one to the next', () => {
    const hop = (httpStatus: number, path: string) => ({ url: URL + path, httpStatus, phases: WHOLE })
    const drawn = lines(seen({ hops: [hop(302, ''), hop(200, 'vi')] })).slice(2)
    expect(drawn[0]).toBe(`  1  302  ${URL}`)
    expect(drawn[6]).toBe(`  2  200  ${URL}vi`)
    const second = drawn.slice(7).map((line) => line.search(/[█▏]/))
    expect(Math.min(...second)).toBeGreaterThan(drawn[1]?.search(/[█▏]/) ?? 0)
    // The first hop has the left half, the second the right one.
    expect(second[0]).toBeGreaterThanOrEqual(drawn[5]?.search(/[█▏]/) ?? 0)
  })

  test.each<[string, Partial<Observation>, string, string]>([
    ['no name', { cause: 'dns_error', address: null, phases: phases({ totalMs: 500 }) }, 'DNS', '500.0 ms'],
    ['no connection', { cause: 'connect_timeout', phases: phases({ totalMs: 500 }) }, 'connect', '500.0 ms'],
    ['no handshake', { cause: 'tls_error', phases: phases({ connectMs: 100, totalMs: 500 }) }, 'TLS', '400.0 ms'],
    [
      'a bad certificate',
      { cause: 'tls_expired', phases: phases({ connectMs: 9, tlsMs: 30, totalMs: 50 }) },
      'TLS',
      '30.0 ms',
    ],
    [
      'no answer',
      { cause: 'wait_timeout', phases: phases({ connectMs: 1, tlsMs: 1, totalMs: 30_002 }) },
      'wait',
      '30.0 s',
    ],
    [
      'half an answer',
      { cause: 'download_timeout', phases: phases({ connectMs: 1, tlsMs: 1, waitMs: 8, totalMs: 500 }) },
      'download',
      '490.0 ms',
    ],
    ['a bad body', { cause: 'malformed_response', phases: WHOLE }, 'download', '40.0 ms'],
  ])('marks where it ended: %s', (_name, changes, label, value) => {
    const drawn = bars(seen({ httpStatus: null, ...changes }))
    expect(drawn.at(-1)).toMatchObject({ label, value, broken: true, ink: expect.stringMatching(/^░+$/) })
    expect(drawn.slice(0, -1).some(({ broken }) => broken)).toBe(false)
  })

  test('of what was refused, or never begun, is empty', () => {
    expect(
      bars(seen({ cause: 'address_refused', httpStatus: null, address: null, phases: phases({ totalMs: 1 }) })),
    ).toEqual([])
    expect(bars(seen({ hops: [] }))).toEqual([])
  })
})

describe('what is said', () => {
  const CERTIFICATE = { protocol: 'TLSv1.3', subject: 'dvc.example.vn', issuer: 'CA' } as const
  const tls = (days: number) => ({ ...CERTIFICATE, expiresAtMs: AT_MS + days * DAY_MS })
  const certificate = (days: number, lang: Lang) =>
    lines(seen({ tls: tls(days) }), { lang }).find((line) => /^ {2}(certificate|chứng thư số)/.test(line))

  test('what connected, and how much came', () => {
    expect(lines(seen({ tls: tls(90) }))[1]).toBe(
      '  203.0.113.7 (IPv4) · HTTP/1.1 · TLSv1.3 · 18.2 kB received · 90.2 kB decoded',
    )
    expect(lines(seen({ bodyBytes: 18_234 }))[1]).toBe('  203.0.113.7 (IPv4) · HTTP/1.1 · 18.2 kB received')
  })

  test.each<[number, Lang, string]>([
    [38.5, 'en', '  certificate  dvc.example.vn (CA) · 38 days left, until 2026-12-31'],
    [38.5, 'vi', '  chứng thư số  dvc.example.vn (CA) · còn 38 ngày, đến 31/12/2026'],
    [1, 'en', '  certificate  dvc.example.vn (CA) · 1 day left, until 2026-11-23'],
    [0.9, 'en', '  certificate  dvc.example.vn (CA) · 0 days left, until 2026-11-23'],
    [-0.1, 'en', '  certificate  dvc.example.vn (CA) · expired on 2026-11-22'],
    [-3, 'vi', '  chứng thư số  dvc.example.vn (CA) · đã hết hạn ngày 19/11/2026'],
  ])('%d days of the certificate, in %s', (days, lang, line) => {
    expect(certificate(days, lang)).toBe(line)
  })

  test('the chain, where there is one', () => {
    const chain = ['dvc.example.vn', 'CA', 'Root'].map((subject) => ({
      subject,
      issuer: '',
      expiresAtMs: 0,
      sha256: '',
    }))
    expect(lines(seen({ tls: { ...tls(90), chain } }))).toContain('  chain  dvc.example.vn ← CA ← Root')
  })

  test.each(CAUSES)('%s: in words, and what to do, in both languages', (cause) => {
    const [vi, en] = (['vi', 'en'] as const).map((lang) =>
      lines(seen({ cause, detail: 'as seen' }), { lang }).slice(1, 3),
    )
    for (const told of [vi, en]) {
      expect(told?.[0]).toContain(`(${cause}): as seen`)
      expect(told?.[1]).toMatch(/^ {2}→ .{10,}$/)
    }
    expect(vi).not.toEqual(en)
    expect(CAUSE_ADVICE[cause].vi).toMatch(/[àáảãạăâđêôơưèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ]/)
    expect(CAUSE_ADVICE[cause].vi.normalize('NFC')).toBe(CAUSE_ADVICE[cause].vi)
  })

  test.each(WARNINGS)('the warning %s, and one that is not known yet', (warning) => {
    expect(lines(seen({ warnings: [warning, 'later'] })).slice(-2)).toEqual([
      `  ! ${WARNING_WORDS[warning].en} (${warning})`,
      '  ! later',
    ])
  })

  test('each family that was asked for', () => {
    const families: Observation['families'] = [
      { family: 4, outcome: 'passed', cause: null, totalMs: 12 },
      { family: 6, outcome: 'failed', cause: 'connection_refused', totalMs: null },
    ]
    expect(lines(seen({ families })).slice(-2)).toEqual([
      '  IPv4  passed  12.0 ms',
      '  IPv6  connection refused (connection_refused)',
    ])
  })

  test('of one of many, the phases on one line', () => {
    expect(lines(seen(), { brief: true })).toEqual([
      `passed 200  ${URL}  200.0 ms`,
      '  DNS 10.0 ms · connect 20.0 ms · TLS 30.0 ms · wait 100.0 ms · download 40.0 ms',
    ])
  })

  test('breaks long lines between words on a terminal, and nowhere else', () => {
    const of = seen({ cause: 'http_5xx', detail: 'status 503' })
    const wrapped = lines(of, { columns: 40, wrap: true })
    for (const line of wrapped.slice(1)) expect(line.length).toBeLessThanOrEqual(40)
    expect(wrapped.slice(1, 3)).toEqual(['  the server answers with a 5xx error', '    (http_5xx): status 503'])
    expect(lines(of, { columns: 40 })[1]).toBe('  the server answers with a 5xx error (http_5xx): status 503')
  })
})
