import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { alertText, alertTitle } from '../judge/alert-text.ts'
import type { AlertEvent } from '../model/alert.ts'
import { isWanted, type MailSettings } from '../model/notifiers.ts'
import type { Left, Notifier, Sent } from './notifier.ts'

const TIMEOUT_MS = 20_000

/**
 * Mails the text of an alert, in both languages. Mails of one incident are one thread: each answers the first. The same
 * event sent twice is the same message, by its id.
 */
export function createMail(settings: MailSettings): Notifier {
  const { host, port, security, user, password, from, to } = settings
  return {
    id: settings.id,
    wants: (event) => isWanted(settings, event),
    send: async (event, left = to) => {
      // Settings may have changed since it was told to the others.
      const recipients = left.filter((address) => to.includes(address))
      if (recipients.length === 0) return { kind: 'sent' }
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      })
      const first = messageId({ ...event, seq: 1 }, from)
      try {
        const { rejectedErrors = [] } = await transport.sendMail({
          envelope: { from, to: recipients },
          from: { name: 'Nhịp', address: from },
          to,
          subject: alertTitle(event, 'vi'),
          text: alertText(event),
          messageId: messageId(event, from),
          ...(event.seq === 1 ? {} : { inReplyTo: first, references: first }),
          // Nobody's holiday notice is to come back.
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return readRejected(rejectedErrors) ?? { kind: 'sent' }
      } catch (error) {
        return readError(error)
      } finally {
        transport.close()
      }
    },
  }
}

/** Its ids have letters that a Message-ID may not have, and may be too long for a line: a hash stands for them. */
function messageId({ incident, seq }: Pick<AlertEvent, 'incident' | 'seq'>, from: string): string {
  const hash = createHash('sha256').update(incident).digest('hex').slice(0, 32)
  return `<${hash}.${seq}@${from.slice(from.indexOf('@') + 1)}>`
}

type Rejected = {
  readonly recipient?: string | undefined
  readonly code?: string | undefined
  readonly responseCode?: number | undefined
}

/** A server takes a mail or not for each recipient; null: it has taken it for all. */
function readRejected(rejected: readonly Rejected[]): Sent | null {
  if (rejected.length === 0) return null
  const of = (isFinal: boolean): Left | null => {
    const some = rejected.filter(({ responseCode = 0 }) => responseCode >= 500 === isFinal)
    const to = some.flatMap(({ recipient }) => recipient ?? [])
    const codes = [...new Set(some.map(({ responseCode }) => responseCode))].join(', ')
    return to.length === 0 ? null : { to, reason: `not taken for ${to.join(', ')}, status ${codes}` }
  }
  return { kind: 'partly', failed: of(false), refused: of(true) }
}

/** A server's word may repeat what it was sent: only its code is told. */
function readError(error: unknown): Sent {
  const {
    code,
    responseCode,
    rejectedErrors = [],
  } = error as Rejected & { readonly rejectedErrors?: readonly Rejected[] }
  const isMixed = new Set(rejectedErrors.map((one) => (one.responseCode ?? 0) >= 500)).size > 1
  const rejected = isMixed ? readRejected(rejectedErrors) : null
  if (rejected) return rejected
  const isFinal = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH'
  const reason = [code ?? 'failed', ...(responseCode === undefined ? [] : [`status ${responseCode}`])].join(', ')
  return { kind: isFinal ? 'refused' : 'failed', reason }
}
