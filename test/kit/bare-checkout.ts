import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A checkout with the launcher and a lockfile of one package, `node`, and an `npm` that does as it is told. */
export type BareCheckout = {
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  /** How often npm was asked to install. */
  readonly installs: () => number
  /** Shell lines that `npm install` runs in the checkout; `$BRING` brings what a successful one brings. */
  readonly onInstall: (lines: string) => void
  /** As if set up already. */
  readonly markReady: () => void
  readonly path: (...parts: string[]) => string
  readonly close: () => void
}

const LOCK = {
  lockfileVersion: 3,
  packages: { '': { name: 'nhip' }, 'node_modules/node': { version: process.versions.node } },
}

/** Makes a process believe that it runs on a Node that can't run TypeScript. */
const OLD_NODE =
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.0.0'}})"

export function bareCheckout(): BareCheckout {
  const root = mkdtempSync(join(tmpdir(), 'nhip-checkout-'))
  const path = (...parts: string[]) => join(root, ...parts)
  cpSync('bin', path('bin'), { recursive: true, filter: (source) => !source.endsWith('.ts') })
  writeFileSync(path('package-lock.json'), JSON.stringify(LOCK))
  mkdirSync(path('tools'))
  symlinkSync(process.execPath, path('tools', 'node'))
  const bring = `mkdir -p node_modules/node/bin node_modules/.bin && ln -sf '${process.execPath}' node_modules/node/bin/node`
  const onInstall = (lines: string) => {
    const script = `#!/bin/sh\n[ "$1" = install ] || exit 0\necho "$@" >>'${path('installs')}'\nBRING="${bring}"\n${lines}\n`
    writeFileSync(path('tools', 'npm'), script)
    chmodSync(path('tools', 'npm'), 0o755)
  }
  onInstall('eval "$BRING"')
  return {
    root,
    env: { PATH: `${path('tools')}:/usr/bin:/bin`, NODE_OPTIONS: `--import "${OLD_NODE}"` },
    installs: () => count(path('installs')),
    onInstall,
    markReady() {
      mkdirSync(path('node_modules', 'node', 'bin'), { recursive: true })
      symlinkSync(process.execPath, path('node_modules', 'node', 'bin', 'node'))
      mkdirSync(path('node_modules', '.nhip-setup'))
      const hash = createHash('sha256')
        .update(readFileSync(path('package-lock.json')))
        .digest('hex')
      writeFileSync(path('node_modules', '.nhip-setup', 'stamp'), `${hash} ${process.platform}-${process.arch}\n`)
    },
    path,
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}

function count(file: string): number {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').length
  } catch {
    return 0
  }
}
