import type { Audit } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import type { ControlAudit } from '../../model/control-audit.ts'
import type { AuditRequest } from './audit-request.ts'
import type { ControlRequest } from './control-request.ts'

/** To the audit process. One at a time: the next is sent when the last is answered. */
export type AuditCall = { readonly id: number } & AuditWork

/** What the audit process can be asked for. */
export type AuditWork = { readonly request: AuditRequest } | { readonly control: ControlRequest }

/** From the audit process: any number of `progress` and one answer per call. */
export type AuditAnswer =
  | { readonly id: number; readonly made: Audit | ControlAudit }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly progress: BilingualText }
