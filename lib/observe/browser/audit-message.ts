import type { Audit } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import type { AuditRequest } from './audit-request.ts'

/** To the audit process. One at a time: the next is sent when the last is answered. */
export type AuditCall = { readonly id: number; readonly request: AuditRequest }

/** From the audit process: any number of `progress` and one answer per call. */
export type AuditAnswer =
  | { readonly id: number; readonly audit: Audit }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly progress: BilingualText }
