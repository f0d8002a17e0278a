import { parseSync } from 'oxc-parser'

/** One way by which a module reaches another. */
export type Reach = {
  /** As written; for a template, the text before its first placeholder. */
  readonly specifier: string | null
  /** `null` specifiers are computed: what they reach can't be read from the source. */
  readonly by: 'import' | 're-export' | 'dynamic import' | 'type import' | 'worker or file URL' | 'require or resolve'
  /** Erased before the code runs. */
  readonly typeOnly: boolean
  readonly line: number
}

/** A global of the runtime that the module uses, e.g. `process`, `Date.now`, `new Date()`. */
export type GlobalUse = { readonly name: string; readonly line: number }

export type ModuleFacts = { readonly reaches: readonly Reach[]; readonly globals: readonly GlobalUse[] }

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown }

/** Wrappers around an expression; every other `TS…` node is erased with all that it holds. */
const KEPT_TYPE_NODES = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSExportAssignment',
])

/**
 * What a module imports, in any form, and which globals it uses. A name that the module declares anywhere is taken as
 * its own, never as a global.
 * @throws {SyntaxError} where the text is not TypeScript
 */
export function readModule(file: string, text: string): ModuleFacts {
  const parsed = parseSync(file, text)
  const problem = parsed.errors[0]
  if (problem !== undefined) throw new SyntaxError(`${file}: ${problem.message}`)
  const lineOf = lineCounter(text)
  const reaches: Reach[] = []
  const used: GlobalUse[] = []
  const declared = new Set<string>()
  walk(parsed.program as unknown as Node, [], (node, parents) => {
    const line = lineOf(node.start)
    const reach = reachOf(node)
    if (reach !== null) reaches.push({ ...reach, line })
    if (isErased(parents)) return
    if (node.type !== 'Identifier') return
    if (isDeclaration(node, parents)) declared.add(node.name as string)
    else if (isReference(node, parents)) used.push({ name: useOf(node, parents), line })
  })
  return {
    reaches,
    globals: used.filter(({ name }) => !declared.has(name.replace(/^new /, '').split(/[.(]/)[0] ?? '')),
  }
}

function reachOf(node: Node): Omit<Reach, 'line'> | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literal(node.source), by: 'import', typeOnly: isTypeOnly(node, 'importKind') }
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (node.source === null || node.source === undefined) return null
      return { specifier: literal(node.source), by: 're-export', typeOnly: isTypeOnly(node, 'exportKind') }
    case 'ImportExpression':
      return { specifier: literal(node.source), by: 'dynamic import', typeOnly: false }
    case 'TSImportType': {
      const source = (node.source ?? node.argument) as Node
      return { specifier: literal(source.literal ?? source), by: 'type import', typeOnly: true }
    }
    case 'NewExpression': {
      const [path, base] = node.arguments as readonly Node[]
      if (nameOf(node.callee) !== 'URL' || base === undefined || !isImportMeta(base, 'url')) return null
      const specifier = literal(path)
      return specifier === null ? null : { specifier: relative(specifier), by: 'worker or file URL', typeOnly: false }
    }
    case 'CallExpression':
      if (!isRequire(node.callee as Node)) return null
      return { specifier: literal((node.arguments as readonly Node[])[0]), by: 'require or resolve', typeOnly: false }
    default:
      return null
  }
}

/** All of `import type …`, and `import { type A }` where no other name stands beside it. */
function isTypeOnly(node: Node, kind: 'importKind' | 'exportKind'): boolean {
  if (node[kind] === 'type') return true
  const specifiers = (node.specifiers ?? []) as readonly Node[]
  return specifiers.length > 0 && specifiers.every((one) => one[kind] === 'type')
}

/** `require(…)`, `createRequire(…)(…)`, `require.resolve(…)`, `import.meta.resolve(…)`. */
function isRequire(callee: Node): boolean {
  if (callee.type === 'MemberExpression' && nameOf(callee.property) === 'resolve') {
    const object = callee.object as Node
    return object.type === 'MetaProperty' || isRequire(object)
  }
  if (callee.type === 'CallExpression') return nameOf(callee.callee) === 'createRequire'
  return (nameOf(callee) ?? '').startsWith('require')
}

function isImportMeta(node: Node, property: string): boolean {
  return (
    node.type === 'MemberExpression' &&
    (node.object as Node).type === 'MetaProperty' &&
    nameOf(node.property) === property
  )
}

/** In a URL a path without a leading dot is relative all the same. */
function relative(path: string): string {
  return /^(\.|\/|[a-z]+:)/.test(path) ? path : `./${path}`
}

function literal(node: unknown): string | null {
  const { type, value, quasis } = (node ?? {}) as Partial<Node>
  if (type === 'Literal' && typeof value === 'string') return value
  if (type !== 'TemplateLiteral') return null
  const [first] = quasis as readonly { readonly value: { readonly cooked: string } }[]
  return first?.value.cooked === '' ? null : (first?.value.cooked ?? null)
}

function nameOf(node: unknown): string | null {
  const { type, name } = (node ?? {}) as Partial<Node>
  return type === 'Identifier' ? (name as string) : null
}

function isErased(parents: readonly Node[]): boolean {
  return parents.some(({ type, declare }) => (type.startsWith('TS') && !KEPT_TYPE_NODES.has(type)) || declare === true)
}

/** The left side of whatever binds a name: variables, parameters, functions, classes, imports, catch clauses. */
function isDeclaration(node: Node, parents: readonly Node[]): boolean {
  let child = node
  for (const parent of [...parents].reverse()) {
    switch (parent.type) {
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
        break
      case 'Property':
        if (parent.value !== child) return false
        break
      case 'AssignmentPattern':
        if (parent.left !== child) return false
        break
      case 'VariableDeclarator':
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'FunctionExpression':
      case 'ClassExpression':
        return parent.id === child || isParameter(parent, child)
      case 'ArrowFunctionExpression':
        return isParameter(parent, child)
      case 'CatchClause':
        return parent.param === child
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier':
        return parent.local === child
      default:
        return false
    }
    child = parent
  }
  return false
}

function isParameter(fn: Node, child: Node): boolean {
  return ((fn.params ?? []) as readonly Node[]).includes(child)
}

/** A name that stands for a value, not for a property, a key, a label or a name given to others. */
function isReference(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1)
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed === true
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return parent.value === node || parent.computed === true
    case 'ImportSpecifier':
    case 'ExportAllDeclaration':
    case 'MetaProperty':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportAttribute':
      return false
    case 'ExportSpecifier':
      return parent.local === node
    default:
      return true
  }
}

/** `Date.now` for a member, `new Date()` and `Date()` where called without arguments, else the name alone. */
function useOf(node: Node, parents: readonly Node[]): string {
  const name = node.name as string
  const parent = parents.at(-1)
  if (parent?.type === 'MemberExpression' && parent.object === node && parent.computed !== true) {
    return `${name}.${nameOf(parent.property) ?? ''}`
  }
  if (parent?.type === 'NewExpression' && parent.callee === node) {
    return (parent.arguments as readonly Node[]).length === 0 ? `new ${name}()` : `new ${name}`
  }
  if (parent?.type === 'CallExpression' && parent.callee === node) return `${name}()`
  return name
}

function walk(node: Node, parents: readonly Node[], visit: (node: Node, parents: readonly Node[]) => void): void {
  visit(node, parents)
  const below = [...parents, node]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (isNode(child)) walk(child, below, visit)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1
}
