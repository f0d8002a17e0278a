import { decodeHTML } from 'entities'

/** What markup shows before any script has run. All of it is linear in its length, whatever a page does. */
export type Markup = {
  /** Opening tags with their attributes, without brackets, entities decoded: `input type="text"`. */
  readonly tags: readonly string[]
  /** What a reader sees: entities decoded, NFC, each run of white space a single space. */
  readonly text: string
  /** Content of scripts, as written. */
  readonly scripts: string
  readonly title: string | null
  /** The first main heading. */
  readonly heading: string | null
  /** The first heading of the second rank. */
  readonly subheading: string | null
}

type Line = 'title' | 'h1' | 'h2'

/** Elements whose content is no text. */
const RAW = new Set(['script', 'style', 'template', 'svg'])
const NAME = /\/?[a-z][a-z0-9-]{0,30}/y
const MAX_TAG_CHARS = 4_096
const MAX_LINE_CHARS = 300

/** Reads markup as browsers do in the main: a scan from tag to tag, not a tree. */
export function readMarkup(markup: string): Markup {
  const lower = lowerInPlace(markup)
  const tags: string[] = []
  const texts: string[] = []
  const scripts: string[] = []
  const lines: Record<Line, string | null> = { title: null, h1: null, h2: null }
  let open: { readonly name: Line; readonly from: number } | null = null
  let at = 0
  while (at < markup.length) {
    const tagAt = markup.indexOf('<', at)
    texts.push(markup.slice(at, tagAt === -1 ? undefined : tagAt))
    if (tagAt === -1) break
    if (lower.startsWith('<!--', tagAt)) {
      at = after(markup, '-->', tagAt + 4)
      continue
    }
    NAME.lastIndex = tagAt + 1
    const name = NAME.exec(lower)?.[0]
    if (name === undefined) {
      texts.push('<')
      at = tagAt + 1
      continue
    }
    at = after(markup, '>', tagAt)
    texts.push(' ')
    if (open && name === `/${open.name}`) {
      lines[open.name] = line(texts.slice(open.from).join(''))
      open = null
    }
    if (name.startsWith('/')) continue
    tags.push(markup.slice(tagAt + 1, Math.min(at - 1, tagAt + MAX_TAG_CHARS)))
    if (isLine(name) && lines[name] === null && open === null) open = { name, from: texts.length }
    if (RAW.has(name)) {
      const end = lower.indexOf(`</${name}`, at)
      if (name === 'script') scripts.push(markup.slice(at, end === -1 ? undefined : end))
      at = end === -1 ? markup.length : end
    }
  }
  return {
    tags: tags.map(decoded),
    text: readable(texts.join('')),
    scripts: scripts.join('\n'),
    title: lines.title,
    heading: lines.h1,
    subheading: lines.h2,
  }
}

/** Of an opening tag, an attribute's value; empty where it has none, null where it isn't there. */
export function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+)))?(?=[\\s/]|$)`, 'i').exec(tag)
  return found ? (found[1] ?? found[2] ?? found[3] ?? '') : null
}

/** As people read it and compare it: NFC, every kind of white space one space, what has no width left out. */
export function readable(text: string): string {
  return decoded(text)
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .normalize('NFC')
}

function decoded(text: string): string {
  return text.includes('&') ? decodeHTML(text) : text
}

/** Where a letter changes its length, Latin ones only, so that places in the two stay the same. */
function lowerInPlace(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function isLine(name: string): name is Line {
  return name === 'title' || name === 'h1' || name === 'h2'
}

function line(text: string): string {
  return readable(text).trim().slice(0, MAX_LINE_CHARS)
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at + what.length
}
