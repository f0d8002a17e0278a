import { auditInProcess, controlInProcess, endKeptBrowser } from './audit-in-process.ts'
import type { AuditAnswer, AuditCall } from './audit-message.ts'

// Entry of the process that makes audits for another one: Lighthouse and its pauses stay away from the parent's clock.
// It lives as long as its parent wants it to: Ctrl-C reaches it too, but it is the parent that decides.
process.on('SIGINT', () => {})
process.on('SIGTERM', end)
process.on('disconnect', end)
process.on('message', (call: AuditCall) => void answer(call))

async function answer(call: AuditCall): Promise<void> {
  const { id } = call
  try {
    const made =
      'control' in call
        ? await controlInProcess(call.control)
        : await auditInProcess(call.request, { onProgress: (progress) => tell({ id, progress }) })
    tell({ id, made })
  } catch (error) {
    tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function tell(message: AuditAnswer): void {
  // A parent that is gone hears nothing; `disconnect` has been told then.
  if (process.connected) process.send?.(message)
}

function end(): void {
  void endKeptBrowser().finally(() => process.exit())
}
