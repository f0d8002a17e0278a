import type { Hop, Observation, Phases } from '../model/observation.ts'
import { PHASE_WORDS } from '../model/words.ts'
import type { Io } from './io.ts'

/** Where and how wide to draw. */
export type Canvas = Pick<Io, 'say' | 'colour'> & {
  /** Columns of the terminal. */
  readonly columns: number
}

type Part = keyof Omit<Phases, 'totalMs'>

/** A phase on the time line of the whole check, ms. */
type Bar = {
  readonly part: Part
  readonly fromMs: number
  readonly ms: number
  /** It did not come to its end. */
  readonly broken: boolean
}

const PARTS: readonly Part[] = ['dnsMs', 'connectMs', 'tlsMs', 'waitMs', 'downloadMs']
const VALUE_CHARS = 9
/** Indents, gaps, and the mark behind a phase that did not end. */
const MARGIN_CHARS = 8
const MAX_BAR_CHARS = 60
/** Narrower bars say nothing: then there are figures alone. */
const MIN_BAR_CHARS = 10

/** One line per phase, to one scale over all hops; with several hops, each begins with its status and address. */
export function waterfall(
  { hops, cause, address }: Pick<Observation, 'hops' | 'cause' | 'address'>,
  canvas: Canvas,
): readonly string[] {
  let startMs = 0
  const drawn = hops.map((hop, index) => {
    const isLast = index === hops.length - 1
    const bars = barsOf(hop, { startMs, end: isLast && hop.httpStatus === null ? { cause, address } : null })
    startMs += hop.phases.totalMs ?? 0
    return { hop, bars }
  })
  const axisMs = Math.max(1, startMs, ...drawn.flatMap(({ bars }) => bars.map(({ fromMs, ms }) => fromMs + ms)))
  const labelChars = Math.max(...PARTS.map((part) => canvas.say(PHASE_WORDS[part]).length))
  const room = Math.min(MAX_BAR_CHARS, canvas.columns - labelChars - VALUE_CHARS - MARGIN_CHARS)
  const barChars = room < MIN_BAR_CHARS ? 0 : room
  return drawn.flatMap(({ hop, bars }, index) => [
    ...(hops.length === 1 ? [] : [`  ${canvas.colour.bold(`${index + 1}  ${hop.httpStatus ?? '–'}`)}  ${hop.url}`]),
    ...bars.map((bar) => lineOf(bar, { canvas, labelChars, barChars, axisMs })),
  ])
}

/** `258.6 ms`, from ten seconds on `12.3 s`. */
export function duration(ms: number): string {
  return ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

type End = Pick<Observation, 'cause' | 'address'>

/** The phases that happened, one after the other; where the hop came to no answer (`end`), the one that it ended in. */
function barsOf(
  { url, phases }: Hop,
  { startMs, end }: { readonly startMs: number; readonly end: End | null },
): readonly Bar[] {
  const bars: Bar[] = []
  let fromMs = startMs
  for (const part of PARTS) {
    const ms = phases[part]
    if (ms === null) continue
    bars.push({ part, fromMs, ms, broken: false })
    fromMs += ms
  }
  const last = bars.at(-1)
  if (end === null || end.cause === 'address_refused') return bars
  // A certificate is looked at when the handshake is over; where every phase is there, the last one was bad.
  if (last && (last.part === 'downloadMs' || (last.part === 'tlsMs' && end.cause?.startsWith('tls_'))))
    return [...bars.slice(0, -1), { ...last, broken: true }]
  const part = PARTS.slice(last ? PARTS.indexOf(last.part) + 1 : 0).find(
    (one) => (one !== 'dnsMs' || end.address === null) && (one !== 'tlsMs' || url.startsWith('https:')),
  )
  const ms = Math.max(0, startMs + (phases.totalMs ?? 0) - fromMs)
  return part === undefined ? bars : [...bars, { part, fromMs, ms, broken: true }]
}

function lineOf(
  { part, fromMs, ms, broken }: Bar,
  on: { readonly canvas: Canvas; readonly labelChars: number; readonly barChars: number; readonly axisMs: number },
): string {
  const { say, colour } = on.canvas
  const label = say(PHASE_WORDS[part]).padEnd(on.labelChars)
  const value = duration(ms).padStart(VALUE_CHARS)
  const paint = broken ? colour.red : PAINT[part](colour)
  const bar = on.barChars === 0 ? '' : `${strip({ fromMs, ms, broken }, on, paint)}  `
  return `  ${label}  ${bar}${value}${broken ? ` ${colour.red('✗')}` : ''}`
}

function strip(
  { fromMs, ms, broken }: Omit<Bar, 'part'>,
  { barChars, axisMs }: { readonly barChars: number; readonly axisMs: number },
  paint: (text: string) => string,
): string {
  const exact = (ms / axisMs) * barChars
  const chars = Math.max(1, Math.round(exact))
  const before = Math.min(barChars - chars, Math.round((fromMs / axisMs) * barChars))
  const ink = exact < 0.5 ? '▏' : (broken ? '░' : '█').repeat(chars)
  return `${' '.repeat(before)}${paint(ink)}${' '.repeat(barChars - before - chars)}`
}

const PAINT: Readonly<Record<Part, (colour: Io['colour']) => (text: string) => string>> = {
  dnsMs: (colour) => colour.cyan,
  connectMs: (colour) => colour.yellow,
  tlsMs: (colour) => colour.magenta,
  waitMs: (colour) => colour.green,
  downloadMs: (colour) => colour.blue,
}
