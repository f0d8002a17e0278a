import type { CountedCell, ScoreCell, ScoreCells } from '../judge/score-tally.ts'
import { STRATA, type Stratum } from '../judge/stratum.ts'

/** Cells of a day, by the name of what is measured. */
export type DayCells = ReadonlyMap<string, ScoreCells>

/** Other bytes are of another version, and read as nothing. */
const VERSION = 1

const FRACTIONS = 1

/**
 * A day's cells as bytes: names and locations as text, counts and the distances between values as numbers of seven bits a
 * byte, so that a day of 864 values takes about 2 kB. Values that aren't whole take eight bytes each.
 */
export function encodeDayCells(days: DayCells): Uint8Array {
  const out = createWriter()
  out.number(VERSION)
  out.number(days.size)
  for (const [name, cells] of days) {
    out.text(name)
    const part = createWriter()
    part.number(cells.size)
    for (const [location, strata] of cells) {
      part.text(location)
      for (const stratum of STRATA) writeCell(part, strata[stratum])
    }
    out.part(part.bytes())
  }
  return out.bytes()
}

/** Gives each cell of a day; what it gives is the next one's too, so nothing may be kept of it. */
export type DayReader = (
  onCell: (name: string, at: { readonly location: string; readonly stratum: Stratum }, cell: CountedCell) => void,
) => void

/** `wanted`: names that are read; default all. Null for bytes of another version. */
export function readDayCells(bytes: Uint8Array, wanted?: ReadonlySet<string>): DayReader | null {
  if (createReader(bytes).number() !== VERSION) return null
  return (onCell) => {
    const from = createReader(bytes)
    from.number()
    for (let names = from.number(); names > 0; names--) {
      const name = from.text()
      const end = from.number() + from.at()
      if (wanted?.has(name) === false) {
        from.skipTo(end)
        continue
      }
      for (let locations = from.number(); locations > 0; locations--) {
        const location = from.text()
        for (const stratum of STRATA) onCell(name, { location, stratum }, readCell(from))
      }
    }
  }
}

function writeCell(out: Writer, cell: ScoreCell): void {
  out.number(cell.due)
  out.number(cell.passed)
  out.number(cell.failed)
  out.number(cell.obstructed)
  out.number(cell.login)
  const { values, upTo } = cell
  const isWhole = values.every((value) => Number.isSafeInteger(value) && value >= 0)
  out.number(values.length * 2 + (isWhole ? 0 : FRACTIONS))
  let [before, sum] = [0, 0]
  for (const [index, value] of values.entries()) {
    if (isWhole) out.number(value - before)
    else out.double(value)
    out.number((upTo[index] as number) - sum)
    before = value
    sum = upTo[index] as number
  }
}

/** Written anew by each cell that is read. */
let scratch = { values: new Float64Array(1_024), upTo: new Float64Array(1_024) }

function readCell(from: Reader): CountedCell {
  const [due, passed, failed] = [from.number(), from.number(), from.number()]
  const [obstructed, login] = [from.number(), from.number()]
  const head = from.number()
  const length = Math.floor(head / 2)
  if (length > scratch.values.length)
    scratch = { values: new Float64Array(2 * length), upTo: new Float64Array(2 * length) }
  const { values, upTo } = scratch
  const isWhole = head % 2 !== FRACTIONS
  let [value, sum] = [0, 0]
  for (let index = 0; index < length; index++) {
    value = isWhole ? value + from.number() : from.double()
    sum += from.number()
    values[index] = value
    upTo[index] = sum
  }
  return { due, values, upTo, length, passed, failed, obstructed, login }
}

type Writer = ReturnType<typeof createWriter>
type Reader = ReturnType<typeof createReader>

function createWriter() {
  let buffer = Buffer.allocUnsafe(4_096)
  let length = 0
  const reserve = (bytes: number): void => {
    if (length + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + bytes))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  const number = (value: number): void => {
    reserve(10)
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) buffer[length++] = (rest % 128) + 128
    buffer[length++] = rest
  }
  return {
    number,
    double: (value: number): void => {
      reserve(8)
      length = buffer.writeDoubleLE(value, length)
    },
    text: (value: string): void => {
      const bytes = Buffer.from(value)
      number(bytes.length)
      reserve(bytes.length)
      length += bytes.copy(buffer, length)
    },
    /** With its length before it. */
    part: (bytes: Uint8Array): void => {
      number(bytes.length)
      reserve(bytes.length)
      buffer.set(bytes, length)
      length += bytes.length
    },
    bytes: (): Uint8Array => buffer.subarray(0, length),
  }
}

function createReader(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const number = (): number => {
    let value = 0
    for (let place = 1; ; place *= 128) {
      const byte = buffer[at++]
      if (byte === undefined) throw new RangeError('a day that was kept ends too early')
      if (byte < 128) return value + byte * place
      value += (byte - 128) * place
    }
  }
  return {
    number,
    at: (): number => at,
    skipTo: (end: number): void => {
      at = end
    },
    double: (): number => {
      at += 8
      return buffer.readDoubleLE(at - 8)
    },
    text: (): string => {
      const length = number()
      at += length
      return buffer.toString('utf8', at - length, at)
    },
  }
}
