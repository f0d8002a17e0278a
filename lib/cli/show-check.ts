import { stripVTControlCharacters } from 'node:util'
import type { BilingualText } from '../model/catalogue.ts'
import type { Warning } from '../model/cause.ts'
import { CAUSE_ADVICE, WARNING_WORDS } from '../model/cause-advice.ts'
import { DAY_MS } from '../model/duration.ts'
import type { FamilyResult, Observation, TlsFacts } from '../model/observation.ts'
import { CAUSE_WORDS, OUTCOME_WORDS, PHASE_WORDS } from '../model/words.ts'
import type { Io } from './io.ts'
import { type Canvas, duration, waterfall } from './waterfall.ts'

/** Days left from which a certificate is worth a look, and from which it is urgent; as alerts have them. */
const SOON_DAYS = 30
const URGENT_DAYS = 14

/** One check for people. `brief`: for one of many, without the waterfall. `wrap`: lines end within the columns. */
export function checkLines(
  observation: Observation,
  canvas: Canvas,
  how: { readonly brief: boolean; readonly wrap: boolean },
): readonly string[] {
  const fit = (lines: readonly string[]): readonly string[] =>
    how.wrap ? lines.flatMap((line) => wrapLine(line, canvas.columns)) : lines
  const drawing = how.brief
    ? fit(phaseLine(observation, canvas))
    : [
        ...fit(connectionLine(observation, canvas)),
        ...waterfall(observation, canvas),
        ...fit(certificateLines(observation, canvas)),
        ...requestIdLine(observation, canvas),
      ]
  return [
    headline(observation, canvas),
    ...fit(causeLines(observation, canvas)),
    ...drawing,
    ...fit(familyLines(observation.families ?? [], canvas)),
    ...fit(observation.warnings.map((warning) => `  ${canvas.colour.yellow('!')} ${warningWords(warning, canvas)}`)),
  ]
}

/** Breaks a line between words; what follows is indented further. A word longer than a line stays whole. */
function wrapLine(line: string, columns: number): readonly string[] {
  const lines: string[] = []
  for (const word of line.trimStart().split(' ')) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(`  ${word}`)
    else if (stripVTControlCharacters(`${last} ${word}`).length <= columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`    ${word}`)
  }
  return lines
}

function headline({ outcome, httpStatus, url, phases }: Observation, { say, colour }: Canvas): string {
  const paint = { passed: colour.green, failed: colour.red, inconclusive: colour.yellow }[outcome]
  const status = httpStatus === null ? '' : ` ${httpStatus}`
  const total = phases.totalMs === null ? '' : `  ${duration(phases.totalMs)}`
  return `${paint(say(OUTCOME_WORDS[outcome]))}${status}  ${url}${total}`
}

function causeLines({ cause, detail }: Observation, { say }: Canvas): readonly string[] {
  if (cause === null) return []
  return [`  ${say(CAUSE_WORDS[cause])} (${cause})${detail ? `: ${detail}` : ''}`, `  → ${say(CAUSE_ADVICE[cause])}`]
}

function connectionLine(observation: Observation, { say, colour }: Canvas): readonly string[] {
  const { address, family, httpVersion, tls, wireBytes, bodyBytes } = observation
  const packed = wireBytes !== bodyBytes && wireBytes !== null && bodyBytes !== null
  const facts = [
    ...(address === null ? [] : [`${address} (IPv${family})`]),
    ...(httpVersion === null ? [] : [`HTTP/${httpVersion}`]),
    ...(tls === null ? [] : [tls.protocol]),
    ...(wireBytes === null ? [] : [say({ vi: `nhận ${size(wireBytes)}`, en: `${size(wireBytes)} received` })]),
    ...(packed ? [say({ vi: `giải nén ${size(bodyBytes)}`, en: `${size(bodyBytes)} decoded` })] : []),
  ]
  return facts.length === 0 ? [] : [colour.dim(`  ${facts.join(' · ')}`)]
}

function certificateLines({ tls, startedAtMs }: Observation, canvas: Canvas): readonly string[] {
  if (tls === null) return []
  const { say, colour } = canvas
  const left = Math.floor((tls.expiresAtMs - startedAtMs) / DAY_MS)
  const paint = left < URGENT_DAYS ? colour.red : left < SOON_DAYS ? colour.yellow : colour.green
  const chain = (tls.chain ?? []).map(({ subject }) => subject)
  return [
    `  ${say({ vi: 'chứng thư số', en: 'certificate' })}  ${certificateName(tls)} · ${paint(say(remaining(tls, left)))}`,
    ...(chain.length < 2 ? [] : [colour.dim(`  ${say({ vi: 'chuỗi', en: 'chain' })}  ${chain.join(' ← ')}`)]),
  ]
}

function certificateName({ subject, issuer }: TlsFacts): string {
  return issuer === '' || issuer === subject ? subject : `${subject} (${issuer})`
}

function remaining({ expiresAtMs }: TlsFacts, left: number): BilingualText {
  const day = new Date(expiresAtMs).toISOString().slice(0, 10)
  const dayVi = day.split('-').reverse().join('/')
  if (left < 0) return { vi: `đã hết hạn ngày ${dayVi}`, en: `expired on ${day}` }
  return { vi: `còn ${left} ngày, đến ${dayVi}`, en: `${left} ${left === 1 ? 'day' : 'days'} left, until ${day}` }
}

/** As the portal's own logs have it. */
function requestIdLine({ requestId }: Observation, { colour }: Canvas): readonly string[] {
  return requestId === undefined ? [] : [colour.dim(`  X-Nhip-Id  ${requestId}`)]
}

function familyLines(families: readonly FamilyResult[], { say, colour }: Canvas): readonly string[] {
  return families.map(({ family, outcome, cause, totalMs }) => {
    const paint = { passed: colour.green, failed: colour.red, inconclusive: colour.yellow }[outcome]
    const what = cause === null ? say(OUTCOME_WORDS[outcome]) : `${say(CAUSE_WORDS[cause])} (${cause})`
    return `  IPv${family}  ${paint(what)}${totalMs === null ? '' : `  ${duration(totalMs)}`}`
  })
}

function phaseLine({ phases }: Observation, { say, colour }: Canvas): readonly string[] {
  const { totalMs: _, ...parts } = phases
  const told = Object.entries(parts)
    .filter(([, ms]) => ms !== null)
    .map(([part, ms]) => `${say(PHASE_WORDS[part as keyof typeof parts])} ${duration(ms ?? 0)}`)
  return told.length === 0 ? [] : [colour.dim(`  ${told.join(' · ')}`)]
}

/** A warning that a later version made is told by its own name. */
function warningWords(warning: string, { say }: Pick<Io, 'say'>): string {
  return warning in WARNING_WORDS ? `${say(WARNING_WORDS[warning as Warning])} (${warning})` : warning
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
