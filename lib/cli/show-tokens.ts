import type { BilingualText } from '../model/catalogue.ts'
import { principalOf, type TokenInfo } from '../model/token.ts'
import type { Io } from './io.ts'

const HEAD: readonly BilingualText[] = [
  { vi: 'mã số', en: 'id' },
  { vi: 'vai trò', en: 'role' },
  { vi: 'của', en: 'of' },
  { vi: 'trạng thái', en: 'state' },
  { vi: 'tạo lúc', en: 'created' },
  { vi: 'hết hạn', en: 'expires' },
  { vi: 'ghi chú', en: 'note' },
]

/** One line per token, for a person. */
export function showTokens(io: Io, of: { readonly tokens: readonly TokenInfo[]; readonly nowMs: number }): void {
  if (of.tokens.length === 0)
    return io.print(io.say({ vi: 'Chưa có mã truy cập nào.', en: 'There are no tokens yet.' }))
  const rows = of.tokens.map((token) => [
    token.id,
    token.role,
    token.vendor ?? token.location ?? '–',
    io.say(stateOf(token, of.nowMs)),
    timeOf(token.createdAtMs),
    timeOf(token.expiresAtMs),
    // A note comes from whoever made the token: no control characters on the terminal.
    (token.note ?? '').replace(/\p{Cc}/gu, ' '),
  ])
  const head = HEAD.map((title) => io.say(title))
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  io.print(io.colour.dim(line(head)))
  for (const row of rows) io.print(line(row))
}

function stateOf(token: TokenInfo, nowMs: number): BilingualText {
  if (token.revokedAtMs !== null) return { vi: 'đã thu hồi', en: 'revoked' }
  return principalOf(token, nowMs) === null ? { vi: 'đã hết hạn', en: 'expired' } : { vi: 'có hiệu lực', en: 'valid' }
}

function timeOf(timeMs: number | null): string {
  return timeMs === null ? '–' : new Date(timeMs).toISOString()
}
