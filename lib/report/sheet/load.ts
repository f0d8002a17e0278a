import { gunzipSync } from 'node:zlib'
import { type Frame, filmstripSchema, keptReportSchema } from '../../model/kept-report.ts'
import { type Insight, insightsIn } from './insights.ts'

/** What a sheet shows of one load of a page. */
export type Load = { readonly frames: readonly Frame[]; readonly insights: readonly Insight[] }

const MOST_FRAMES = 5
/** Of all frames of a load, in base64: a document of 83 portals with two pages each stays under 40 MB. */
const MOST_LETTERS = 200_000
/** A report of a heavy portal is a few MB. */
const MOST_BYTES = 50_000_000

/** From the `report.json.gz` that was kept of an audit; null: it is none that can be read. */
export function readLoad(file: Uint8Array): Load | null {
  const json = parsed(file)
  const { data: report } = keptReportSchema.safeParse(json)
  if (report === undefined) return null
  const { audits } = json as { readonly audits: Readonly<Record<string, unknown>> }
  const { data: film } = filmstripSchema.safeParse(audits['screenshot-thumbnails'])
  return { frames: framesOf(film?.details.items ?? []), insights: insightsIn(report) }
}

/** Those with something new to see, few enough, the first and the last among them. */
function framesOf(all: readonly Frame[]): readonly Frame[] {
  const changed = all.filter(({ data }, index) => data !== all[index - 1]?.data)
  let count = Math.min(MOST_FRAMES, changed.length)
  while (count > 0) {
    const chosen = spread(changed, count)
    if (chosen.reduce((sum, { data }) => sum + data.length, 0) <= MOST_LETTERS) return chosen
    count--
  }
  return []
}

function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (count === 1) return all.slice(-1)
  const step = (all.length - 1) / (count - 1)
  return all.length === 0 ? [] : Array.from({ length: count }, (_, index) => all[Math.round(index * step)] as T)
}

function parsed(file: Uint8Array): unknown {
  try {
    return JSON.parse(gunzipSync(file, { maxOutputLength: MOST_BYTES }).toString('utf8'))
  } catch {
    return null
  }
}
