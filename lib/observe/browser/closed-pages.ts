import { TargetManager } from 'lighthouse/core/gather/driver/target-manager.js'

/**
 * Codes of Lighthouse and names of puppeteer that only say: there is nobody left to talk to. A page that has no memory left
 * stops in the debugger, which Lighthouse bids go on, and has gone on by itself by then.
 */
const CLOSED =
  /^(TargetCloseError|ConnectionClosedError|PROTOCOL_TIMEOUT|TARGET_CRASHED)$|(Target|Session|Connection) closed|only perform operation while paused/

let tolerated = false

/**
 * A run that is given up leaves Lighthouse's event handlers behind, whose commands then fail with nobody waiting for
 * them: such a failure must not end the process. Every other rejection that nobody handles still does. Idempotent.
 */
export function tolerateClosedPages(): void {
  if (tolerated) return
  tolerated = true
  // The one handler that is certain to be met: it asks for something after every navigation and throws on.
  const handle: TargetManager['_onFrameNavigated'] = Reflect.get(TargetManager.prototype, '_onFrameNavigated')
  TargetManager.prototype._onFrameNavigated = async function (event) {
    await handle.call(this, event).catch(passOn)
  }
  process.on('unhandledRejection', passOn)
}

function passOn(error: unknown): void {
  const { name, code, message } = error as { readonly name?: string; readonly code?: string; readonly message?: string }
  if (![name, code, message].some((text) => CLOSED.test(text ?? ''))) throw error
}
