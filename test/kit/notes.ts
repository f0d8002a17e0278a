import { stepTelling } from '../../lib/judge/telling.ts'
import { NOTHING_TOLD, type Note, type TellingState } from '../../lib/judge/telling-state.ts'
import type { AlertEvent, AlertEventName, AlertKind, Severity } from '../../lib/model/alert.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { alert } from './alert.ts'

const EVERY = 5 * MINUTE_MS

export type Written = {
  readonly page?: string
  readonly event?: AlertEventName
  readonly seq?: number
  readonly minute?: number
  /** Of its first bad slot; of an opening that of the note, unless it says otherwise, else 0. */
  readonly since?: number
  readonly kind?: AlertKind
  readonly severity?: Severity
  readonly vendor?: string | null
  readonly target?: string | null
  readonly addresses?: readonly string[]
  readonly failing?: readonly string[]
  readonly everyMs?: number | null
  readonly group?: AlertEvent['group']
  readonly facts?: AlertEvent['facts']
}

/** Of a page: its opening, at minute 0, unless it says otherwise. */
export function note(written: Written = {}): Note {
  const { page = 'da-nang/home', event = 'opened', kind = 'down', minute = 0, everyMs = EVERY, target } = written
  const incident = `${kind}:${page}:domestic:0`
  const seq = written.seq ?? 1
  const portal = page.split('/')[0] ?? ''
  return {
    event: alert({
      id: `${incident}:${seq}`,
      seq,
      event,
      kind,
      incident,
      severity: written.severity ?? 'page',
      page,
      portal,
      group: written.group === undefined ? 'domestic' : written.group,
      vendor: written.vendor === undefined ? 'vnpt' : written.vendor,
      label: { vi: page, en: page },
      atMs: minute * MINUTE_MS,
      sinceMs: (written.since ?? (event === 'opened' ? minute : 0)) * MINUTE_MS,
      facts: {
        locations: (written.failing ?? ['a', 'b']).map((location) => ({ location, class: 'FAIL', cause: 'http_5xx' })),
        lastBadMs: (minute - 5) * MINUTE_MS,
        ...(everyMs === null ? {} : { everyMs }),
        ...written.facts,
      },
      links: target === null ? {} : { target: target ?? `https://${portal}.example.org/` },
    }),
    addresses: written.addresses ?? [],
  }
}

/** Steps one after the other, each with its minute, by the default policy; what was told of each, as `<minute> <event> <page> +<children>`. */
export function tell(...steps: readonly (readonly [number, readonly Note[]])[]) {
  let state: TellingState = NOTHING_TOLD
  const events: AlertEvent[] = []
  for (const [minute, notes] of steps) {
    const outcome = stepTelling(state, { notes, nowMs: minute * MINUTE_MS, policy: DEFAULT_POLICY })
    // As it is kept.
    state = JSON.parse(JSON.stringify(outcome.state)) as TellingState
    events.push(...outcome.events)
  }
  return { state, events, told: events.map(lineOf) }
}

export function lineOf({ atMs, event, page, children, seq }: AlertEvent): string {
  return `${atMs / MINUTE_MS} ${event} ${page} #${seq}${children.length > 0 ? ` +${children.length}` : ''}`
}
