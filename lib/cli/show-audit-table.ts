import type { Audit, AuditMetrics } from '../model/audit.ts'
import { profileLabel } from '../model/audit-profile.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { CAUSE_WORDS, OUTCOME_WORDS } from '../model/words.ts'
import type { Io } from './io.ts'

type Row = {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly digits: number
  readonly unit: string
}

/** Runs beside each other fit a terminal up to here; above, the representative one stands alone. */
const MAX_COLUMNS = 7

const LABELS: readonly (readonly [keyof AuditMetrics, string])[] = [
  ['fcpMs', 'FCP'],
  ['lcpMs', 'LCP'],
  ['siMs', 'SI'],
  ['tbtMs', 'TBT'],
  ['cls', 'CLS'],
  ['ttiMs', 'TTI'],
  ['ttfbMs', 'TTFB'],
]

/** An audit for a person: its outcome, then each run's figures, the representative one marked, and their spread. */
export function showAuditTable(io: Io, audit: Audit): void {
  const { colour } = io
  const paint = { passed: colour.green, failed: colour.red, inconclusive: colour.yellow }[audit.outcome]
  io.print(`${paint(io.say(OUTCOME_WORDS[audit.outcome]))}  ${audit.finalUrl ?? audit.url}`)
  if (audit.cause)
    io.print(`  ${io.say(CAUSE_WORDS[audit.cause])} (${audit.cause})${audit.detail ? `: ${audit.detail}` : ''}`)
  if (audit.representative !== null) for (const line of tableOf(io, audit)) io.print(line)
  const { readyMs } = audit.metrics
  if (readyMs !== null) io.print(`  ${io.say({ vi: 'sẵn sàng sau', en: 'ready after' })} ${number(io, readyMs, 0)} ms`)
  if (audit.journey) {
    const { steps, isRoute } = audit.journey
    io.print(io.say(isRoute ? ROUTE : { vi: `  sau ${steps} bước`, en: `  after ${steps} steps` }))
  }
  for (const { host, reason } of audit.refusals) {
    io.print(colour.dim(`  ${io.say({ vi: 'không được truy cập', en: 'not let through' })}: ${host} (${reason})`))
  }
  for (const { method, url, count } of audit.refusedRequests) {
    const times = count === 1 ? '' : ` ×${count}`
    io.print(colour.dim(`  ${io.say({ vi: 'không được gửi', en: 'not sent' })}: ${method} ${url}${times}`))
  }
  const { profile, chromiumMode, software } = audit.conditions
  const chromium = software.chromium ? ` · Chromium ${software.chromium} (${chromiumMode})` : ''
  const requestId = audit.requestId === undefined ? '' : ` · X-Nhip-Id ${audit.requestId}`
  io.print(
    colour.dim(
      `  ${io.say(profileLabel(profile))} · Lighthouse ${software.lighthouse}${chromium} · ${(audit.durationMs / 1_000).toFixed(1)} s${requestId}`,
    ),
  )
}

function tableOf(io: Io, audit: Audit): readonly string[] {
  const beside = audit.runs.length <= MAX_COLUMNS
  const indices = beside ? audit.runs.map((_, index) => index) : [audit.representative ?? 0]
  const rows: readonly Row[] = [
    {
      label: io.say(SCORE),
      values: audit.runs.map(({ score }) => (score === null ? null : score * 100)),
      digits: 0,
      unit: '',
    },
    ...LABELS.map(([key, label]): Row => {
      const values = audit.runs.map(({ metrics }) => metrics[key])
      return key === 'cls' ? { label, values, digits: 3, unit: '' } : { label, values, digits: 0, unit: 'ms' }
    }),
  ]
  const head = [
    '',
    ...indices.map((index) => `${index + 1}${index === audit.representative ? '*' : ''}`),
    io.say(SPREAD),
    '',
  ]
  const body = rows.map(({ label, values, digits, unit }) => {
    const present = values.filter((value) => value !== null)
    const spread = present.length === 0 ? null : Math.max(...present) - Math.min(...present)
    return [
      label,
      ...indices.map((index) => number(io, values[index] ?? null, digits)),
      number(io, spread, digits),
      unit,
    ]
  })
  const lines = [head, ...body].map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(6) : column === cells.length - 1 ? ` ${cell}` : cell.padStart(9),
      )
      .join(''),
  )
  return [...lines.map((line) => `  ${line.trimEnd()}`), io.colour.dim(`  ${io.say(NOTE)}`)]
}

const SCORE: BilingualText = { vi: 'điểm', en: 'score' }
const SPREAD: BilingualText = { vi: 'độ lệch', en: 'spread' }
const NOTE: BilingualText = {
  vi: '* lần tải đại diện, là kết quả của lượt kiểm tra',
  en: '* the representative run: its figures are the audit’s',
}

const ROUTE: BilingualText = {
  vi: '  không có điểm: biểu mẫu hiện ra trong trang trước nó, không có lượt tải trang nào',
  en: '  no score: the page before shows the form by itself, so that no page was loaded',
}

function number(io: Io, value: number | null, digits: number): string {
  if (value === null) return '–'
  return new Intl.NumberFormat(io.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value)
}
