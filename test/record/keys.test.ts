import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as keys from '../../lib/record/keys.ts'

const page = 'da-nang/home'
const slotMs = 1_790_000_100_000
const at = { page, slotMs, location: 'sgn', host: 'example.org', instrument: 'a1', day: '2026-11-20' }

/** One key of each kind. */
const evaluation = { criteria: 'vn-2025-load', version: 1, period: '2026-Q3', group: 'domestic' } as const
const KEYS: Readonly<Record<string, keys.Key | readonly keys.Key[]>> = {
  observationKey: keys.observationKey(at),
  auditKey: keys.auditKey(at),
  hourRollupKey: keys.hourRollupKey({ page, hourMs: slotMs }),
  dayRollupKey: keys.dayRollupKey(at),
  dayDetailsKey: keys.dayDetailsKey(at),
  timingsKey: keys.timingsKey(at),
  baselineKey: keys.baselineKey(at),
  baselineProgressKey: keys.baselineProgressKey(),
  rollingDayKey: keys.rollingDayKey(at.day),
  rollingScoreKey: keys.rollingScoreKey({ portal: 'da-nang', day: at.day }),
  judgedProgressKey: keys.judgedProgressKey(),
  rollupProgressKey: keys.rollupProgressKey(),
  segmentKey: keys.segmentKey({ ...at, revision: 2 }),
  chainKey: keys.chainKey(page),
  monthHeadKey: keys.monthHeadKey(at),
  archiveProgressKey: keys.archiveProgressKey(),
  archiveLeaseKey: keys.archiveLeaseKey(),
  sweepProgressKey: keys.sweepProgressKey(),
  sweepLeaseKey: keys.sweepLeaseKey(),
  sweptKey: [
    ...['observation', 'audit', 'hour'].map((what) => keys.sweptKey(`${what}#${page}`)),
    keys.sweptKey('receipt#sgn'),
  ],
  lateKey: [
    keys.lateKey({ page, arrivedAtMs: slotMs, fromMs: slotMs, toMs: slotMs }),
    keys.lateKey({ page: null, arrivedAtMs: slotMs, fromMs: slotMs, toMs: slotMs }),
  ],
  liveKey: keys.liveKey(page),
  latestKey: [keys.latestKey({ ...at, type: 'observation' }), keys.latestKey({ ...at, type: 'audit' })],
  receiptKey: keys.receiptKey('sgn', slotMs),
  notedMinutesKey: keys.notedMinutesKey('sgn', slotMs),
  configKey: keys.configKey({ effectiveFromMs: slotMs, version: 'v1' }),
  criteriaKey: keys.criteriaKey({ criteria: 'vn-2025-load', version: 1 }),
  importKey: keys.importKey('trace'),
  scoreKey: ['#opening', '#R0002', 'da-nang#R0002'].map((part) => keys.scoreKey(evaluation, part)),
  scoreBasisKey: keys.scoreBasisKey({ ...evaluation, revision: 1 }, 'segments#da-nang/home'),
  evaluationKey: keys.evaluationKey(evaluation),
  evaluationLeaseKey: keys.evaluationLeaseKey(evaluation),
  reviewKey: keys.reviewKey('a1b2'),
  tokenKey: keys.tokenKey('t1'),
  sessionKey: keys.sessionKey('t1'),
  sessionCookieKey: keys.sessionCookieKey(),
  killKey: [keys.killKey(null), keys.killKey('da-nang')],
  jobKey: keys.jobKey({ owner: 'operator', id: 'history-abc-1' }),
  hostKey: keys.hostKey(at),
  controlAuditKey: keys.controlAuditKey({ ...at, startedAtMs: slotMs }),
  controlHourKey: keys.controlHourKey({ ...at, hourMs: slotMs }),
  watchKey: keys.watchKey(),
  windowKey: [keys.windowKey({ kind: 'silence', id: 'a1' }), keys.windowKey({ kind: 'maintenance', id: 'a1' })],
  holidayKey: keys.holidayKey('a1'),
  releaseKey: keys.releaseKey({ portal: 'da-nang', id: '20261122t150000-a1b2c3' }),
  toldKey: keys.toldKey({ notifier: 'webhook', event: 'a1' }),
  changeKey: keys.changeKey({ atMs: slotMs, id: 'a1b2' }),
  locationKeyKey: keys.locationKeyKey({ location: 'sgn', fromMs: slotMs, keyId: 'ab'.repeat(32) }),
  registeredKeyKey: keys.registeredKeyKey('sgn'),
  incidentKeys: keys.incidentKeys({ id: '', page, sinceMs: slotMs, kind: 'down', group: 'domestic' }),
  incidentEndKeys: keys.incidentEndKeys({
    id: '',
    page,
    sinceMs: slotMs,
    kind: 'down',
    group: 'domestic',
    resolvedAtMs: slotMs,
  }),
  tellingKey: keys.tellingKey(),
  eventTimeKey: keys.eventTimeKey({ id: `down:${page}:domestic:${slotMs}:1`, atMs: slotMs }),
  incidentNoteKey: keys.incidentNoteKey({ incident: `down:${page}:domestic:${slotMs}`, hash: '0a1b2c3d4e5f6071' }),
  joinedKey: keys.joinedKey({ id: `down:${page}:domestic:${slotMs}`, seq: 1 }),
  incidentEventKeys: keys.incidentEventKeys({ id: '', page, sinceMs: slotMs, kind: 'down', group: 'domestic', seq: 1 }),
}

/** Rows of the table in docs/data.md, as patterns of its two columns of keys. */
const rows = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, item, pk]) => item !== undefined && item !== 'item' && pk?.startsWith('`'))
  .map(([, item = '', pk = '', sk = '']) => ({ item, pk: patternsOf(pk), sk: patternsOf(sk) }))

test('every kind of key has an example here', () => {
  const made = Object.entries(keys).flatMap(([name, value]) =>
    typeof value === 'function' && /Keys?$/.test(name) ? [name] : [],
  )
  expect(Object.keys(KEYS).toSorted()).toEqual(made.toSorted())
})

test.each(Object.entries(KEYS))('docs/data.md describes items by %s', (_, examples) => {
  for (const { pk, sk } of [examples].flat()) {
    const found = rows.filter(
      (row) => row.pk.some((pattern) => pattern.test(pk)) && row.sk.some((pattern) => pattern.test(sk)),
    )
    expect(
      found.map(({ item }) => item),
      `${pk} ${sk}`,
    ).not.toEqual([])
  }
})

test('docs/data.md describes nothing else', () => {
  const all = Object.values(KEYS).flat() as readonly keys.Key[]
  for (const { item, pk, sk } of rows)
    expect(
      all.some((key) => pk.some((pattern) => pattern.test(key.pk)) && sk.some((pattern) => pattern.test(key.sk))),
      `${item}`,
    ).toBe(true)
})

/** What stands between backticks; `<…>` is anything of what its name says. */
function patternsOf(cell: string): readonly RegExp[] {
  const forms: Readonly<Record<string, string>> = {
    '<page>': '([a-z0-9-]+/[a-z0-9-]+|\\*)',
    '<portal>': '([a-z0-9-]+|\\*)',
    '<slot>': '\\d{15}',
    '<from>': '\\d{15}',
    '<to>': '\\d{15}',
    '<since>': '\\d{15}',
    '<at>': '\\d{15}',
    '<minute>': '\\d{15}',
    '<yyyymmdd>': '\\d{8}',
    '<yyyymm>': '\\d{6}',
    '<yyyy>': '\\d{4}',
    '<yyyy-mm-dd>': '\\d{4}-\\d{2}-\\d{2}',
    '<revision>': '\\d{4}',
    '<seq>': '\\d{4}',
    '<0-15>': '\\d{1,2}',
  }
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => {
    const pattern = text.replaceAll(/<[^>]+>/g, (name) => forms[name] ?? '[^#]+')
    return new RegExp(`^${pattern}$`)
  })
}
