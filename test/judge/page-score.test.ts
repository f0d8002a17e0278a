import { expect, test } from 'vitest'
import { type PageScore, type ScoredPage, scorePage } from '../../lib/judge/page-score.ts'
import { published, scorePortal } from '../../lib/judge/portal-score.ts'
import type { PageKind } from '../../lib/model/catalogue.ts'
import { cellsOf, criteria, LCP_RULE, TOTAL_RULE } from '../kit/score.ts'

const PACK = criteria()

/** A page of which all rules see the same. */
function page(written: Parameters<typeof cellsOf>[0], changes: Partial<ScoredPage> = {}): ScoredPage {
  const cells = cellsOf(written)
  return {
    page: 'da-nang/home',
    kind: 'homepage',
    among: 1,
    withheld: null,
    cellsOf: () => cells,
    ...changes,
  }
}

const scored = (written: Parameters<typeof cellsOf>[0], changes: Partial<ScoredPage> = {}, pack = PACK): PageScore =>
  scorePage(page(written, changes), pack)

function told({ points, reason }: Pick<PageScore, 'points' | 'reason'>): readonly (number | string | null)[] {
  return points === null ? [reason] : [published(points.points), published(points.low), published(points.high)]
}

test('three quarters within the limit are half of the points', () => {
  const { rules, ...score } = scored({ a: '1000*30 9000*10' })
  expect(told(score)).toEqual([5, 5, 5])
  expect(rules).toMatchObject([{ n: 120, met: false }])
  expect(
    rules.map(({ value, p50, p95, failedShare, points, most }) =>
      [value, p50, p95, failedShare, points, most].map(String),
    ),
  ).toEqual([['0.75', '1000', '9000', '0', '5', '10']])
})

test('nine tenths exactly are all of them, a hair less is not', () => {
  expect(scored({ a: '1000*90 9000*10' })).toMatchObject({ rules: [{ met: true }] })
  expect(scored({ a: '1000*89 9000*11' })).toMatchObject({ rules: [{ met: false }] })
  expect(told(scored({ a: '1000*90 9000*10' }))).toEqual([10, 10, 10])
  expect(told(scored({ a: '1000*899 9000*101' }))).toEqual([9.97, 9.97, 9.97])
})

test.each([
  ['nothing was due', {}, 'not_measured'],
  ['too little was measured', { a: '1000*80 unmeasured*20' }, 'insufficient_coverage'],
  ['what did not come is not measured either', { a: '1000*80 missing*20' }, 'insufficient_coverage'],
  [
    'too little in working hours',
    { a: { work: '1000*79 unmeasured*21', evening: '1000*300', night: '1000*300' } },
    'insufficient_work_coverage',
  ],
  ['too few audits', { a: '1000*9' }, 'too_few_audits'],
  ['a part of the week that nobody saw', { a: { work: '1000*100', evening: '1000*100' } }, 'empty_stratum'],
  ['a login that we have no account for', { a: 'login*60 1000*40' }, 'login_required'],
  ['the portal kept us from more than a tenth', { a: '1000*89 obstructed*11' }, 'obstructed'],
  ['half of it behind a login is not behind one', { a: 'login*50 1000*50' }, 'obstructed'],
  ['no working hour at all', { a: { evening: '1000*100', night: '1000*100' } }, 'empty_stratum'],
] as const)('no points: %s', (_name, written, reason) => {
  expect(told(scored(written as Parameters<typeof cellsOf>[0]))).toEqual([reason])
})

test('what reaches a least share, or the fewest audits, has points', () => {
  const just = { a: { work: '1000*80 unmeasured*20', evening: '1000*100', night: '1000*100' } }
  expect(told(scored(just))).toEqual([10, 10, 10])
  expect(told(scored({ a: '1000*90 unmeasured*10' }))).toEqual([10, 10, 10])
  expect(told(scored({ a: '1000*10' }))).toEqual([10, 10, 10])
  expect(told(scored({ a: '1000*9 failed' }))).toEqual([10, 10, 10])
  expect(told(scored({ a: '1000*9' }, { fewestAudits: 27 }))).toEqual([10, 10, 10])
  expect(told(scored({ a: '1000*89 9000 obstructed*10' }))).toEqual([10, 9.67, 10])
})

test('results that failed count as results, and are within nothing', () => {
  const { rules } = scored({ a: '1000*75 failed*25' })
  expect(rules.map(({ n, value, failedShare }) => [n, String(value), String(failedShare)])).toEqual([
    [300, '0.75', '0.25'],
  ])
})

test('without points a page’s rules have none, but what they saw', () => {
  const shown = ({ rules }: PageScore) =>
    rules.map(({ value, p75, failedShare, points, met }) => [value, p75, failedShare, points, met].map(String))
  expect(shown(scored({ a: '1000*80 unmeasured*20' }))).toEqual([['1', '1000', '0', 'null', 'true']])
  expect(shown(scored({ a: { work: '1000*100' } }))).toEqual([['null', 'null', 'null', 'null', 'null']])
})

test('quantiles that nobody looks at are not made, and change no points', () => {
  const unseen = scored({ a: '1000*30 9000*10' }, { isShown: false })
  expect(told(unseen)).toEqual([5, 5, 5])
  expect(unseen.rules).toMatchObject([{ p50: null, p75: null, p95: null }])
})

/** Rules of LCP and of the time that a check took, of the weights given, and what each of them sees. */
function both(lcp: [number, Parameters<typeof cellsOf>[0]], total: [number, Parameters<typeof cellsOf>[0]]) {
  const seen = { audit: cellsOf(lcp[1]), http: cellsOf(total[1]) }
  const rules = [
    { ...LCP_RULE, weight: lcp[0] },
    { ...TOTAL_RULE, weight: total[0] },
  ]
  return scored({}, { cellsOf: ({ from }) => seen[from] }, criteria({ rules }))
}

test('of two kinds of check the one that was measured least tells whether there are points', () => {
  const [whole, most, half] = [{ a: '1000*100' }, { a: '1000*95 unmeasured*5' }, { a: '1000*50 unmeasured*50' }]
  for (const score of [both([1, most], [1, half]), both([1, half], [1, most])])
    expect([told(score), score.coverage.share]).toEqual([['insufficient_coverage'], 0.5])
  for (const score of [both([1, {}], [1, half]), both([1, half], [1, {}])]) expect(score.coverage.share).toBeNull()
  expect(both([1, whole], [1, most])).toMatchObject({ reason: null, coverage: { share: 0.95, due: 300 } })
  for (const score of [both([1, whole], [1, {}]), both([1, {}], [1, whole])])
    expect([told(score), score.coverage.share]).toEqual([['not_measured'], null])
})

test('a rule that earns nothing takes no points by what it couldn’t see', () => {
  const [whole, half] = [{ a: '1000*100' }, { a: { work: '1000*9 unmeasured*91' } }]
  const score = both([1, whole], [0, half])
  expect([told(score), score.coverage.share]).toEqual([[10, 10, 10], 1])
  expect(score.rules).toMatchObject([{ met: true }, { value: null, points: null, met: null }])
  expect(told(both([0, half], [1, whole]))).toEqual([10, 10, 10])
})

test('one rule of two that has no result of a part of the week is enough for none', () => {
  expect(told(both([1, { a: '1000*100' }], [1, { a: { work: '1000*100', night: '1000*100' } }]))).toEqual([
    'empty_stratum',
  ])
})

test('where no rule earns anything nothing was measured for points', () => {
  const score = both([0, { a: '1000*100' }], [0, { a: '1000*100' }])
  expect(score).toMatchObject({ reason: 'not_measured', points: null })
  expect(score.coverage).toEqual({
    due: 0,
    passed: 0,
    failed: 0,
    obstructed: 0,
    login: 0,
    share: null,
    workShare: null,
    obstructedShare: null,
  })
})

test('obstructed: up to a fiftieth ignored, up to a tenth both bounds', () => {
  expect(told(scored({ a: '1000*70 9000*28 obstructed*2' }))).toEqual([3.81, 3.81, 3.81])
  expect(told(scored({ a: '1000*70 9000*27 obstructed*3' }))).toEqual([4.05, 3.33, 4.33])
})

test('9.5 % obstructed, all of it at the peak, can’t hide what the peak is like', () => {
  const seen = (work: string) => told(scored({ a: { work, evening: '1000*430', night: '1000*570' } }))
  expect(seen('1000*810 obstructed*190')).toEqual([10, 9.53, 10])
  // Fewer checks in working hours: there a fifth is too much, whatever the share of all.
  expect(told(scored({ a: { work: '1000*380 obstructed*190', evening: '1000*430', night: '1000*1000' } }))).toEqual([
    'insufficient_work_coverage',
  ])
})

test('what is known before any result is looked at goes first', () => {
  expect(told(scored({ a: '1000*100' }, { withheld: 'not_valid_long_enough' }))).toEqual(['not_valid_long_enough'])
})

test('rules share a page’s points by weight; those of weight 0 are shown and earn nothing', () => {
  const pack = criteria({
    rules: [
      { ...LCP_RULE, weight: 3 },
      { ...LCP_RULE, limit: 500 },
      { ...LCP_RULE, limit: 100, weight: 0 },
    ],
  })
  const { rules, points } = scored({ a: '1000*100' }, {}, pack)
  expect(told({ points, reason: null })).toEqual([7.5, 7.5, 7.5])
  expect(rules.map(({ most, points: earned }) => [String(most), String(earned)])).toEqual([
    ['7.5', '7.5'],
    ['2.5', '0'],
    ['0', '0'],
  ])
})

const of = (kind: PageKind, written: string, among = 1) => scored({ a: written }, { kind, among })

test('nine trivial eForms beside a slow one: each has a tenth of the points, no more', () => {
  const quick = Array.from({ length: 9 }, () => of('eform', '1000*100', 10))
  const portal = scorePortal('da-nang', [of('homepage', '1000*100'), ...quick, of('eform', '9000*100', 10)], PACK)
  expect(told(portal.eform)).toEqual([9, 9, 9])
  expect(told(portal.total)).toEqual([19, 19, 19])
})

test('a total only with both halves, and a half only with all of its pages', () => {
  const portal = scorePortal('da-nang', [of('homepage', '1000*100')], PACK)
  expect(told(portal.homepage)).toEqual([10, 10, 10])
  expect([told(portal.eform), told(portal.total)]).toEqual([['not_measured'], ['not_measured']])
  const dark = scorePortal(
    'da-nang',
    [of('homepage', '1000*100'), of('eform', '1000*100', 2), of('eform', '1000*9', 2)],
    PACK,
  )
  expect([told(dark.eform), told(dark.total), dark.grade]).toEqual([['too_few_audits'], ['too_few_audits'], null])
})

test('rounding is half up, once, and grades are by what is shown', () => {
  // 2 × 0.6015 of 10: each half is 4.995, shown as 5.00; their sum is 9.99, not 10.00.
  const half = '1000*14997 9000*5003'
  const pack = criteria({ grades: [{ grade: 'good', atLeast: 9.99 }] })
  const portal = scorePortal('p', [scored({ a: half }, {}, pack), scored({ a: half }, { kind: 'eform' }, pack)], pack)
  expect([told(portal.homepage)[0], told(portal.total)[0], portal.grade]).toEqual([5, 9.99, 'good'])
})

test('where the criteria ask for one kind of page only, its points are the total', () => {
  const home = scored({ a: '1000*100' }, {}, criteria({ pages: { homepage: 10 } }))
  const alone = scorePortal('p', [home], criteria({ pages: { homepage: 10 } }))
  expect([told(alone.total), told(alone.eform)]).toEqual([[10, 10, 10], ['not_measured']])
  const pack = criteria({ pages: { eform: 20 } })
  const form = scorePortal('p', [scored({ a: '1000*30 9000*10' }, { kind: 'eform' }, pack)], pack)
  expect([told(form.total), told(form.homepage)]).toEqual([[10, 10, 10], ['not_measured']])
})

test('the grade is the best that the points reach; without points there is none', () => {
  const pack = criteria({
    grades: [
      { grade: 'A', atLeast: 18 },
      { grade: 'B', atLeast: 10 },
      { grade: 'C', atLeast: 5 },
    ],
  })
  const grade = (written: string) =>
    scorePortal('p', [scored({ a: written }, {}, pack), scored({ a: written }, { kind: 'eform' }, pack)], pack).grade
  expect(['1000*40', '1000*30 9000*10', '1000*36 9000*18', '9000*40', '1000*5'].map(grade)).toEqual([
    'A',
    'B',
    null,
    null,
    null,
  ])
})
