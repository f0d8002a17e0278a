import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  BACK_DOORS,
  COMPUTED,
  DATA,
  FLOORS,
  type Floor,
  NETWORK,
  NETWORK_BUILTINS,
  NETWORK_GLOBALS,
  PROCESS_BUILTINS,
} from './house.ts'
import { type GlobalUse, type Reach, readModule } from './module-facts.ts'

export type Violation = {
  /** Relative to the root, with `/`. */
  readonly file: string
  readonly line: number
  readonly rule: 'folder' | 'floor' | 'package' | 'builtin' | 'network' | 'pure' | 'computed' | 'tsx'
  readonly what: string
  readonly fix: string
}

const CODE = /\.[cm]?[jt]sx?$/
const IMPURE = new Set([
  ...NETWORK_GLOBALS,
  'BroadcastChannel',
  'Date',
  'Math',
  'MessageChannel',
  'Temporal.Now',
  'Worker',
  'console',
  'crypto',
  'global',
  'globalThis',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
])

/** Every breach of the table in the modules under `root`, by file and line. */
export function checkFloors(root: string): readonly Violation[] {
  return modulesUnder(root).flatMap((file) => checkModule(file, readFileSync(join(root, file), 'utf8')))
}

function checkModule(file: string, text: string): readonly Violation[] {
  const home = floorOf(file)
  const found: Violation[] = []
  const report = (line: number, rule: Violation['rule'], what: string, fix: string) =>
    void found.push({ file, line, rule, what, fix })

  if (file.endsWith('x') && !/^(lib|test)\/web\//.test(file)) {
    report(1, 'tsx', 'TSX outside lib/web', 'build pages in lib/web')
  }
  if (home === undefined) {
    report(1, 'folder', 'a folder that the table does not know', 'give it a floor in scripts/floors.ts')
    return found
  }
  const { reaches, globals } = readModule(file, text)
  for (const reach of reaches) {
    const breach = breachOf(file, home, reach)
    if (breach !== null) report(reach.line, breach.rule, breach.what, breach.fix)
  }
  for (const use of globals) {
    const breach = home.pure ? impurity(use) : networkUse(file, home, use)
    if (breach !== null) report(use.line, breach.rule, breach.what, breach.fix)
  }
  return found.toSorted((a, b) => a.line - b.line)
}

type Breach = Pick<Violation, 'rule' | 'what' | 'fix'> | null

function breachOf(file: string, home: Floor, reach: Reach): Breach {
  const { specifier, by } = reach
  if (specifier === null) {
    if (by === 'require or resolve' || file in COMPUTED) return null
    const what = `${by} of a computed path`
    return { rule: 'computed', what, fix: 'write the path out, or name the module and the reason in scripts/floors.ts' }
  }
  if (specifier.startsWith('.')) return relativeBreach(file, home, { ...reach, specifier })
  if (isBuiltin(specifier)) return builtinBreach(file, home, { ...reach, specifier })
  return packageBreach(home, { ...reach, specifier })
}

function relativeBreach(file: string, home: Floor, { specifier, by }: Reach & { specifier: string }): Breach {
  const target = normalize(join(dirname(file), specifier))
  const there = floorOf(target)
  if (there === undefined) {
    if (!CODE.test(target) && (DATA.test(target) || by === 'worker or file URL')) return null
    const fix = 'no floor may lean on what stands outside the house'
    return { rule: 'floor', what: `${by} of ${target} from ${home.folder}`, fix }
  }
  const what = `${by} of ${target} from ${home.folder} (floor ${home.floor})`
  if (there === home) {
    const { apart } = home
    if (apart === undefined || target === file || apart.includes(target)) return null
    return { rule: 'floor', what, fix: `modules of ${home.folder} share only ${apart.join(', ')}; move it down` }
  }
  if (home.only !== undefined && !home.only.includes(there.folder)) {
    return { rule: 'floor', what, fix: `${home.folder} may import only ${home.only.join(', ')}` }
  }
  if (there.floor < home.floor) return null
  const fix =
    there.floor === home.floor
      ? `${there.folder} is on the same floor: pass what is needed as an argument from above`
      : `${there.folder} is on floor ${there.floor}: imports only go down; move the shared part down or pass it in`
  return { rule: 'floor', what, fix }
}

function builtinBreach(file: string, home: Floor, { specifier, by, typeOnly }: Reach & { specifier: string }): Breach {
  const name = specifier.replace(/^node:/, '')
  const what = `${by} of node:${name} from ${home.folder}`
  if (Array.isArray(home.builtins)) {
    if (home.builtins.includes(name)) return null
    const allowed = home.builtins.length === 0 ? 'no module of Node' : `only ${home.builtins.join(', ')} of Node`
    return {
      rule: 'builtin',
      what,
      fix: `${home.folder} may use ${allowed}; do it on a higher floor and pass the result`,
    }
  }
  const isWayOut = NETWORK_BUILTINS.includes(name) || PROCESS_BUILTINS.includes(name)
  if (mayListen(home) || !isWayOut || typeOnly || file in NETWORK) return null
  return {
    rule: 'network',
    what,
    fix: 'lib/transport is the one way to the network: use it, or add what it lacks there',
  }
}

function packageBreach(home: Floor, { specifier, by }: Reach & { specifier: string }): Breach {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  if (home.packages.includes(name)) return null
  const what = `${by} of the package ${name} from ${home.folder}`
  return { rule: 'package', what, fix: `use it on the floor that has it, or add it to the row of ${home.folder}` }
}

/** Of `Date` and `Math` what only computes is free: `new Date(ms)`, `Date.UTC`, `Date.parse`, `Math` but `random`. */
function impurity({ name }: GlobalUse): Breach {
  const head = headOf(name)
  if (name === 'new Date' || name === 'Date.UTC' || name === 'Date.parse') return null
  if (head === 'Math' && name !== 'Math.random' && name !== 'Math') return null
  if (!IMPURE.has(head) && !IMPURE.has(name)) return null
  return {
    rule: 'pure',
    what: `${name} on a floor without clock, chance and I/O`,
    fix: 'take the time, the seed or the value as an argument',
  }
}

function networkUse(file: string, home: Floor, { name }: GlobalUse): Breach {
  if (home.builtins === 'any' || file in NETWORK) return null
  const fix = 'lib/transport is the one way to the network'
  // `globalThis` by itself may be indexed with anything.
  const own = name.replace(/^(?:globalThis|global)(?:\.|$)/, '')
  if (own === '') return { rule: 'network', what: 'all globals at once', fix: 'name the one that is meant' }
  if (BACK_DOORS.includes(own) || BACK_DOORS.includes(headOf(own)))
    return { rule: 'network', what: own, fix: 'import what is needed, so that it is seen' }
  const head = headOf(own)
  return mayListen(home) || !NETWORK_GLOBALS.includes(head)
    ? null
    : { rule: 'network', what: `the global ${head}`, fix }
}

function mayListen({ builtins }: Floor): boolean {
  return builtins === 'any' || builtins.includes('net')
}

/** The global itself: `Date` of `Date.now` and of `new Date()`. */
function headOf(use: string): string {
  return use.replace(/^new /, '').split(/[.(]/)[0] ?? ''
}

function floorOf(file: string): Floor | undefined {
  return FLOORS.find(({ folder }) => file.startsWith(`${folder}/`))
}

function modulesUnder(root: string): readonly string[] {
  return ['bin', 'functions', 'lib']
    .flatMap((top) => filesUnder(join(root, top)))
    .filter((path) => CODE.test(path) && !path.includes('/static/'))
    .map((path) => relative(root, path))
    .toSorted()
}

function filesUnder(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

if (import.meta.main) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  const violations = checkFloors(root)
  for (const { file, line, rule, what, fix } of violations) console.log(`${file}:${line}  ${rule}  ${what}  → ${fix}`)
  if (violations.length > 0) process.exitCode = 1
}
