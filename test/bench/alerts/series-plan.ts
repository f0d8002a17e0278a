import { drawsOf } from './draws.ts'
import { GAP, TROUBLES } from './parameters.ts'
import type { RealPage, Source } from './series.ts'
import type { Truth } from './truth.ts'

/** Failures with no more good slots than this between them are one trouble. */
const TOGETHER_SLOTS = 12

/** Of the slots of what is put in, so many must have been measured. */
const LEAST_MEASURED = 0.5

/** What makes sense where there is one place. */
const PUT_IN = TROUBLES.filter(({ kind, slots }) => kind === 'step' || (kind === 'down' && slots[0] >= 3))

/** What really was wrong by the results themselves: slots that failed, `size` of them. */
export function failuresOf(source: Source): readonly Truth[] {
  return source.pages.flatMap((page) => {
    const failed = [...page.slots].filter(([, ms]) => ms === null).map(([slotMs]) => slotMs)
    const runs: number[][] = []
    for (const slotMs of failed) {
      const run = runs.at(-1)
      if (run && slotMs - (run.at(-1) as number) <= (TOGETHER_SLOTS + 1) * source.everyMs) run.push(slotMs)
      else runs.push([slotMs])
    }
    return runs.map((run): Truth => {
      const [fromMs, toMs] = [run[0] as number, (run.at(-1) as number) + source.everyMs]
      const passed = measured(page, { fromMs, toMs, everyMs: source.everyMs }) > run.length
      return {
        ...plain(page, { fromMs, toMs }),
        id: `found-${page.key}-${fromMs}`,
        kind: passed ? 'brownout' : 'down',
        size: run.length,
        cause: 'http_5xx',
      }
    })
  })
}

/**
 * Outages and slowdowns of the simulation's kinds, lengths (in slots) and gaps, put into real series after the warm-up: not where
 * the page fails by itself, or too little was measured.
 */
export function planSeries(source: Source, seed: number): readonly Truth[] {
  const own = failuresOf(source)
  const { everyMs, fromMs: startMs, toMs: endMs } = source
  return source.pages.flatMap((page) => {
    const draws = drawsOf(seed, 'series', page.key)
    const busy = own.filter(({ pages }) => pages.includes(page.key))
    const placed: Truth[] = []
    let fromMs = startMs + source.warmUpMs + draws.between(0, GAP.meanMs)
    while (fromMs < endMs) {
      const trouble = draws.pick(PUT_IN.flatMap((one) => Array.from({ length: one.weight }, () => one)))
      const [least, most] = trouble.slots
      const lasts = Math.min(most, Math.floor(draws.betweenLog(least, most + 1)))
      const toMs = fromMs + lasts * everyMs
      const known = measured(page, { fromMs, toMs, everyMs })
      const isFree = busy.every((one) => one.toMs + GAP.leastMs < fromMs || one.fromMs - GAP.leastMs > toMs)
      if (isFree && known >= Math.max(3, LEAST_MEASURED * lasts) && toMs < endMs - GAP.leastMs)
        placed.push({
          ...plain(page, { fromMs: Math.round(fromMs), toMs: Math.round(toMs) }),
          id: `put-${page.key}-${Math.round(fromMs)}`,
          kind: trouble.kind,
          size: 'sizes' in trouble ? draws.pick<number>(trouble.sizes) : 1,
          cause: trouble.kind === 'down' ? 'http_5xx' : null,
        })
      fromMs = toMs + GAP.leastMs + draws.exponential(GAP.meanMs - GAP.leastMs)
    }
    return placed
  })
}

/** How many slots between two moments have a result. */
function measured(
  { slots }: RealPage,
  { fromMs, toMs, everyMs }: { readonly fromMs: number; readonly toMs: number; readonly everyMs: number },
): number {
  let count = 0
  for (let slotMs = Math.ceil(fromMs / everyMs) * everyMs; slotMs < toMs; slotMs += everyMs)
    if (slots.has(slotMs)) count++
  return count
}

function plain(page: RealPage, { fromMs, toMs }: Pick<Truth, 'fromMs' | 'toMs'>): Truth {
  return {
    type: 'truth',
    id: '',
    kind: 'step',
    pages: [page.key],
    location: null,
    fromMs,
    toMs,
    size: 1,
    riseMs: 0,
    cause: null,
    cycle: null,
  }
}
