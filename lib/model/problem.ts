/** One thing wrong with a text that people wrote, such as a catalogue, and what to write instead. */
export type Problem = {
  /** 1-based, of the value at fault, or of its key where the key is at fault or the value is missing. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** `portals[3].pages[0].url`; empty for the whole file. */
  readonly path: string
  /** Stable; `docs` and tests build on it. */
  readonly code: string
  readonly message: string
  /** What was received, JSON-safe and shortened; null where nothing was. */
  readonly value: unknown
  readonly fix: string
}

export type Path = readonly (string | number)[]

/** A fault without its place. */
export type Fault = { readonly code: string; readonly message: string; readonly fix: string }

/** A fault and where it is, before line and column are looked up. */
export type Finding = Fault & {
  readonly path: Path
  readonly at: 'key' | 'value'
}

const SHOWN_LENGTH = 120
const UNSAFE_TO_PRINT = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** A value as one printable line: JSON, cut at 120 characters, with control and direction characters escaped. */
export function quote(value: unknown): string {
  const json = value === undefined ? 'nothing' : JSON.stringify(value)
  const cut = json.length > SHOWN_LENGTH ? `${json.slice(0, SHOWN_LENGTH)}…` : json
  return cut.replace(UNSAFE_TO_PRINT, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A value that can stand in JSON: what is long or nested is cut to a text, numbers that JSON lacks become text. */
export function shorten(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value
  const json = JSON.stringify(value)
  return json.length > SHOWN_LENGTH ? `${json.slice(0, SHOWN_LENGTH)}…` : value
}

/** A path as people write it. */
export function showPath(path: Path): string {
  return path.reduce<string>((shown, part) => {
    if (typeof part === 'number') return `${shown}[${part}]`
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part)) return `${shown}[${quote(part)}]`
    return shown === '' ? part : `${shown}.${part}`
  }, '')
}
