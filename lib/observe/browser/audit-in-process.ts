import type { Audit } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import { auditPage } from './audit.ts'
import type { AuditRequest } from './audit-request.ts'
import { createKeptBrowser, type KeptBrowser } from './kept-browser.ts'

let kept: KeptBrowser | null = null

/**
 * One audit in this process, with a browser that is kept for the next one. Calls must not overlap. The browser ends
 * with the process, however that ends.
 */
export async function auditInProcess(
  request: AuditRequest,
  onProgress?: (text: BilingualText) => void,
): Promise<Audit> {
  kept ??= createKeptBrowser({ onProgress })
  return auditPage(request, { browser: kept, onProgress })
}

/** Ends the kept browser; a later audit starts another. */
export async function endKeptBrowser(): Promise<void> {
  const ending = kept
  kept = null
  await ending?.close()
}
