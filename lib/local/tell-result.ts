import type { Audit } from '../model/audit.ts'
import type { ControlAudit } from '../model/control-audit.ts'
import type { Observation } from '../model/observation.ts'
import type { Receipt } from '../model/receipt.ts'

/** Tells of a message's body where it is a result of a page. */
export function tellResult(body: string, tell: (result: Observation | Audit) => void): void {
  const message = JSON.parse(body) as Observation | Audit | Receipt | ControlAudit
  if (message.type === 'observation' || message.type === 'audit') tell(message)
}
