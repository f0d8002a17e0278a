import tls from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { alertText } from '../../lib/judge/alert-text.ts'
import type { MailSettings } from '../../lib/model/notifiers.ts'
import { createMail } from '../../lib/notify/mail.ts'
import { alert } from '../kit/alert.ts'
import { certificateAuthority } from '../kit/certificates.ts'
import { type Mail, mailServer } from '../kit/mail-server.ts'

const mail = (port: number, changes: Partial<MailSettings> = {}) =>
  createMail({
    id: 'mail',
    only: {},
    topic: 'alerts',
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'nhip@example.org',
    to: ['truc@example.org', 'ban@example.org'],
    ...changes,
  })

/** A header without its folding; words of RFC 2047 are decoded. */
function header(source: string, name: string): string | null {
  const [head = ''] = source.split('\r\n\r\n')
  const line = head
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .find((one) => one.toLowerCase().startsWith(`${name}: `))
  return line === undefined ? null : decodeWords(line.slice(name.length + 2))
}

function decodeWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_all, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString()
        : Buffer.from(unquote(word.replaceAll('_', ' ')), 'latin1').toString(),
    )
}

function unquote(text: string): string {
  return text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function body({ source }: Mail): string {
  const encoded = source.slice(source.indexOf('\r\n\r\n') + 4)
  const decoded =
    header(source, 'content-transfer-encoding') === 'base64'
      ? Buffer.from(encoded, 'base64').toString()
      : Buffer.from(unquote(encoded), 'latin1').toString()
  return decoded.replaceAll('\r\n', '\n')
}

describe('mail of our own', () => {
  test('is the text in both languages, to all, under a subject that people read', async () => {
    const server = await mailServer()
    expect(await mail(server.port).send(alert())).toEqual({ kind: 'sent' })
    const [got] = server.mails as [Mail]
    expect(got).toMatchObject({ from: 'nhip@example.org', to: ['truc@example.org', 'ban@example.org'] })
    expect(header(got.source, 'subject')).toBe('[khẩn] Cổng dịch vụ công Đà Nẵng, trang chủ: ngừng hoạt động (mở)')
    expect(header(got.source, 'content-type')).toBe('text/plain; charset=utf-8')
    expect(body(got).trimEnd()).toBe(alertText(alert()).trimEnd())
  })

  test('of one incident is one thread, and the same event the same message', async () => {
    const server = await mailServer()
    const { send } = mail(server.port)
    await send(alert())
    await send(alert({ seq: 2, event: 'resolved' }))
    await send(alert({ seq: 2, event: 'resolved' }))
    await send(alert({ incident: 'another' }))
    const [first, second, repeated, other] = server.mails.map(({ source }) => header(source, 'message-id'))
    expect(first).toMatch(/^<[0-9a-f]{32}\.1@example\.org>$/)
    expect(second).not.toBe(first)
    expect(repeated).toBe(second)
    expect(other).not.toBe(first)
    const answers = server.mails.map(({ source }) => [header(source, 'in-reply-to'), header(source, 'references')])
    expect(answers).toEqual([
      [null, null],
      [first, first],
      [first, first],
      [null, null],
    ])
  })

  test('a name cannot smuggle a header in', async () => {
    const server = await mailServer()
    await mail(server.port).send(alert({ label: { vi: 'x\r\nBcc: other@example.org', en: 'x' } }))
    expect(server.mails[0]?.to).toHaveLength(2)
    expect(header(server.mails[0]?.source ?? '', 'bcc')).toBeNull()
  })

  test.each([
    [550, 'refused'],
    [450, 'failed'],
  ])('recipients refused with %i: %s, by its code alone', async (status, kind) => {
    const server = await mailServer({ refuses: status })
    expect(await mail(server.port).send(alert())).toEqual({ kind, reason: `EENVELOPE, status ${status}` })
  })

  test('each recipient counts: who has it, who may get it later, and whom the server does not want', async () => {
    const refuses: Record<string, number> = { 'grey@example.org': 450, 'gone@example.org': 550 }
    const server = await mailServer({ refuses })
    const { send } = mail(server.port, { to: ['good@example.org', 'grey@example.org', 'gone@example.org'] })
    const failed = { to: ['grey@example.org'], reason: 'not taken for grey@example.org, status 450' }
    const refused = { to: ['gone@example.org'], reason: 'not taken for gone@example.org, status 550' }
    expect(await send(alert())).toEqual({ kind: 'partly', failed, refused })
    expect(server.mails.map(({ to }) => to)).toEqual([['good@example.org']])
    expect(await send(alert(), ['grey@example.org', 'gone@example.org'])).toEqual({ kind: 'partly', failed, refused })
    expect(await send(alert(), failed.to)).toEqual({ kind: 'failed', reason: 'EENVELOPE, status 450' })
    delete refuses['grey@example.org']
    expect(await send(alert(), failed.to)).toEqual({ kind: 'sent' })
    expect(server.mails.map(({ to }) => to)).toEqual([['good@example.org'], ['grey@example.org']])
    const [first, second] = server.mails.map(({ source }) => [header(source, 'to'), header(source, 'message-id')])
    expect(second).toEqual(first)
    expect(first?.[0]).toContain('gone@example.org')
    expect(await send(alert(), ['left@example.org'])).toEqual({ kind: 'sent' })
    expect(server.mails).toHaveLength(2)
  })

  test('nobody there: it may pass', async () => {
    expect(await mail(9).send(alert())).toMatchObject({ kind: 'failed' })
  })

  test('logs in; a wrong password may be mended, and is not repeated', async () => {
    const server = await mailServer({ login: { user: 'nhip', password: 'right-password' } })
    const login = (password: string) => mail(server.port, { user: 'nhip', password }).send(alert())
    const refused = await login('wrong-password')
    expect(refused).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^EAUTH, status 535$/) })
    expect(await login('right-password')).toEqual({ kind: 'sent' })
  })

  test.each([
    ['tls', true],
    ['starttls', false],
  ] as const)('%s: to a server that can be trusted, and to no other', async (security, fromTheStart) => {
    const trusted = tls.getCACertificates('default')
    onTestFinished(() => tls.setDefaultCACertificates(trusted))
    const authority = certificateAuthority('mail')
    const server = await mailServer({ tls: { ...authority.issue({ host: 'localhost' }), fromTheStart } })
    const { send } = mail(server.port, { security, host: 'localhost' })
    expect(await send(alert())).toMatchObject({ kind: 'failed' })
    expect(server.mails).toEqual([])
    tls.setDefaultCACertificates([...trusted, authority.cert])
    expect(await send(alert())).toEqual({ kind: 'sent' })
    expect(server.mails).toMatchObject([{ isSecure: true }])
  })

  test('does not go in clear where TLS is asked for', async () => {
    const server = await mailServer()
    expect(await mail(server.port, { security: 'starttls' }).send(alert())).toMatchObject({ kind: 'failed' })
    expect(server.mails).toEqual([])
  })
})
