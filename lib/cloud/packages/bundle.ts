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
    plugins: [onlyOurVersion(root), observerCodeOf(root), fontFilesOf(root), sketchesWithoutProtobuf()],
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

/** What would read its own sources is asked for their digest now: a package has none. */
function observerCodeOf(root: string): Plugin {
  const file = join(root, 'lib', 'observe', 'browser', 'observer-code.ts')
  return {
    name: 'observer-code',
    setup: (bundling) => {
      bundling.onLoad({ filter: /observer-code\.ts$/ }, async ({ path }) => {
        if (path !== file) return null
        const { observerCode } = (await import(pathToFileURL(file).href)) as { readonly observerCode: () => string }
        return { contents: `export const observerCode = () => ${JSON.stringify(observerCode())}`, loader: 'ts' }
      })
    },
  }
}

/** Fonts are read now, from their package, which a function doesn't bring. */
function fontFilesOf(root: string): Plugin {
  const file = join(root, 'lib', 'web', 'font-files.ts')
  return {
    name: 'font-files',
    setup: (bundling) => {
      bundling.onLoad({ filter: /font-files\.ts$/ }, async ({ path }) => {
        if (path !== file) return null
        const { fontFiles } = (await import(pathToFileURL(file).href)) as { readonly fontFiles: () => unknown }
        return { contents: `export const fontFiles = () => ${JSON.stringify(fontFiles())}`, loader: 'ts' }
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
