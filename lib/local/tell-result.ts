import type { Audit } from '../model/audit.ts'
import type { ControlAudit } from '../model/control-audit.ts'
import type { Observation } from '../model/observation.ts'
import type { Receipt } from '../model/receipt.ts'

type Message = (Observation | Audit | Receipt | ControlAudit) & { readonly signature?: unknown }

/** Tells of a message's body where it is a result of a page. */
export function tellResult(body: string, tell: (result: Observation | Audit) => void): void {
  const { signature: _signature, ...message } = JSON.parse(body) as Message
  if (message.type === 'observation' || message.type === 'audit') tell(message)
}
