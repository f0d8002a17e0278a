import { glob, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeFileTrace } from '@vercel/nft'

/**
 * Packages that stay as they are: Lighthouse reads files beside its modules and imports by computed paths, the browser
 * and the fonts are files.
 */
export const UNBUNDLED = [
  '@expo-google-fonts/be-vietnam-pro',
  '@sparticuz/chromium',
  'chrome-launcher',
  'lighthouse',
  'puppeteer-core',
] as const

/** Threads that an audit starts, from modules of their own. */
export const WORKERS = {
  'guard-worker': 'lib/observe/browser/guard-worker.ts',
  'memory-worker': 'lib/observe/browser/memory-worker.ts',
} as const

/** What is loaded by a computed path, or read: nobody who follows imports finds it. From the root. */
const COMPUTED = [
  'node_modules/lighthouse/package.json',
  'node_modules/lighthouse/core/**/*.js',
  'node_modules/lighthouse/shared/localization/locales/*.json',
  'node_modules/lighthouse/flow-report/assets/*',
  'node_modules/lighthouse/report/assets/*',
  'node_modules/lighthouse/dist/report/*.js',
  'node_modules/axe-core/package.json',
  'node_modules/axe-core/axe.min.js',
  'node_modules/js-library-detector/package.json',
  'node_modules/js-library-detector/library/*.js',
  'node_modules/@sparticuz/chromium/package.json',
  'node_modules/@sparticuz/chromium/build/*.js',
  'node_modules/@sparticuz/chromium/bin/*.br',
  'node_modules/@expo-google-fonts/be-vietnam-pro/package.json',
  'node_modules/@expo-google-fonts/be-vietnam-pro/LICENSE_FONT',
  'node_modules/@expo-google-fonts/be-vietnam-pro/{400Regular,400Regular_Italic,700Bold,700Bold_Italic}/*.ttf',
] as const

/** Optional packages of others, none of which is installed here either. */
const OPTIONAL = ['bufferutil', 'proxy-agent', 'supports-color', 'utf-8-validate', 'yauzl']

/**
 * Files that an audit needs besides our own code, relative to the root, sorted: all that the imported modules reach,
 * and what they load in ways that can't be followed. Throws where a module or a listed file is missing.
 */
export async function auditFiles(root: string, imported: readonly string[]): Promise<readonly string[]> {
  const computed = await Promise.all(COMPUTED.map((pattern) => filesOf(root, pattern)))
  const resolve = createRequire(pathToFileURL(join(root, 'index.js'))).resolve
  const modules = computed.flat().filter((file) => file.startsWith('node_modules/lighthouse/core/'))
  const entries = [...imported.map((specifier) => resolve(specifier)), ...modules.map((file) => join(root, file))]
  const { fileList, warnings } = await nodeFileTrace(entries, { base: root, processCwd: root })
  const lacking = [...warnings].find(({ message }) => !isHarmless(message))
  if (lacking) throw lacking
  return [...new Set([...fileList, ...computed.flat()])].toSorted()
}

async function filesOf(root: string, pattern: string): Promise<readonly string[]> {
  const found: string[] = []
  for await (const entry of glob(pattern, { cwd: root, withFileTypes: true }))
    if (entry.isFile())
      found.push(relative(root, await realpath(join(entry.parentPath, entry.name))).replaceAll(sep, '/'))
  if (found.length === 0) throw new Error(`the audit function needs ${pattern}, and there is no such file`)
  return found
}

function isHarmless(message: string): boolean {
  const lacks = /^Failed to resolve dependency "([^"]*)"/.exec(message)?.[1]
  // A name that is put together at run time; all of lighthouse/core is there.
  return lacks !== undefined && (lacks === '.js' || OPTIONAL.includes(lacks))
}
