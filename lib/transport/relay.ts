import type { Socket } from 'node:net'

/** How long a browser may take to notice an alert. */
const NOTICE_MS = 2_000

/** Head and alert of the record in which TLS 1.3 sends an alert: two bytes, its type, and a tag of sixteen (RFC 8446 §5.2). */
const SEALED_ALERT = Buffer.from([0x17, 3, 3, 0, 2 + 1 + 16])
const SEALED_ALERT_BYTES = SEALED_ALERT.length + 2 + 1 + 16

/** Type of a record with an alert in TLS up to 1.2, and of those that precede the keys in 1.3. */
const ALERT_TYPE = 0x15

/**
 * Passes bytes both ways between a browser and a server, and one's end or failure on to the other: a reset as a reset.
 * Both are connected, and allow half-open connections.
 *
 * Where all that the server still had to say was an alert of TLS, its end is held back until the browser has ended its
 * side, `noticeMs` at most (default 2 s). With TLS 1.3, and with False Start, servers refuse a client (as without a certificate) when it
 * believes the handshake done; a Chromium that finds the connection ended by then may forget the alert that it has
 * read, and tell of a socket that is not connected. Source: https://crbug.com/958638.
 */
export function relay(browser: Socket, server: Socket, { noticeMs = NOTICE_MS } = {}): void {
  const isRefused = watchAnswer(browser, server)
  browser.pipe(server)
  server.pipe(browser, { end: false })
  const passOn = (end: () => void): void => {
    if (isRefused()) whenNoticed(browser, noticeMs, end)
    else end()
  }
  server.on('end', () => passOn(() => browser.end()))
  // A reset must look like one to the browser, not like an orderly end.
  server.on('error', () => passOn(() => browser.resetAndDestroy()))
  server.on('close', () => {
    passOn(() => browser.destroySoon())
    // What it says to nobody is not to keep us from hearing its end.
    browser.unpipe(server)
    browser.resume()
  })
  browser.on('close', () => server.destroy())
}

/** Whether the server's answer to what the browser said last is an alert, and nothing else so far. */
function watchAnswer(browser: Socket, server: Socket): () => boolean {
  let answer: Buffer = Buffer.alloc(0)
  let isAsked = true
  browser.on('data', () => {
    isAsked = true
  })
  server.on('data', (chunk: Buffer) => {
    if (isAsked) answer = Buffer.alloc(0)
    isAsked = false
    // One byte more than an alert tells that it isn't one.
    const lacking = SEALED_ALERT_BYTES + 1 - answer.length
    if (lacking > 0) answer = Buffer.concat([answer, chunk.subarray(0, lacking)])
  })
  return () => isAlert(answer)
}

function isAlert(bytes: Buffer): boolean {
  if (bytes[0] === ALERT_TYPE) return true
  return bytes.length === SEALED_ALERT_BYTES && bytes.subarray(0, SEALED_ALERT.length).equals(SEALED_ALERT)
}

function whenNoticed(browser: Socket, noticeMs: number, end: () => void): void {
  if (browser.readableEnded || browser.destroyed) return end()
  const done = (): void => {
    clearTimeout(timer)
    browser.off('end', done)
    browser.off('close', done)
    end()
  }
  const timer = setTimeout(done, noticeMs)
  browser.once('end', done)
  browser.once('close', done)
}
