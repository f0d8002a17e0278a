import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import type { FunctionName } from '../../model/environment.ts'
import { entryOf } from './choose-functions.ts'

export type BundleOptions = {
  readonly root: string
  readonly name: FunctionName
  /** Gets `index.mjs`, and with `external` perhaps modules beside it. */
  readonly folder: string
}

/** CommonJS packages ask for Node's modules by `require`, which an ESM module has to bring itself. */
const BANNER = [
  "import { createRequire as nhipCreateRequire } from 'node:module'",
  'const require = nhipCreateRequire(import.meta.url)',
].join('\n')

/**
 * Makes one module of a function and all that it imports, AWS SDK included, so that what was tested is what runs: the
 * runtime's own SDK changes without notice. Neither minified nor mapped: a stack trace names our functions as they are
 * written, and nothing but Node is needed to read it.
 */
export async function bundleFunction(options: BundleOptions): Promise<void> {
  await bundle(options, {})
}

/**
 * As `bundleFunction`, but without the named packages: those stay imports, and the ones that were met are returned,
 * e.g. `lighthouse/core/index.js`, in order. What is imported when it is needed becomes a module beside `index.mjs`,
 * and so does each of the `workers`, the entries of threads by the name that they are looked for, from the root.
 */
export async function bundleAround(
  options: BundleOptions & {
    readonly external: readonly string[]
    readonly workers: Readonly<Record<string, string>>
  },
): Promise<readonly string[]> {
  const { outputs } = await bundle(options, {
    entryPoints: { index: entryOf(options.root, options.name), ...options.workers },
    external: [...options.external],
    splitting: true,
  })
  const met = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external === true))
  return [
    ...new Set(met.map(({ path }) => path).filter((path) => options.external.some((name) => isOf(path, name)))),
  ].toSorted()
}

async function bundle({ root, name, folder }: BundleOptions, more: BuildOptions): Promise<Metafile> {
  const { metafile, warnings } = await build({
    // Paths in the output are written from here, wherever the build is started.
    absWorkingDir: root,
    entryPoints: { index: entryOf(root, name) },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'part-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    legalComments: 'eof',
    banner: { js: BANNER },
    plugins: [onlyOurVersion(root), readNow(root), sketchesWithoutProtobuf()],
    metafile: true,
    logLevel: 'silent',
    ...more,
  })
  const [warning] = warnings
  if (warning) throw new Error(`${name}: ${warning.text} (${warning.location?.file}:${warning.location?.line})`)
  return metafile as Metafile
}

/** Of our own package.json the version alone: a script or a tool that changes there is no new function. */
function onlyOurVersion(root: string): Plugin {
  const file = join(root, 'package.json')
  return {
    name: 'only-our-version',
    setup: (bundling) => {
      bundling.onLoad({ filter: /package\.json$/ }, async ({ path }) => {
        if (path !== file) return null
        const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version: string }
        return { contents: JSON.stringify({ version }), loader: 'json' }
      })
    },
  }
}

function isOf(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}/`)
}

/** Functions that read files which a package doesn't bring, such as fonts or prices: they are called now, and their answers stay. */
const READ_NOW: Readonly<Record<string, string>> = {
  'lib/observe/browser/observer-code.ts': 'observerCode',
  'lib/report/sheet/faces.ts': 'sheetFaces',
  'lib/report/shipped-prices.ts': 'shippedPrices',
  'lib/web/font-files.ts': 'fontFiles',
}

function readNow(root: string): Plugin {
  const names = new Map(Object.entries(READ_NOW).map(([file, name]) => [join(root, file), name]))
  return {
    name: 'read-now',
    setup: (bundling) => {
      bundling.onLoad({ filter: /\/(observer-code|faces|font-files|shipped-prices)\.ts$/ }, async ({ path }) => {
        const name = names.get(path)
        if (name === undefined) return null
        const read = (await import(pathToFileURL(path).href)) as Readonly<Record<string, () => unknown>>
        return { contents: `export const ${name} = () => (${JSON.stringify(read[name]?.())})`, loader: 'ts' }
      })
    },
  }
}

/** The sketches' own form needs a package that theirs doesn't bring. Nobody uses that form: rollups have their own. */
function sketchesWithoutProtobuf(): Plugin {
  return {
    name: 'sketches-without-protobuf',
    setup: (bundling) => {
      bundling.onLoad({ filter: /sketches-js\/dist\/ddsketch\/proto\/compiled\.js$/ }, () => ({
        contents: "throw new Error('sketches have no protobuf form here')",
        loader: 'js',
      }))
    },
  }
}
