import type { AlertEvent } from '../model/alert.ts'
import type { Audit } from '../model/audit.ts'
import type { Observation } from '../model/observation.ts'
import { CAUSE_WORDS, EVENT_WORDS, OUTCOME_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import type { Io } from './io.ts'

/** One line for a person: who saw what of which page. */
export function showResult(io: Io, result: Observation | Audit): void {
  if (result.type === 'observation') showObservation(io, result)
  else showAudit(io, result)
}

function showObservation(io: Io, observation: Observation): void {
  const { page, url, location, cause, httpStatus, phases } = observation
  const time = phases.totalMs === null ? '' : `${phases.totalMs.toFixed(1)} ms`
  const why = cause === null ? '' : `  ${io.say(CAUSE_WORDS[cause])} (${cause})`
  io.print(
    `${outcome(io, observation)}  ${httpStatus ?? ''}  ${page ?? url}  ${io.colour.dim(location)}  ${time}${why}`,
  )
}

function showAudit(io: Io, audit: Audit): void {
  const { page, url, location, cause, score, metrics } = audit
  const figures =
    score === null ? '' : `${io.say({ vi: 'điểm', en: 'score' })} ${Math.round(score * 100)}  LCP ${metrics.lcpMs} ms`
  const why = cause === null ? '' : `  ${io.say(CAUSE_WORDS[cause])} (${cause})`
  io.print(
    `${outcome(io, audit)}  ${io.say({ vi: 'kiểm tra', en: 'audit' })}  ${page ?? url}  ${io.colour.dim(location)}  ${figures}${why}`,
  )
}

export function showAlert(io: Io, alert: AlertEvent): void {
  const paint = { page: io.colour.red, ticket: io.colour.yellow, info: io.colour.cyan }[alert.severity]
  io.print(
    `${paint(io.say(SEVERITY_WORDS[alert.severity]))}  ${io.say(EVENT_WORDS[alert.event])}  ${io.say(alert.reason)}`,
  )
}

function outcome(io: Io, { outcome: seen }: Observation | Audit): string {
  const paint = { passed: io.colour.green, failed: io.colour.red, inconclusive: io.colour.yellow }[seen]
  return paint(io.say(OUTCOME_WORDS[seen]))
}
