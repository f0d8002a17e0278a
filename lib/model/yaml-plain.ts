import type { Alias, ParsedNode, YAMLMap } from 'yaml'
import { isAlias, isScalar, isSeq } from 'yaml'
import { type Fault, quote } from './problem.ts'

export type PlainYaml = {
  /** Null stands for an alias that was refused; undefined where the whole was. */
  readonly value: unknown
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, ParsedNode>
}

export type ReportFault = (offset: number, fault: Fault, value: unknown) => void

/** What a text may expand to by its aliases: a catalogue of a thousand portals has some 50 000 values. */
const MAX_VALUES = 500_000

type Sized = { readonly value: unknown; readonly size: number }

/**
 * Plain values of parsed YAML. An alias costs nothing to expand here, its value being shared; whoever walks the
 * result pays for every use, so that the expanded size is bounded.
 */
export function toPlain(root: ParsedNode | null, report: ReportFault): PlainYaml {
  const anchors = new Map<string, { readonly node: ParsedNode; readonly sized: Sized | null }>()
  const targets = new Map<Alias, ParsedNode>()

  const refuse = (node: ParsedNode, fault: Fault, value: unknown): Sized => {
    report(node.range[0], fault, value)
    return { value: null, size: 1 }
  }
  const read = (node: ParsedNode | null): Sized => {
    if (node === null) return { value: null, size: 1 }
    if (isAlias(node)) return readAlias(node)
    if (node.tag !== undefined) refuse(node, tagFault(node.tag), node.tag)
    const { anchor } = node
    if (anchor !== undefined) anchors.set(anchor, { node, sized: null })
    const sized = isScalar(node) ? { value: node.value, size: 1 } : isSeq(node) ? readItems(node.items) : readMap(node)
    if (anchor !== undefined) anchors.set(anchor, { node, sized })
    return sized
  }
  const readAlias = (alias: Alias.Parsed): Sized => {
    const anchored = anchors.get(alias.source)
    if (!anchored) return refuse(alias, unknownAliasFault(alias.source), `*${alias.source}`)
    targets.set(alias, anchored.node)
    return anchored.sized ?? refuse(alias, circularAliasFault(alias.source), `*${alias.source}`)
  }
  const readItems = (items: readonly ParsedNode[]): Sized => {
    const sized = items.map(read)
    return { value: sized.map(({ value }) => value), size: sizeOf(sized) }
  }
  const readMap = (map: YAMLMap.Parsed): Sized => {
    const sized = map.items.flatMap((pair) => {
      const key = keyOf(pair.key)
      if (key !== null) return [{ key, ...read(pair.value) }]
      refuse(pair.key, KEY_FAULT, String(pair.key))
      return []
    })
    // fromEntries makes `__proto__` a key like any other.
    return { value: Object.fromEntries(sized.map(({ key, value }) => [key, value])), size: sizeOf(sized) }
  }

  const { value, size } = read(root)
  if (size <= MAX_VALUES) return { value, targets }
  report(root?.range[0] ?? 0, sizeFault(size), size)
  return { value: undefined, targets }
}

/** A key as text; null where the key is a list or a map. */
export function keyOf(node: unknown): string | null {
  return isScalar(node) ? String(node.value) : null
}

function sizeOf(parts: readonly Sized[]): number {
  return parts.reduce((size, part) => size + part.size, 1)
}

const KEY_FAULT: Fault = {
  code: 'key_not_text',
  message: 'a key that is a list, a map or an alias',
  fix: 'write a plain word before the colon',
}

function tagFault(tag: string): Fault {
  return {
    code: 'yaml_tag',
    message: `tags such as ${quote(tag)} are not read`,
    fix: 'remove the tag; quotes make a text of anything',
  }
}

function unknownAliasFault(name: string): Fault {
  return {
    code: 'yaml_alias',
    message: `the alias *${name} stands for nothing: no &${name} comes before it`,
    fix: `put &${name} before the value that is meant, or quotes around a text that begins with *`,
  }
}

function circularAliasFault(name: string): Fault {
  return { code: 'yaml_alias', message: `*${name} stands inside &${name} itself`, fix: 'write the value out' }
}

function sizeFault(size: number): Fault {
  return {
    code: 'too_many_values',
    message: `the text stands for ${size} values, counting aliases as often as they are used; ${MAX_VALUES} are read`,
    fix: 'remove aliases that multiply, or split the file',
  }
}
