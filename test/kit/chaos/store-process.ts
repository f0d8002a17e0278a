import { startStores } from '../../../lib/local/stores.ts'
import { SILENT } from '../stores.ts'

// The embedded stores over a folder, as a process of their own that can be stopped and killed. Its first line says where
// they are.
const { tableEndpoint, messagesEndpoint } = await startStores(process.argv[2] ?? null, SILENT)
process.stdout.write(`${JSON.stringify({ tableEndpoint, messagesEndpoint })}\n`)
