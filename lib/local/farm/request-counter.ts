export type RequestCount = {
  readonly portal: string
  readonly path: string
  readonly source: string
  readonly count: number
}

export type RequestCounter = {
  readonly add: (request: Omit<RequestCount, 'count'>) => void
  /** In order of first appearance. */
  readonly counts: () => readonly RequestCount[]
}

/** Distinct rows kept; a client that asks for endless addresses is counted under path `*` beyond them. */
const MAX_ROWS = 2_000

export function createRequestCounter(): RequestCounter {
  const rows = new Map<string, { -readonly [K in keyof RequestCount]: RequestCount[K] }>()
  return {
    add: (request) => {
      const path = rows.size < MAX_ROWS || rows.has(key(request)) ? request.path : '*'
      const row = rows.get(key({ ...request, path }))
      if (row) row.count += 1
      else rows.set(key({ ...request, path }), { ...request, path, count: 1 })
    },
    counts: () => [...rows.values()].map((row) => ({ ...row })),
  }
}

function key({ portal, path, source }: Omit<RequestCount, 'count'>): string {
  return `${portal} ${source} ${path}`
}
