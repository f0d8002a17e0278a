import { join } from 'node:path'
import { filesDigest } from './files-digest.ts'

/** From the root: what loads pages, what their traffic goes through, what a form's field is, and what chooses among the runs. */
const SOURCES = ['lib/observe/browser', 'lib/transport', 'lib/model/engine.ts', 'lib/judge/representative-run.ts']

/**
 * Digest of our own code that can change a number, 16 hex digits. It is of the sources, comments included: rather one
 * instrument too many than two under one name. In a package, where there are no sources, it is the one that the build
 * put in (`lib/cloud/packages/bundle.ts`).
 */
export function observerCode(): string {
  const root = join(import.meta.dirname, '..', '..', '..')
  return filesDigest(
    SOURCES.map((path) => join(root, path)),
    'texts',
  )
}
