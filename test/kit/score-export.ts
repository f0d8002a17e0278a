import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readPack } from '../../lib/flow/criteria.ts'
import type { CriteriaRule } from '../../lib/model/criteria.ts'
import type { Exclusion } from '../../lib/model/exclusion.ts'
import type { PublishedPage, PublishedPoints, PublishedPortal, PublishedRule, Score } from '../../lib/model/score.ts'
import type { ExportPack, ExportPortal, ScoreExport } from '../../lib/model/score-export.ts'

const NAMES = [
  'Bình Minh',
  'Sông Xanh',
  'Hải Đăng',
  'Ế Ộ Ữ Ằ',
  'Đồng Lúa',
  'Ven Sông',
  'Cao Nguyên',
  'Phú An',
  'Trường Thành',
]
const NOW = Date.parse('2026-12-01T03:00:00Z')
const EXCLUDED: Exclusion = {
  review: 'r1',
  portal: 'p3',
  page: null,
  locations: null,
  fromMs: Date.parse('2026-08-03T02:00:00Z'),
  toMs: Date.parse('2026-08-03T05:00:00Z'),
  cause: 'đứt cáp quang',
  reason: 'có xác nhận của nhà mạng',
  decidedAtMs: Date.parse('2026-10-07T02:00:00Z'),
  decidedBy: 'evaluator',
}

/**
 * An export as a quarter of many portals leaves one, made up: the second portal has no eForm that could be measured, the
 * third one was obstructed at times, and the texts of the fourth are what somebody would write who means harm.
 */
export function scoreExportOf(of: { readonly portals?: number; readonly packs?: readonly string[] } = {}): ScoreExport {
  const portals = Array.from({ length: of.portals ?? 9 }, (_, index) => portalOf(index))
  const packs = (of.packs ?? ['vn-2023-response-time', 'vn-2025-load']).map((id) => packOf(id, portals))
  return {
    type: 'export',
    atMs: NOW,
    nhip: '0.1.0',
    period: { name: '2026-Q3', from: '2026-07-01', to: '2026-09-30', timezone: 'Asia/Ho_Chi_Minh' },
    status: 'preview',
    only: { portal: null, owner: null, vendor: null },
    catalogue: {
      catalog: 'viet-nam',
      versions: [{ version: '1b17945d05a815cb', effectiveFromMs: Date.parse('2026-06-20T00:00:00Z'), untilMs: null }],
    },
    locations: [
      { location: 'ha-noi', group: 'domestic', network: 'AS64496', scoring: true },
      { location: 'sai-gon', group: 'domestic', network: 'AS64498', scoring: true },
    ],
    portals,
    packs,
    maintenance: [
      {
        portal: 'p1',
        page: null,
        fromMs: Date.parse('2026-07-11T15:00:00Z'),
        toMs: Date.parse('2026-07-11T18:30:00Z'),
        declaredAtMs: Date.parse('2026-07-01T02:00:00Z'),
        note: 'nâng cấp hệ thống',
      },
      {
        portal: 'p2',
        page: 'home',
        fromMs: Date.parse('2026-08-01T15:00:00Z'),
        toMs: Date.parse('2026-08-01T16:00:00Z'),
        declaredAtMs: Date.parse('2026-08-01T15:30:00Z'),
        note: '=1+1',
      },
    ],
    reviews: [
      {
        id: 'r1',
        period: '2026-Q3',
        portal: 'p3',
        page: null,
        locations: null,
        fromMs: EXCLUDED.fromMs,
        toMs: EXCLUDED.toMs,
        cause: EXCLUDED.cause,
        note: '=HYPERLINK("http://example.org/")',
        openedAtMs: Date.parse('2026-10-05T02:00:00Z'),
        role: 'vendor',
        behalf: null,
        decision: {
          atMs: EXCLUDED.decidedAtMs,
          onWordOf: ['link:platform/Chị Hoa', 'cli:nhip'],
          isAccepted: true,
          finding: 'portal',
          reason: EXCLUDED.reason,
        },
      },
    ],
    instruments: [
      {
        location: 'ha-noi',
        from: 'audit',
        instrument: 'd35703a8dad4bb1a',
        profile: 'mobile',
        cpuSlowdownMultiplier: 4.25,
        software: { lighthouse: '13.5.0', node: '24.21.0', nhip: '0.1.0', chromium: '153.0.8010.0' },
        results: 12_345,
        fromMs: Date.parse('2026-06-30T17:00:00Z'),
        toMs: Date.parse('2026-09-30T16:55:00Z'),
      },
    ],
  }
}

function portalOf(index: number): ExportPortal {
  const place = NAMES[index % NAMES.length] ?? ''
  const id = `p${index + 1}`
  const isHostile = index === 3
  return {
    portal: id,
    name: {
      vi: isHostile ? '=HYPERLINK("http://example.org/","bấm")' : `Cổng dịch vụ công tỉnh ${place}`,
      en: isHostile ? '+cmd|calc' : `${place} public service portal`,
      official: isHostile ? null : `Hệ thống thông tin giải quyết thủ tục hành chính tỉnh ${place}`,
    },
    owner: `tinh-${id}`,
    kind: index < 2 ? 'ministry' : 'province',
    order: index + 1,
    state: 'active',
    vendor: ['hoa-sen', 'sao-mai', null][index % 3] ?? null,
    hosting: isHostile ? '@SUM(A1:A9)' : 'trung-tam-du-lieu',
    idCode: `H${10 + index}`,
    pages: (['homepage', 'eform'] as const).map((kind) => ({
      page: `${id}/${kind === 'homepage' ? 'home' : 'khai-sinh'}`,
      kind,
      url: `https://dvc.${id}.example/${kind === 'homepage' ? '' : 'vi/padsvc/apply-online/64f1a2b3c4d5e6f708192a3b'}`,
      procedure: kind === 'eform' ? '1.001193' : null,
      engine: kind === 'eform' ? 'formio' : null,
    })),
    maintenanceHours: index === 0 ? 3.5 : 0,
  }
}

function packOf(id: string, portals: readonly ExportPortal[]): ExportPack {
  const { criteria, sha256 } = readPack(readFileSync(new URL(`../../criteria/${id}.yaml`, import.meta.url), 'utf8'), id)
  const scored = portals.map((portal, index) => scoredPortal(portal, { index, rules: criteria.rules }))
  const score: Score = {
    type: 'score',
    criteria: criteria.criteria,
    version: criteria.version,
    reading: criteria.reading,
    period: '2026-Q3',
    from: '2026-07-01',
    to: '2026-09-30',
    timezone: 'Asia/Ho_Chi_Minh',
    group: 'domestic',
    kind: 'official',
    locations: ['ha-noi', 'sai-gon'],
    reservation: null,
    status: 'preview',
    closing: null,
    exclusions: [EXCLUDED],
    portals: scored,
  }
  const codes = scored.map((portal) => ({
    portal: portal.portal,
    sha256: createHash('sha256').update(JSON.stringify(portal)).digest('hex'),
  }))
  return { criteria, sha256, score, codes }
}

function scoredPortal(
  { portal, pages }: ExportPortal,
  { index, rules }: { readonly index: number; readonly rules: readonly CriteriaRule[] },
): PublishedPortal {
  const made = pages.map(({ page, kind }): PublishedPage => {
    const isMissing = index === 1 && kind === 'eform'
    const value = 0.62 + ((index * 37) % 38) / 100
    const points = Math.round(1_000 * Math.min(1, (value - 0.6) / 0.3)) / 100
    const of = rules.filter((rule) => rule.page === kind)
    const earning = of.filter(({ weight }) => weight > 0).length
    const low = index === 2 ? points - 1.5 : points
    return {
      page,
      kind,
      points: isMissing ? null : { points, low, high: points },
      reason: isMissing ? 'login_required' : null,
      before: index === 2 ? { points: { points: points - 1, low: low - 1, high: points - 1 }, reason: null } : null,
      excluded: index === 2 ? 12 : 0,
      excludedShare: index === 2 ? 12 / 2_220 : 0,
      maintenance: { plannedMs: index === 0 ? 12_600_000 : 0, acceptedMs: index === 0 ? 12_600_000 : 0 },
      due: 2_208,
      passed: isMissing ? 0 : 2_101,
      failed: isMissing ? 0 : 17,
      coverage: isMissing ? 0 : 2_118 / 2_208,
      workCoverage: isMissing ? 0 : 0.97,
      obstructed: isMissing ? 1 : index === 2 ? 0.041 : 0,
      rules: of.map((rule): PublishedRule => {
        const { metric, from, basis, statistic, limit, weight } = rule
        const most = weight === 0 ? 0 : 10 / earning
        const ms = 1_500 + index * 41
        const seen = statistic === 'within' ? value : ms
        return {
          metric,
          from,
          basis,
          statistic,
          limit,
          most,
          n: isMissing ? 0 : 2_118,
          value: isMissing ? null : seen,
          p50: isMissing ? null : ms - 300,
          p75: isMissing ? null : ms,
          p95: isMissing ? null : ms + 2_700,
          failedShare: isMissing ? null : 17 / 2_118,
          points: isMissing ? null : (points / 10) * most,
          met: isMissing ? null : value >= 0.9,
        }
      }),
    }
  })
  const [homepage = null, eform = null] = made.map((page) => page.points)
  return {
    portal,
    points: homepage && eform ? added(homepage, eform) : null,
    homepage,
    eform,
    reason: homepage && eform ? null : 'login_required',
    before: index === 2 ? { points: { points: 18, low: 15, high: 18 }, reason: null } : null,
    grade: null,
    interval: homepage && eform ? { low: 12.34, high: 15.6, batches: 6 } : null,
    ranks: homepage && eform ? { best: 2, worst: 7, of: 8 } : null,
    reservation: index === 2 ? 'no_consent' : null,
    pages: made,
  }
}

function added(a: PublishedPoints, b: PublishedPoints): PublishedPoints {
  const sum = (key: keyof PublishedPoints): number => Math.round((a[key] + b[key]) * 100) / 100
  return { points: sum('points'), low: sum('low'), high: sum('high') }
}
