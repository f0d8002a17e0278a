import type { Result } from 'lighthouse'
import type { ThirdParties } from '../../model/audit.ts'

type Share = { origin: string; bytes: number; requests: number; mainThreadMs: number }

const ORIGINS_TOLD = 10

/** What others than the page's own site have in a load, by origin; null where the report doesn't list its requests. */
export function thirdPartiesIn(report: Result): ThirdParties | null {
  const requests = itemsOf(report, 'network-requests')
  if (requests === null) return null
  const own = new Set((report.entities ?? []).flatMap((entity) => (entity.isFirstParty ? entity.origins : [])))
  const shares = new Map<string, Share>()
  const shareOf = (url: unknown): Share | null => {
    const origin = originOf(url)
    if (origin === null || own.has(origin)) return null
    const share = shares.get(origin) ?? { origin, bytes: 0, requests: 0, mainThreadMs: 0 }
    shares.set(origin, share)
    return share
  }
  for (const { url, transferSize } of requests) {
    const share = shareOf(url)
    if (!share) continue
    share.requests += 1
    share.bytes += numberIn(transferSize)
  }
  for (const { subItems } of itemsOf(report, 'third-parties-insight') ?? []) {
    for (const { url, mainThreadTime } of (subItems as { readonly items: readonly Item[] } | undefined)?.items ?? []) {
      const share = shareOf(url)
      if (share) share.mainThreadMs += numberIn(mainThreadTime)
    }
  }
  const origins = [...shares.values()]
    .map((share) => ({ ...share, mainThreadMs: Math.round(share.mainThreadMs) }))
    .toSorted((a, b) => b.bytes - a.bytes || (a.origin < b.origin ? -1 : 1))
  const sum = (of: 'bytes' | 'requests' | 'mainThreadMs'): number =>
    origins.reduce((total, share) => total + share[of], 0)
  return {
    bytes: sum('bytes'),
    requests: sum('requests'),
    mainThreadMs: sum('mainThreadMs'),
    origins: origins.slice(0, ORIGINS_TOLD),
  }
}

type Item = Readonly<Record<string, unknown>>

function itemsOf(report: Result, id: string): readonly Item[] | null {
  const details = report.audits[id]?.details
  return details && 'items' in details ? (details.items as Item[]) : null
}

function originOf(url: unknown): string | null {
  if (typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url)) return null
  return new URL(url).origin
}

function numberIn(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
