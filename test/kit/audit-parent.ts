import { createAuditClient } from '../../lib/observe/browser/audit-client.ts'
import { auditRequest } from './audit-request.ts'

// A process that has one page audited by a process of its own, so that a test can kill it meanwhile.
await createAuditClient().audit(auditRequest({ url: process.argv[2] ?? '' }))
