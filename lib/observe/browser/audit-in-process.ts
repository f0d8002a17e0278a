import type { ReadAccount } from '../../model/account.ts'
import type { Audit } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import type { ControlAudit } from '../../model/control-audit.ts'
import { auditPage } from './audit.ts'
import type { AuditRequest } from './audit-request.ts'
import type { ControlRequest } from './control-request.ts'
import { runControl } from './control-run.ts'
import { createKeptBrowser, type KeptBrowser } from './kept-browser.ts'

let kept: KeptBrowser | null = null

/**
 * One audit in this process, with a browser that is kept for the next one. Calls must not overlap. The browser ends
 * with the process, however that ends.
 */
export async function auditInProcess(
  request: AuditRequest,
  {
    onProgress,
    readAccount,
  }: { readonly onProgress?: (text: BilingualText) => void; readonly readAccount?: ReadAccount | undefined } = {},
): Promise<Audit> {
  kept ??= createKeptBrowser({ onProgress })
  return auditPage(request, { browser: kept, onProgress, readAccount })
}

/** One load of the control page in this process, with the browser that audits have. Calls must not overlap. */
export async function controlInProcess(request: ControlRequest): Promise<ControlAudit> {
  kept ??= createKeptBrowser()
  return runControl(request, { browser: kept })
}

/** Ends the kept browser; a later audit starts another. */
export async function endKeptBrowser(): Promise<void> {
  const ending = kept
  kept = null
  await ending?.close()
}
