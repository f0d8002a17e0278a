import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const OBSERVER = new URL('../../../lib/observe/browser/', import.meta.url)

/** How a process ends in which nobody waits for a command of Lighthouse's that the browser refuses. */
async function endsAfter(method: string, message: string): Promise<number> {
  const script = `
    import { LighthouseError } from 'lighthouse/core/lib/lh-error.js'
    import { tolerateClosedPages } from '${new URL('closed-pages.ts', OBSERVER)}'
    tolerateClosedPages()
    Promise.reject(LighthouseError.fromProtocolMessage('${method}', { message: '${message}' }))
    setTimeout(() => {}, 10)`
  const ended = run(process.execPath, ['--input-type=module', '--eval', script], { cwd: OBSERVER })
  return ended.then(
    () => 0,
    ({ code }: { readonly code: number }) => code,
  )
}

test('a page that stopped for want of memory, and went on by itself, does not end the process; what nobody knows does', async () => {
  expect(await endsAfter('Debugger.resume', 'Can only perform operation while paused.')).toBe(0)
  expect(await endsAfter('Page.navigate', 'Target closed.')).toBe(0)
  expect(await endsAfter('Page.enable', 'Something else')).toBe(1)
})
