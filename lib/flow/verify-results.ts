import type { BilingualText } from '../model/catalogue.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { Manifest } from '../model/evidence.ts'
import { unpack } from '../record/segment.ts'
import { sha256Of } from '../record/signer.ts'

/** Hours that are named one by one; of others only the number. */
const NAMED = 6

/** The lines that are packed in a file, where they are those that its manifest names; else null. */
export function linesNamed(
  packed: Uint8Array,
  { contentBytes, contentSha256 }: Pick<Manifest['results'], 'contentBytes' | 'contentSha256'>,
): readonly string[] | null {
  const lines = unpack(packed, contentBytes)
  return lines !== null && sha256Of(lines.map((line) => `${line}\n`).join('')) === contentSha256 ? lines : null
}

/** Which hours' lines of a changed file differ from what its manifest says, as far as it can still be unpacked. */
export function differingHours(packed: Uint8Array, manifest: Manifest): BilingualText {
  const lines = unpack(packed, 2 * manifest.results.contentBytes + 1_000_000)
  if (lines === null) return { vi: 'không giải nén được', en: 'it can’t be unpacked' }
  const found = new Map<number, string[]>()
  let strange = 0
  for (const line of lines) {
    const hourMs = hourOfLine(line)
    if (hourMs === null) strange++
    else found.set(hourMs, [...(found.get(hourMs) ?? []), line])
  }
  const sealed = new Map(manifest.hours.map((hour) => [hour.fromMs, hour]))
  const hours = [...new Set([...sealed.keys(), ...found.keys()])]
    .toSorted((a, b) => a - b)
    .flatMap((fromMs) => {
      const [now, then] = [found.get(fromMs) ?? [], sealed.get(fromMs)]
      if (then && sha256Of(now.map((line) => `${line}\n`).join('')) === then.sha256) return []
      return [`${new Date(fromMs).toISOString().slice(0, 16)}Z (${then?.lines ?? 0} → ${now.length})`]
    })
  const named = hours.slice(0, NAMED).join(', ') + (hours.length > NAMED ? `, +${hours.length - NAMED}` : '')
  if (hours.length === 0 && strange === 0)
    return { vi: 'các dòng vẫn như cũ trong từng giờ', en: 'within each hour its lines are as they were' }
  return {
    vi: [
      ...(hours.length > 0 ? [`các giờ có dòng khác: ${named}`] : []),
      ...(strange > 0 ? [`${strange} dòng không phải kết quả`] : []),
    ].join('; '),
    en: [
      ...(hours.length > 0 ? [`hours whose lines differ: ${named}`] : []),
      ...(strange > 0 ? [`${strange} lines are no results`] : []),
    ].join('; '),
  }
}

function hourOfLine(line: string): number | null {
  try {
    const { slotMs } = JSON.parse(line) as { readonly slotMs?: unknown }
    return typeof slotMs === 'number' && Number.isFinite(slotMs) ? Math.floor(slotMs / HOUR_MS) * HOUR_MS : null
  } catch {
    return null
  }
}
