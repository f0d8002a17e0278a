import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

export type Mail = {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
  readonly isSecure: boolean
}

export type MailServer = { readonly port: number; readonly mails: readonly Mail[] }

export type MailServerOptions = {
  /** PEM; absent: no TLS is offered. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly fromTheStart: boolean }
  readonly login?: { readonly user: string; readonly password: string }
  /** Status with which recipients are refused: all of them, or by address; it may change. */
  readonly refuses?: number | Readonly<Record<string, number>>
}

/** An SMTP server on a port of loopback that keeps its mails, until the test ends. */
export async function mailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const mails: Mail[] = []
  const { tls, login, refuses } = options
  const server = new SMTPServer({
    secure: tls?.fromTheStart ?? false,
    ...(tls ? { key: tls.key, cert: tls.cert } : { hideSTARTTLS: true }),
    authOptional: login === undefined,
    disabledCommands: login === undefined ? ['AUTH'] : [],
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password ? done(null, { user: username }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) => {
      const status = typeof refuses === 'object' ? refuses[address] : refuses
      if (status === undefined) done()
      else done(Object.assign(new Error('not here'), { responseCode: status }))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        const source = Buffer.concat(chunks).toString()
        mails.push({ from, to: rcptTo.map(({ address }) => address), source, isSecure: session.secure })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.close(resolve)
    return promise
  })
  return { port: (listening.address() as AddressInfo).port, mails }
}
